import type { Delivery } from '../../core/ports.ts';
import type { Instant } from '../../core/tokens/token.ts';
import { connectionErrorCode, wasNeverConnected } from '../../web/connection-error.ts';
import { retryAfterMs } from '../../web/retry-after.ts';

/**
 * Why one call of the Bot Connector brought nothing, in the domain's words. Reasons hold neither tokens nor message
 * contents.
 */
export type ConnectorFailure = { readonly ok: false } & Exclude<Delivery, { outcome: 'sent' }>;

/** What was asked of the Bot Connector: writing to a conversation, or changing a message in it. */
export type CallKind = 'write' | 'update';

const RETRY_AFTER_MS = 2_000;

/** The codes with which Teams says that a person can't be written to, from its documentation of bot errors. */
const BLOCKED = [
  'ConversationBlockedByUser',
  'BotNotInConversationRoster',
  'BotDisabledByAdmin',
  'ForbiddenOperationException',
  'MessageWritesBlocked',
];

/**
 * Answers after which nothing was taken, so that the same is tried again until it is: our own sign-in or registration (401, a
 * 403 without a known code) may be put right without the person; 409 and 412 met another change of the conversation; 425, 500,
 * 502 and 503 are an outage. What may have been taken all the same is not here: 408, 504.
 */
const NOT_TAKEN: ReadonlySet<number> = new Set([401, 403, 409, 412, 425, 500, 502, 503]);

/** What an HTTP answer that isn't a success means: every status, in one place. */
export function failureOfResponse(
  status: number,
  retryAfter: string | null,
  text: string,
  { kind, now }: { kind: CallKind; now: Instant },
): ConnectorFailure {
  const reason = `the Bot Connector answered ${status}`;
  if (status === 429 || (status === 503 && retryAfter !== null)) {
    const wait = retryAfterMs(retryAfter, now) ?? RETRY_AFTER_MS;
    return { ok: false, outcome: 'throttled', reason, retryAfterMs: wait };
  }
  const code = status === 403 ? BLOCKED.find((known) => text.includes(known)) : undefined;
  if (code !== undefined) return failure('unreachable', `${reason} ${code}`);
  if (status === 404 && kind === 'write') return failure('no-chat', reason);
  if (NOT_TAKEN.has(status)) return failure('not-sent', reason);
  if (status >= 500 || status === 408) return failure('ambiguous', reason);
  // A redirect leads away from what is asked for now; nothing says that it always will.
  return failure(status < 400 ? 'not-sent' : 'rejected', reason);
}

/** What an exception of a call means: a connection that was never made sent nothing, anything else may have. */
export function failureOfError(error: unknown): ConnectorFailure {
  if (error instanceof Error && error.name === 'TimeoutError')
    return failure('ambiguous', 'the Bot Connector did not answer in time');
  const code = connectionErrorCode(error);
  if (code === undefined) return failure('ambiguous', 'the call of the Bot Connector broke off');
  const reason = `no connection to the Bot Connector (${code})`;
  return failure(wasNeverConnected(code) ? 'not-sent' : 'ambiguous', reason);
}

/** One failure without a time to wait. */
export function failure(
  outcome: Exclude<ConnectorFailure['outcome'], 'throttled'>,
  reason: string,
): ConnectorFailure {
  return { ok: false, outcome, reason };
}
