import { DAY, HOUR, MINUTE } from '../timing/durations.ts';
import { type Instant, type PersonId, personKey, type Token } from '../tokens/token.ts';

/** How long before the end of a token its reminder is due: 168 hours, whatever the calendar says. */
export const REMINDER_LEAD = 7 * DAY;
/** An authority that grants seven days counts them by its own clock: that is no reason to remind at once. */
const REMINDER_SLACK = HOUR;
const SHORT_REMINDER_LEAD = DAY;
const SHORTEST_LIFE_WITH_REMINDER = 2 * DAY;
/** How long after its end a token is still spoken of, if its owner was not told before. */
const LATEST_WORD = 30 * DAY;
/** What is worth saying of a token that has ended, however late. */
const SAID_OF_ENDED: readonly NoticeKind[] = ['revoked', 'not-delivered', 'leaked', 'dead-use', 'idle-ended'];
/** Why a notice waits whose place in its conversation is taken already. */
export const PLACED = 'other messages go first';
/** Why a notice is no longer worth sending when its token ended long ago. */
export const EXPIRED = 'the token has expired';
/** A rotation takes seconds; one that is still under way by then was interrupted. */
export const LONGEST_ROTATION = 2 * MINUTE;

/** What a notice is about. */
export type NoticeKind =
  | 'created'
  | 'expiring'
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

/** The reminder that a token owes which lives from `from` to its present end; none when that is too short for one. */
export function reminderFrom(token: Token, from: Instant): Notice[] {
  const dueAt = reminderDueAt(from, token.validTo);
  return dueAt === undefined ? [] : [notice(token, 'expiring', dueAt)];
}

/** The notices a new token owes: `created` at once, and its reminder if it lives long enough. */
export function noticesForNew(token: Token): Notice[] {
  return [notice(token, 'created', token.createdAt), ...reminderFrom(token, token.createdAt)];
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
  return [notice(token, 'found', now), ...reminderFrom(token, now)];
}

/** The notice of a token that was revoked at `now` because its secret reached nobody. */
export function noticesForUndelivered(token: Token, now: Instant): Notice[] {
  return [notice(token, 'not-delivered', now)];
}

/** A notice that is about a person and no single token. */
export function noticeAboutPerson(
  kind: 'stock' | 'signed-out' | 'request-waits',
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

/** Why a due notice is not worth sending any more; undefined when it is. */
export function whyDrop(notice: Notice, token: Token | undefined, now: Instant): string | undefined {
  if (notice.tokenId === '') return undefined;
  if (token === undefined) return 'the token is gone';
  // Its owner must hear that somebody held the secret, or that nobody ever got it, however late.
  if (SAID_OF_ENDED.includes(notice.kind)) return undefined;
  if (token.revokedAt !== undefined) return 'the token was revoked';
  return notice.kind === 'ended' ? whyNotEnded(token, now) : whyNotAlive(notice, token, now);
}

function whyNotEnded({ rotation, validTo }: Token, now: Instant): string | undefined {
  return rotation?.state === 'overlap' && validTo <= now
    ? undefined
    : 'the token did not end with its overlap';
}

function whyNotAlive(notice: Notice, token: Token, now: Instant): string | undefined {
  const { kind, validTo } = notice;
  const rotation = token.rotation?.state;
  if (kind === 'cut-over' && !endsAsTold(token, validTo)) return 'the token keeps its end';
  if (latestWord(kind, token) <= now) return EXPIRED;
  if (kind === 'expiring' && rotation === 'overlap') return 'the token is being replaced';
  if (kind === 'expiring' && token.validTo !== validTo) return 'the token was renewed';
  if (kind === 'interrupted' && rotation !== 'started') return 'the rotation is over';
  if (kind === 'cut-over' && rotation !== 'overlap') return 'the rotation was undone';
  if (kind === 'idle' && (token.idle?.keptAt ?? 0) >= (token.idle?.askedAt ?? 0))
    return 'its owner keeps the token';
  if (kind === 'found' && token.recognizedAt !== undefined) return 'its owner knows the token';
  return undefined;
}

/**
 * Until when a message about a token makes sense. That a token ended unannounced, or was made without a word to its owner, is
 * news even after its end; the others speak of what can be done about one that lives.
 */
function latestWord(kind: NoticeKind, { validTo }: Token): Instant {
  return kind === 'expiring' || kind === 'created' || kind === 'found' ? validTo + LATEST_WORD : validTo;
}

/** How a notice that has not got through stands; undefined for one that has, or that was not tried yet. */
export function undeliveredState(notice: Notice): 'failed' | 'held' | 'retried' | undefined {
  const { state, notTakenSince, ambiguousAttempts } = notice;
  if (state === 'failed' || state === 'held') return state;
  const wasTried = notTakenSince !== undefined || ambiguousAttempts > 0;
  return state === 'waiting' && wasTried ? 'retried' : undefined;
}

/** Whether a cut-over card made for this end is still right: its authority may have refused an earlier end. */
function endsAsTold({ rotation }: Token, validTo: Instant): boolean {
  return rotation?.state !== 'overlap' || rotation.endsItself || rotation.lastValidTo === validTo;
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
