import { noticeId, REMINDER_LEAD } from '../../core/notices/notices.ts';
import { RETIREMENT, withRealEnd } from '../../core/tokens/retirement.ts';
import type { PersonDocument, StoredNotice } from './person-document.ts';

/**
 * A document whose tokens for all organizations end when their kind does, with their open reminders moved there. Documents
 * from before the retirement was known hold later ends; the database has a migration for the same.
 */
export function withRealEnds(document: PersonDocument): PersonDocument {
  const tokens = document.tokens.map(withRealEnd);
  const moved = new Set(
    tokens.flatMap((token, index) => (token === document.tokens[index] ? [] : [token.id])),
  );
  if (moved.size === 0) return document;
  return { ...document, tokens, notices: document.notices.map((stored) => movedReminder(stored, moved)) };
}

function movedReminder(stored: StoredNotice, moved: ReadonlySet<string>): StoredNotice {
  const { notice } = stored;
  const isOpen = notice.state === 'waiting' || notice.state === 'held';
  if (!isOpen || notice.kind !== 'expiring' || !moved.has(notice.tokenId)) return stored;
  const id = noticeId(notice.tokenId, notice.kind, RETIREMENT);
  const dueAt = Math.min(notice.dueAt, RETIREMENT - REMINDER_LEAD);
  return { ...stored, notice: { ...notice, id, validTo: RETIREMENT, dueAt } };
}
