import type { Delivery } from '../core/ports.ts';
import type { Instant } from '../core/token.ts';

/**
 * Why one call of the Bot Connector brought nothing, in the domain's words. Reasons hold neither tokens nor message
 * contents.
 */
export type ConnectorFailure = { readonly ok: false } & Exclude<Delivery, { outcome: 'sent' }>;

/** What was asked of the Bot Connector: writing to a conversation, or changing a message in it. */
export type CallKind = 'write' | 'update';

const RETRY_AFTER_MS = 2_000;
const MAX_RETRY_AFTER_MS = 60 * 60 * 1000;

/** The codes with which Teams says that a person can't be written to, from its documentation of bot errors. */
const BLOCKED = [
  'ConversationBlockedByUser',
  'BotNotInConversationRoster',
  'BotDisabledByAdmin',
  'ForbiddenOperationException',
  'MessageWritesBlocked',
];

/** Errors that a connection meets before anything was sent on it. */
const BEFORE_SENDING = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** What an HTTP answer that isn't a success means. */
export function failureOfAnswer(
  status: number,
  retryAfter: string | null,
  text: string,
  { kind, now }: { kind: CallKind; now: Instant },
): ConnectorFailure {
  const reason = `the Bot Connector answered ${status}`;
  if (status === 429 || (status === 503 && retryAfter !== null)) {
    return { ok: false, outcome: 'throttled', reason, retryAfterMs: retryAfterMs(retryAfter, now) };
  }
  const code = status === 403 ? BLOCKED.find((known) => text.includes(known)) : undefined;
  if (code !== undefined) return failure('unreachable', `${reason} ${code}`);
  if (status === 404 && kind === 'write') return failure('unreachable', reason);
  // 401 and other 403: our own sign-in or registration, or a proxy, which may be put right without the person. 412: Teams met another change of the conversation and did nothing.
  if (status === 401 || status === 403 || status === 412) return failure('not-sent', reason);
  if (status >= 500 || status === 408) return failure('ambiguous', reason);
  // A redirect leads away from what is asked for now; nothing says that it always will.
  return failure(status < 400 ? 'not-sent' : 'rejected', reason);
}

/** What an exception of `fetch` means: a connection that was never made sent nothing, anything else may have. */
export function failureOfError(error: unknown): ConnectorFailure {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (cause.name === 'TimeoutError')
      return failure('ambiguous', 'the Bot Connector did not answer in time');
    if ('code' in cause && typeof cause.code === 'string') {
      const reason = `no connection to the Bot Connector (${cause.code})`;
      return BEFORE_SENDING.has(cause.code) ? failure('not-sent', reason) : failure('ambiguous', reason);
    }
  }
  return failure('ambiguous', 'the call of the Bot Connector broke off');
}

/** One failure without a time to wait. */
export function failure(
  outcome: Exclude<ConnectorFailure['outcome'], 'throttled'>,
  reason: string,
): ConnectorFailure {
  return { ok: false, outcome, reason };
}

/** Reads seconds or an HTTP date; what is neither, or lies in the past, counts as absent. */
function retryAfterMs(header: string | null, now: Instant): number {
  const text = header?.trim() ?? '';
  const wait = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return wait > 0 ? Math.min(wait, MAX_RETRY_AFTER_MS) : RETRY_AFTER_MS;
}
