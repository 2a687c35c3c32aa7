import { type Notice, undeliveredState } from '../../core/notices/notices.ts';
import type { NoticeQuery, NoticeStore } from '../../core/store/notices.ts';
import type { UnreachedPerson } from '../../core/store/oversight.ts';
import { createGiveWay } from '../../core/timing/give-way.ts';
import { failedNotices } from './notice-changes.ts';
import type { People } from './people.ts';
import type { PersonDocument } from './person-document.ts';

/** Whether a notice is one that was asked for, on whatever page. */
export function isAsked(
  notice: Notice,
  { tokenId, undelivered, dueBy, after }: Omit<NoticeQuery, 'owner' | 'limit'>,
): boolean {
  if (tokenId !== undefined && notice.tokenId !== tokenId) return false;
  if (undelivered === true && undeliveredState(notice) === undefined) return false;
  if (dueBy !== undefined && notice.dueAt > dueBy) return false;
  return after === undefined || latestFirst(after, notice) < 0;
}

/** The order of a list of notices. */
export function latestFirst(a: Pick<Notice, 'dueAt' | 'id'>, b: Pick<Notice, 'dueAt' | 'id'>): number {
  return b.dueAt - a.dueAt || Number(a.id < b.id) - Number(a.id > b.id);
}

/** What doesn't reach a person; undefined when everything does. */
export function unreachedIn({ person, contact, notices }: PersonDocument): UnreachedPerson | undefined {
  const stuck = notices
    .map(({ notice }) => notice)
    .filter(({ state }) => state === 'failed' || state === 'held')
    .sort(latestFirst);
  if (contact?.unreachable === undefined && stuck.length === 0) return undefined;
  const failed = stuck.filter(({ state }) => state === 'failed').length;
  const reason = contact?.unreachable ?? stuck[0]?.reason ?? '';
  return { person, name: contact?.name ?? '', reason, failed, held: stuck.length - failed };
}

export interface NoticeReadsDeps {
  readonly people: People;
  /** Throws `store-unavailable` when the store is closed. */
  readonly assertOpen: () => void;
}

/** What is read of notices beside sending them. */
export function createNoticeReads({
  people,
  assertOpen,
}: NoticeReadsDeps): Pick<NoticeStore, 'list' | 'listFailed' | 'countUndelivered'> {
  return {
    async list({ owner, limit, ...asked }) {
      assertOpen();
      const giveWay = createGiveWay();
      const owned = owner === undefined ? undefined : people.find(owner);
      const files = owner === undefined ? people.all() : owned === undefined ? [] : [owned];
      let latest: Notice[] = [];
      for (const file of files) {
        const others = giveWay();
        if (others !== undefined) await others;
        for (const { notice } of file.document().notices) if (isAsked(notice, asked)) latest.push(notice);
        // Sorted now and then: most notices of many never get into the page.
        if (latest.length >= limit * 4) latest = latest.sort(latestFirst).slice(0, limit);
      }
      return latest.sort(latestFirst).slice(0, limit);
    },
    async listFailed(owner) {
      assertOpen();
      return failedNotices(people.find(owner)?.document());
    },
    async countUndelivered() {
      assertOpen();
      return people.undelivered.all();
    },
  };
}
