import { DAY, HOUR, MINUTE } from '../timing/durations.ts';
import { type Instant, type PersonId, personKey, type Token } from '../tokens/token.ts';

/** How long before the end of a token its reminder is due: 168 hours, whatever the calendar says. */
export const REMINDER_LEAD = 7 * DAY;
/** An authority that grants seven days counts them by its own clock: that is no reason to remind at once. */
const REMINDER_SLACK = HOUR;
const SHORT_REMINDER_LEAD = DAY;
const SHORTEST_LIFE_WITH_REMINDER = 2 * DAY;
/** Why a notice waits while others go before it in its conversation. */
export const NOT_ITS_TURN = 'other messages go first';
/** Why a notice was given up that was repeated often enough. */
export const UNKNOWN_FATE = 'nobody knows whether it arrived';
/** A rotation takes seconds; one that is still under way by then was interrupted. */
export const LONGEST_ROTATION = 2 * MINUTE;

/** What a notice is about. */
export type NoticeKind =
  | 'created'
  | 'expiring'
  /** 30 days before its end, for owners who chose that. */
  | 'expiring-month'
  /** One day before its end, for owners who chose that. */
  | 'expiring-day'
  /** To the second reader of somebody else's token: that they are one. */
  | 'reader-asked'
  /** To the second reader: it ends, and its owner does not answer. */
  | 'reader-ends'
  /** To its owner: the second reader does not want to be one. */
  | 'reader-declined'
  /** To an administrator, about no single token: these end, and nobody answers. */
  | 'unanswered'
  /** To an administrator, about no single token: a key of Patkeeper itself ends. */
  | 'key-ends'
  /** Its end has come. */
  | 'expired'
  /** Its authority no longer has it: somebody ended it there. */
  | 'revoked-elsewhere'
  /** Its authority says something else of it: somebody changed it there. */
  | 'changed-elsewhere'
  /** Its secret was presented to be revoked. */
  | 'revoked'
  /** Its secret was found where others can read it. */
  | 'leaked'
  /** Its secret is presented after it ended. */
  | 'dead-use'
  /** It was used from a new network, or by a new service. */
  | 'new-place'
  /** Nobody uses it: its owner is asked whether anything still needs it. */
  | 'idle'
  /** Nobody used or kept it, so that it was ended. */
  | 'idle-ended'
  /** It was made elsewhere. */
  | 'found'
  /** A new token replaces it, and both work for a while. */
  | 'cut-over'
  /** It was replaced, and its time is over. */
  | 'ended'
  /** Its replacement was begun and never finished. */
  | 'interrupted'
  /** Its secret reached nobody, so that it was revoked again. */
  | 'not-delivered'
  /** About no single token: the person's tokens made elsewhere are known from now on. */
  | 'stock'
  /** About no single token: the person's tokens can't be looked at any more. */
  | 'signed-out'
  /** About no single token: an administrator's request waits for another administrator. */
  | 'request-waits';

/**
 * `waiting`: due at `dueAt`. `sending`: claimed, an attempt is under way. `held`: the owner can't be reached until the
 * bot is installed again. `sent`, `dropped` and `failed` are final; the reason says why it was not sent.
 */
export type NoticeState = 'waiting' | 'sending' | 'held' | 'sent' | 'dropped' | 'failed';

/** One proactive message that a token owes its owner; its id says which, so that it is owed once. */
export interface Notice {
  readonly id: string;
  readonly owner: PersonId;
  /** Empty when the notice is about no single token. */
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
  /** Since when Teams has not taken it; absent until an attempt was refused. */
  readonly notTakenSince?: Instant;
  /** How often it was tried before its time; absent for never. */
  readonly earlyTries?: number;
  /** Present while it waits and may be tried before its time. */
  readonly mayBeEarly?: true;
  readonly reason?: string;
  readonly settledAt?: Instant;
  /** What the message says beyond what the token tells. */
  readonly detail?: string;
}

/** The identity of a notice: the same token, kind and end always give the same id. */
export function noticeId(tokenId: string, kind: NoticeKind, validTo: Instant): string {
  return `${tokenId}.${kind}.${validTo}`;
}

/** What a token owes that lives from `from` to its present end: a reminder, if it lives long enough, and word of the end. */
export function noticesForEnd(token: Token, from: Instant): Notice[] {
  const dueAt = reminderDueAt(from, token.validTo);
  const expired = notice(token, 'expired', token.validTo);
  return dueAt === undefined ? [expired] : [notice(token, 'expiring', dueAt), expired];
}

/** The notices a new token owes: `created` at once, and those of its end. */
export function noticesForNew(token: Token): Notice[] {
  return [notice(token, 'created', token.createdAt), ...noticesForEnd(token, token.createdAt)];
}

/** The notice of a token whose replacement was begun at `startedAt`: owed if nobody has finished or undone it by then. */
export function noticesForRotating(token: Token, startedAt: Instant): Notice[] {
  const interrupted = notice(token, 'interrupted', startedAt + LONGEST_ROTATION);
  // Of several attempts at the same token each owes its own.
  return [{ ...interrupted, id: `${interrupted.id}.${startedAt}` }];
}

/** The notices of a token that was replaced and still works until its end: that it does, and that it no longer does. */
export function noticesForOverlap(old: Token, now: Instant): Notice[] {
  return [notice(old, 'cut-over', now), notice(old, 'ended', old.validTo)];
}

/** The notices of a token that was made elsewhere and is seen for the first time at `now`. */
export function noticesForFound(token: Token, now: Instant): Notice[] {
  return [notice(token, 'found', now), ...noticesForEnd(token, now)];
}

/** The notice of a token that was revoked at `now` because its secret reached nobody. */
export function noticesForUndelivered(token: Token, now: Instant): Notice[] {
  return [notice(token, 'not-delivered', now)];
}

/** A notice that is about a person and no single token. */
export function noticeAboutPerson(
  kind: 'stock' | 'signed-out' | 'request-waits' | 'unanswered' | 'key-ends',
  owner: PersonId,
  now: Instant,
  detail: string,
): Notice {
  return {
    id: `${personKey(owner)}.${kind}.${now}`,
    owner,
    tokenId: '',
    kind,
    validTo: now,
    dueAt: now,
    state: 'waiting',
    attempts: 0,
    ambiguousAttempts: 0,
    detail,
  };
}

/** The notice of a token that was revoked at `now` without its owner having asked for it in chat: owed at once. */
export function noticesForRevoked(token: Token, now: Instant): Notice[] {
  return [notice(token, 'revoked', now)];
}

/** When a token's reminder is due if it starts to live at `from`; undefined when it lives too short for one. */
export function reminderDueAt(from: Instant, validTo: Instant): Instant | undefined {
  const life = validTo - from;
  if (life > REMINDER_LEAD + REMINDER_SLACK) return validTo - REMINDER_LEAD;
  if (life > SHORTEST_LIFE_WITH_REMINDER) return validTo - SHORT_REMINDER_LEAD;
  return undefined;
}

/** How a notice that has not got through stands; undefined for one that has, or that was not tried yet. */
export function undeliveredState(notice: Notice): 'failed' | 'held' | 'retried' | undefined {
  const { state, notTakenSince, ambiguousAttempts } = notice;
  if (state === 'failed' || state === 'held') return state;
  const wasTried = notTakenSince !== undefined || ambiguousAttempts > 0;
  return state === 'waiting' && wasTried ? 'retried' : undefined;
}

/** A notice about a token as it is now. */
export function notice(token: Token, kind: NoticeKind, dueAt: Instant): Notice {
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
