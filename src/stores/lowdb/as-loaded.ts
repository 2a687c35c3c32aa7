import type { PersonDocument, StoredNotice } from './person-document.ts';

/** What earlier versions wrote of a person after one 404 of Teams, and then never wrote to them again. */
const LOST_CHAT = 'the Bot Connector answered 404';

/**
 * A document as this process begins with it. Claims of the previous process are free again, because the lock proves that it
 * is gone. A person who couldn't be reached because of a 404 is tried again, in a newly requested chat.
 */
export function asLoaded(document: PersonDocument): PersonDocument {
  const notices = document.notices.map(freed);
  const loaded = { ...document, notices, pendingEvents: [] };
  if (loaded.contact?.unreachable !== LOST_CHAT) return loaded;
  const { unreachable: _, conversationId: __, ...contact } = loaded.contact;
  return { ...loaded, contact };
}

function freed({ notice, ...claim }: StoredNotice): StoredNotice {
  if (notice.state === 'sending') return { notice, leaseUntil: notice.dueAt };
  if (notice.state !== 'held' || notice.reason !== LOST_CHAT) return { notice, ...claim };
  const { reason: _, ...rest } = notice;
  return { notice: { ...rest, state: 'waiting' } };
}
