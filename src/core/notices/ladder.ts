import { DAY, HOUR } from '../timing/durations.ts';
import { type Instant, knownSince, type PersonId, samePerson, type Token } from '../tokens/token.ts';
import { type Notice, notice, REMINDER_LEAD, reminderDueAt } from './notices.ts';
import type { ReminderChoice } from './reminder-choice.ts';
import { isReminder } from './reminder-kinds.ts';

/** How long before the end the reminders are due that an owner may choose. */
export const MONTH_LEAD = 30 * DAY;
export const DAY_LEAD = DAY;
/** A token that is made for 30 days is no reason to remind at once. */
const SLACK = HOUR;
/** So long before the end somebody else is told, if its owner does not answer. */
export const ESCALATION_LEAD = DAY;
/** So long an owner has at least to answer: the reminder of a short life comes late itself. */
const TIME_TO_ANSWER = 12 * HOUR;

/** What a second reader's notice knows of the token's owner. */
interface AboutOwner {
  readonly owner: string;
  readonly ownerName: string;
  /** Whether the owner can't be reached; else they just don't answer. */
  readonly isUnreachable?: boolean;
}

/** Since when the life counts that ends next. */
export function livesFrom(token: Token): Instant {
  return Math.max(knownSince(token), token.renewedAt ?? 0);
}

/** Whether nobody has to be told of the end: its owner knows it, or the token is being replaced, or is refused anyway. */
export function isSettled({ answeredEnd, validTo, rotation, refusedSince }: Token): boolean {
  return answeredEnd === validTo || rotation?.state === 'overlap' || refusedSince !== undefined;
}

/** The reminders that a token owes by its owner's choice, besides the one that every token owes. */
export function chosenReminders(token: Token, { month, day }: ReminderChoice): Notice[] {
  const { validTo } = token;
  const from = livesFrom(token);
  const owesMonth = month === true && validTo - from > MONTH_LEAD + SLACK;
  // The one reminder of a short life is due a day before the end already.
  const owesDay = day === true && reminderDueAt(from, validTo) === validTo - REMINDER_LEAD;
  return [
    ...(owesMonth ? [notice(token, 'expiring-month', validTo - MONTH_LEAD)] : []),
    ...(owesDay ? [notice(token, 'expiring-day', validTo - DAY_LEAD)] : []),
  ];
}

/**
 * From when on somebody else is told that a token ends; undefined for one whose owner was never reminded, or has answered. One
 * that can't be reached is not waited for.
 */
export function escalatesAt(token: Token, isUnreachable: boolean): Instant | undefined {
  const { validTo, escalatedEnd } = token;
  const remindedAt = reminderDueAt(livesFrom(token), validTo);
  if (remindedAt === undefined || escalatedEnd === validTo || isSettled(token)) return undefined;
  return isUnreachable ? remindedAt : Math.max(validTo - ESCALATION_LEAD, remindedAt + TIME_TO_ANSWER);
}

/** The second reader of a token; undefined when it has none. */
export function readerOf({ owner, reader }: Token): PersonId | undefined {
  return reader?.objectId === undefined ? undefined : { tenantId: owner.tenantId, objectId: reader.objectId };
}

/** The notice that somebody is the second reader of a token. It is owed once, however often they are chosen. */
export function noticeForReader(token: Token, reader: PersonId, ownerName: string, now: Instant): Notice {
  const id = `${token.id}.reader-asked.${reader.objectId.toLowerCase()}`;
  return { ...toReader(token, 'reader-asked', reader, { owner: token.owner.objectId, ownerName }, now), id };
}

/** The notice to a second reader that a token ends, and that its owner does not answer. */
export function noticeOfEnd(
  token: Token,
  reader: PersonId,
  about: Pick<AboutOwner, 'ownerName' | 'isUnreachable'>,
  now: Instant,
): Notice {
  const told = toReader(token, 'reader-ends', reader, { owner: token.owner.objectId, ...about }, now);
  return { ...told, id: `${told.id}.${reader.objectId.toLowerCase()}` };
}

/** The notice to the owner that the second reader does not want to be one. */
export function noticeOfDecline(token: Token, reader: PersonId, readerName: string, now: Instant): Notice {
  const declined = notice(token, 'reader-declined', now);
  return {
    ...declined,
    id: `${token.id}.reader-declined.${reader.objectId.toLowerCase()}`,
    detail: readerName,
  };
}

function toReader(
  token: Token,
  kind: 'reader-asked' | 'reader-ends',
  reader: PersonId,
  about: AboutOwner,
  now: Instant,
): Notice {
  return { ...notice(token, kind, now), owner: reader, detail: JSON.stringify(about) };
}

/** What a second reader's notice says of the token's owner. What can't be read is unknown. */
export function readAboutOwner({ detail = '' }: Notice): AboutOwner {
  try {
    const { owner, ownerName, isUnreachable } = JSON.parse(detail) as Partial<
      Record<keyof AboutOwner, unknown>
    >;
    return {
      owner: typeof owner === 'string' ? owner : '',
      ownerName: typeof ownerName === 'string' ? ownerName : '',
      isUnreachable: isUnreachable === true,
    };
  } catch {
    return { owner: '', ownerName: '' };
  }
}

/** Whose token a notice is about: not its reader's own, where that is a second reader. */
export function tokenOwnerOf(given: Notice): PersonId {
  const { kind, owner } = given;
  if (kind !== 'reader-asked' && kind !== 'reader-ends') return owner;
  return { tenantId: owner.tenantId, objectId: readAboutOwner(given).owner };
}

/** Why a reminder of an end, or a word to its second reader, is not worth sending any more; undefined when it is. */
export function whyNotReminded(
  { kind, owner, validTo }: Notice,
  token: Token,
  now: Instant,
): string | undefined {
  const reader = readerOf(token);
  const isToReader = kind === 'reader-asked' || kind === 'reader-ends';
  if (isToReader && (reader === undefined || !samePerson(reader, owner)))
    return 'they are its second reader no more';
  if (!isReminder(kind) && kind !== 'reader-ends') return undefined;
  if (token.rotation?.state === 'overlap') return 'the token is being replaced';
  if (token.validTo !== validTo) return 'the token was renewed';
  if (token.answeredEnd === validTo) return 'its owner knows the end';
  const isLate = kind === 'expiring-month' && now >= validTo - REMINDER_LEAD;
  return isLate ? 'the next reminder says it' : undefined;
}
