import type { Instant, PersonId, Token } from './token.ts';

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;
/** How long before the end of a token its reminder is due: 168 hours, whatever the calendar says. */
export const REMINDER_LEAD = 7 * DAY;
const SHORT_REMINDER_LEAD = DAY;
const SHORTEST_LIFE_WITH_REMINDER = 2 * DAY;

export type NoticeKind = 'created' | 'expiring' | 'revoked';

/**
 * `waiting`: due at `dueAt`. `sending`: claimed, an attempt is under way. `held`: the owner can't be reached until the
 * bot is installed again. `sent`, `dropped` and `failed` are final; the reason says why it was not sent.
 */
export type NoticeState = 'waiting' | 'sending' | 'held' | 'sent' | 'dropped' | 'failed';

/** One proactive message that a token owes its owner; unique by `(tokenId, kind, validTo)`. */
export interface Notice {
  readonly id: string;
  readonly owner: PersonId;
  readonly tokenId: string;
  readonly kind: NoticeKind;
  /** The end of the token for which this notice was made. A renewed token owes new notices. */
  readonly validTo: Instant;
  readonly dueAt: Instant;
  readonly state: NoticeState;
  /** Attempts begun, whatever became of them. */
  readonly attempts: number;
  /** Attempts whose outcome nobody knows: the message may have arrived. */
  readonly ambiguousAttempts: number;
  readonly reason?: string;
  readonly settledAt?: Instant;
}

/** The identity of a notice: the same token, kind and end always give the same id. */
export function noticeId(tokenId: string, kind: NoticeKind, validTo: Instant): string {
  return `${tokenId}.${kind}.${validTo}`;
}

/** The notices a new token owes: `created` at once, and its reminder if it lives long enough. */
export function noticesForNew(token: Token): Notice[] {
  return [notice(token, 'created', token.createdAt), ...reminder(token, token.createdAt)];
}

/** The notices a token owes after a renewal at `now`: its new reminder. */
export function noticesForRenewed(token: Token, now: Instant): Notice[] {
  return reminder(token, now);
}

/** The notice of a token that was revoked at `now` without its owner having asked for it in chat: owed at once. */
export function noticesForRevoked(token: Token, now: Instant): Notice[] {
  return [notice(token, 'revoked', now)];
}

/** When a token's reminder is due if it starts to live at `from`; undefined when it lives too short for one. */
export function reminderDueAt(from: Instant, validTo: Instant): Instant | undefined {
  const life = validTo - from;
  if (life > REMINDER_LEAD) return validTo - REMINDER_LEAD;
  if (life > SHORTEST_LIFE_WITH_REMINDER) return validTo - SHORT_REMINDER_LEAD;
  return undefined;
}

/** Why a due notice is not worth sending any more; undefined when it is. */
export function whyDrop(notice: Notice, token: Token | undefined, now: Instant): string | undefined {
  if (token === undefined) return 'the token is gone';
  // Its owner must hear that somebody held the secret, however late.
  if (notice.kind === 'revoked') return undefined;
  if (token.revokedAt !== undefined) return 'the token was revoked';
  if (token.validTo <= now) return 'the token has expired';
  if (notice.kind === 'expiring' && token.validTo !== notice.validTo) return 'the token was renewed';
  return undefined;
}

function reminder(token: Token, from: Instant): Notice[] {
  const dueAt = reminderDueAt(from, token.validTo);
  return dueAt === undefined ? [] : [notice(token, 'expiring', dueAt)];
}

function notice(token: Token, kind: NoticeKind, dueAt: Instant): Notice {
  return {
    id: noticeId(token.id, kind, token.validTo),
    owner: token.owner,
    tokenId: token.id,
    kind,
    validTo: token.validTo,
    dueAt,
    state: 'waiting',
    attempts: 0,
    ambiguousAttempts: 0,
  };
}
