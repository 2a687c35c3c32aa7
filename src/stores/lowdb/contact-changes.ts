import { isDeepStrictEqual } from 'node:util';
import type { Contact } from '../../core/ports.ts';
import type { Instant } from '../../core/token.ts';
import { asStored, type Change } from './person-document.ts';

/**
 * Remembers how to reach a person. A known conversation outlives a contact without one, and only `reachable` and
 * `unreachable` decide whether the person can be reached: an activity may be older than the latest refusal.
 */
export function rememberContact(contact: Contact): Change<void> {
  return (document) => {
    const known = document.contact;
    const { conversationId = known?.conversationId, unreachable: _, ...rest } = contact;
    const next = asStored({
      ...rest,
      ...(conversationId === undefined ? {} : { conversationId }),
      ...(known?.unreachable === undefined ? {} : { unreachable: known.unreachable }),
    });
    const changed = !isDeepStrictEqual(next, known);
    return { document: changed ? { ...document, contact: next } : document, value: undefined };
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

/** Marks a person as reachable and lets every held notice go at `now`. */
export function reachable(now: Instant): Change<void> {
  return (document) => {
    const { contact, notices } = document;
    const held = notices.some(({ notice }) => notice.state === 'held');
    if (contact?.unreachable === undefined && !held) return { document, value: undefined };
    const next = {
      ...document,
      notices: notices.map((record) => {
        if (record.notice.state !== 'held') return record;
        const { reason: _, ...notice } = record.notice;
        return { notice: { ...notice, state: 'waiting' as const, dueAt: now } };
      }),
    };
    if (contact === undefined) return { document: next, value: undefined };
    const { unreachable: _, ...rest } = contact;
    return { document: { ...next, contact: rest }, value: undefined };
  };
}
