import { isDeepStrictEqual } from 'node:util';
import type { Notice } from '../../core/notices/notices.ts';
import type { ReminderChoice } from '../../core/notices/reminder-choice.ts';
import type { Contact } from '../../core/store/contacts.ts';
import type { Instant } from '../../core/tokens/token.ts';
import { asStored, type Change } from './person-document.ts';

/**
 * Remembers how to reach a person. What a contact lacks is kept: a known conversation, locale and zone. Only `reachable` and
 * `unreachable` decide whether the person can be reached, because an activity may be older than the latest refusal; only
 * `inLanguage` decides the language, and only `remindedSo` the reminders.
 */
export function rememberContact(contact: Contact): Change<void> {
  return (document) => {
    const known = document.contact;
    const { unreachable: _, language: __, reminders: ___, locale, ...rest } = contact;
    const next = asStored({
      ...kept(known),
      ...rest,
      locale: locale === '' ? (known?.locale ?? '') : locale,
    });
    const changed = !isDeepStrictEqual(next, known);
    return { document: changed ? { ...document, contact: next } : document, value: undefined };
  };
}

/** What a contact that is saved does not take away. */
function kept(known: Contact | undefined): Partial<Contact> {
  const { conversationId, zone, language, reminders, unreachable } = known ?? {};
  return {
    ...(conversationId === undefined ? {} : { conversationId }),
    ...(zone === undefined ? {} : { zone }),
    ...(language === undefined ? {} : { language }),
    ...(reminders === undefined ? {} : { reminders }),
    ...(unreachable === undefined ? {} : { unreachable }),
  };
}

/** Marks a known person as not reachable. */
export function unreachable(reason: string): Change<void> {
  return (document) => {
    const { contact } = document;
    if (contact === undefined || contact.unreachable === reason) return { document, value: undefined };
    return { document: { ...document, contact: { ...contact, unreachable: reason } }, value: undefined };
  };
}

/** Keeps the language that a known person chose; undefined for that of their Teams. */
export function inLanguage(language: string | undefined): Change<void> {
  return (document) => {
    const { contact } = document;
    if (contact === undefined || contact.language === language) return { document, value: undefined };
    const { language: _, ...rest } = contact;
    const next = language === undefined ? rest : { ...rest, language };
    return { document: { ...document, contact: next }, value: undefined };
  };
}

/** Keeps what a known person chose about reminders; undefined for nothing. */
export function remindedSo(given: ReminderChoice | undefined): Change<void> {
  const reminders = given === undefined ? undefined : asStored(given);
  return (document) => {
    const { contact } = document;
    if (contact === undefined || isDeepStrictEqual(contact.reminders, reminders))
      return { document, value: undefined };
    const { reminders: _, ...rest } = contact;
    const next = reminders === undefined ? rest : { ...rest, reminders };
    return { document: { ...document, contact: next }, value: undefined };
  };
}

/** Forgets the person's chat if it still is this one. */
export function withoutConversation(conversationId: string): Change<void> {
  return (document) => {
    if (document.contact?.conversationId !== conversationId) return { document, value: undefined };
    const { conversationId: _, ...contact } = document.contact;
    return { document: { ...document, contact }, value: undefined };
  };
}

/** Marks a person as reachable and lets every notice go at `now` that is held or waits because it was not taken. */
export function reachable(now: Instant): Change<void> {
  return (document) => {
    const { contact, notices } = document;
    const waits = notices.some(({ notice }) => isLetGo(notice));
    if (contact?.unreachable === undefined && !waits) return { document, value: undefined };
    const next = {
      ...document,
      notices: notices.map((stored) => {
        if (!isLetGo(stored.notice)) return stored;
        const { reason: _, mayBeEarly: __, ...notice } = stored.notice;
        return { notice: { ...notice, state: 'waiting' as const, dueAt: now } };
      }),
    };
    if (contact === undefined) return { document: next, value: undefined };
    const { unreachable: _, ...rest } = contact;
    return { document: { ...next, contact: rest }, value: undefined };
  };
}

/**
 * Lets every notice go at `now` that is held, waits because it was not taken, or was given up, and forgets that the person could
 * not be reached; gives how many those are.
 */
export function tryAgain(now: Instant): Change<number> {
  return (document) => {
    const { contact, notices } = document;
    const value = notices.filter(({ notice }) => isGivenUp(notice) || isLetGo(notice)).length;
    if (value === 0 && contact?.unreachable === undefined) return { document, value };
    const renewed = notices.map((stored) =>
      isGivenUp(stored.notice) ? { notice: begunAnew(stored.notice, now) } : stored,
    );
    return { document: reachable(now)({ ...document, notices: renewed }).document, value };
  };
}

/** As if it had never been tried; the attempts go on counting, so that every claim has its own number. */
function begunAnew(notice: Notice, now: Instant): Notice {
  const { reason: _, settledAt: __, notTakenSince: ___, earlyTries: ____, ...rest } = notice;
  return { ...rest, state: 'waiting', dueAt: now, ambiguousAttempts: 0 };
}

function isGivenUp({ state }: Notice): boolean {
  return state === 'failed';
}

function isLetGo({ state, notTakenSince }: Notice): boolean {
  return state === 'held' || (state === 'waiting' && notTakenSince !== undefined);
}
