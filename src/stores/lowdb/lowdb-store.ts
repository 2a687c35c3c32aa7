import { randomUUID } from 'node:crypto';
import * as nodeFiles from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { writeNewFile } from '../../core/files/durable-files.ts';
import type { Log } from '../../core/ports.ts';
import type { Store } from '../../core/store/store.ts';
import type { Instant, PersonId, Token } from '../../core/tokens/token.ts';
import { storeUnavailable } from '../store-errors.ts';
import { createAccounts } from './accounts.ts';
import { claimDueNotices, claimDueWatches, claimNotTaken } from './claim-due.ts';
import { createClaimedKeys } from './claimed-keys.ts';
import {
  inLanguage,
  reachable,
  rememberContact,
  remindedSo,
  tryAgain,
  unreachable,
  withoutConversation,
} from './contact-changes.ts';
import { countActive } from './count-active.ts';
import type { DataLockDeps } from './data-lock.ts';
import { deleteExpiredRecords } from './delete-expired-records.ts';
import { type Files, TEMPORARY } from './durable-file.ts';
import { createJournalAudit } from './journal-audit.ts';
import { createLanes } from './lanes.ts';
import { listCuttingOver, listIdle } from './list-watched.ts';
import { createMarks } from './marks.ts';
import { oweNotice, settleNotice } from './notice-changes.ts';
import { createNoticeReads } from './notice-reads.ts';
import { type DataFolder, openDataFolder } from './open-data-folder.ts';
import { createOversight } from './oversight.ts';
import type { Change, PersonDocument } from './person-document.ts';
import { deleteRecord, deleteRecords, findRecord, saveRecord, takeRecord } from './record-changes.ts';
import { isMarkedServed, markServed, reachesBeyond } from './served-mark.ts';
import { syncTokens } from './sync-changes.ts';
import { changeToken, insertToken, recordPlace, recordRefusal, recordUse } from './token-changes.ts';
import { byEnd } from './tokens-by-end.ts';
import { deleteWatch, saveWatch, settleWatch } from './watch-changes.ts';

export interface LowdbStoreDeps {
  readonly dataDir: string;
  readonly log: Log;
  /** Called once when another process has taken the data folder; nothing is written any more, the process must end. */
  readonly onLockLost: (error: Error) => void;
  readonly files?: Files;
  /** Waits between two tries for the lock, milliseconds. */
  readonly wait?: DataLockDeps['wait'];
}

/**
 * The embedded store: one document a person and an audit journal in `dataDir`, all of it in memory. Rejects with
 * `store-refused` when the folder is in use by another process, damaged or not writable.
 */
export async function createLowdbStore(deps: LowdbStoreDeps): Promise<Store> {
  return storeIn(await openDataFolder(dataFolderDeps(deps)), deps);
}

/** Where and how the data folder is opened. */
export function dataFolderDeps(deps: LowdbStoreDeps): DataLockDeps {
  const { log, onLockLost, files = nodeFiles, wait = (ms) => delay(ms) } = deps;
  return { dataDir: resolve(deps.dataDir), files, log, wait, onLockLost };
}

/** The store in an open data folder; it closes the folder with itself. */
export function storeIn({ lock, journal, notes, people }: DataFolder, deps: LowdbStoreDeps): Store {
  const { dataDir, files, log } = dataFolderDeps(deps);
  const keys = createClaimedKeys();
  const audit = createJournalAudit({ dataDir, files, journal, notes, log, assertOpen });
  const lanes = createLanes();
  let closing: Promise<void> | undefined;

  function assertOpen(): void {
    if (closing !== undefined) throw storeUnavailable(new Error('the store is closed'));
  }

  function read(person: PersonId): PersonDocument | undefined {
    assertOpen();
    return people.find(person)?.document();
  }

  async function change<T>(person: PersonId, asked: Change<T>, now?: Instant): Promise<T> {
    assertOpen();
    if (now !== undefined) people.seen(now);
    return people.findOrAdd(person).apply(asked);
  }

  /** Changes a person of whom something is known; for anyone else the answer is `otherwise`. */
  async function changeKnown<T>(person: PersonId, asked: Change<T>, otherwise: T): Promise<T> {
    assertOpen();
    return (await people.find(person)?.apply(asked)) ?? otherwise;
  }

  function allDocuments(): readonly PersonDocument[] {
    assertOpen();
    return [...people.all()].map((file) => file.document());
  }

  function* everyones(): Generator<readonly Token[]> {
    assertOpen();
    for (const file of people.all()) yield file.document().tokens;
  }

  async function shutDown(): Promise<void> {
    await people.idle();
    await journal.close().finally(lock.release);
  }

  return {
    tokens: {
      insert: (insert) => change(insert.token.owner, insertToken(insert), insert.token.createdAt),
      change: (asked) => {
        people.seen(asked.now);
        return changeKnown(asked.owner, changeToken(asked), undefined);
      },
      list: async (owner) => byEnd(read(owner)?.tokens ?? []),
      find: async (owner, tokenId) => read(owner)?.tokens.find(({ id }) => id === tokenId),
      findBySelector: (selector) =>
        closing === undefined
          ? people.findTokenBySelector(selector)
          : Promise.reject(storeUnavailable(new Error('the store is closed'))),
      recordUse: (owner, tokenId, use) => changeKnown(owner, recordUse(tokenId, use), undefined),
      recordRefusal: (owner, tokenId, refusal) =>
        changeKnown(owner, recordRefusal(tokenId, refusal), undefined),
      recordPlace: (owner, tokenId, place) => changeKnown(owner, recordPlace(tokenId, place), undefined),
      listIdle: async (asked) => listIdle(everyones(), asked),
      listCuttingOver: async (asked) => listCuttingOver(everyones(), asked),
      countActive: async (asked) => countActive(everyones(), asked),
    },
    notices: {
      claimDue: async (claim) => {
        assertOpen();
        people.seen(claim.now);
        return claimDueNotices(people, log, claim);
      },
      claimNotTaken: async (claim) => {
        assertOpen();
        people.seen(claim.now);
        return claimNotTaken(people, log, claim);
      },
      settle: (notice, settlement, now) =>
        changeKnown(notice.owner, settleNotice(notice, settlement, now), undefined),
      owe: (notice, asked) => changeKnown(notice.owner, oweNotice(notice, asked), false),
      nextAt: async () => {
        assertOpen();
        return people.dueNotices.nextAt();
      },
      tryAgain: (owner, now) => changeKnown(owner, tryAgain(now), 0),
      ...createNoticeReads({ people, assertOpen }),
    },
    contacts: {
      save: (contact) => change(contact.person, rememberContact(contact)),
      find: async (person) => read(person)?.contact,
      setLanguage: (person, language) => changeKnown(person, inLanguage(language), undefined),
      setReminders: (person, reminders) => changeKnown(person, remindedSo(reminders), undefined),
      setUnreachable: (person, reason) => changeKnown(person, unreachable(reason), undefined),
      countUnreachable: async () => {
        assertOpen();
        const isAway = ({ contact }: PersonDocument) => contact?.unreachable !== undefined;
        return [...people.all()].filter((file) => isAway(file.document())).length;
      },
      setReachable: (person, now) => changeKnown(person, reachable(now), undefined),
      forgetConversation: (person, conversationId) =>
        changeKnown(person, withoutConversation(conversationId), undefined),
      servedTeams: async () => {
        assertOpen();
        if (await isMarkedServed(files, dataDir)) return true;
        return [...people.all()].some((file) => reachesBeyond(file.document()));
      },
      markServedTeams: async () => {
        assertOpen();
        await lock.assertHeld();
        await markServed(files, dataDir).catch((error: unknown) => {
          throw storeUnavailable(error);
        });
      },
    },
    records: {
      save: (record) => change(record.owner, saveRecord(record)),
      find: async (owner, kind, key, now) => {
        const document = read(owner);
        return document === undefined ? undefined : findRecord(document, kind, key, now);
      },
      take: (owner, kind, key, now) => {
        people.seen(now);
        return changeKnown(owner, takeRecord(kind, key, now), undefined);
      },
      delete: (record) => changeKnown(record.owner, deleteRecord(record), undefined),
      deleteAll: (owner, kind) => changeKnown(owner, deleteRecords(kind), undefined),
      deleteExpired: async (now) => {
        assertOpen();
        people.seen(now);
        return deleteExpiredRecords(people, log, now);
      },
    },
    watches: {
      save: (watch) => change(watch.person, saveWatch(watch)),
      find: async (person) => read(person)?.watch,
      delete: (person) => changeKnown(person, deleteWatch, undefined),
      claimDue: async (claim) => {
        assertOpen();
        people.seen(claim.now);
        return claimDueWatches(people, log, claim);
      },
      settle: (watch, nextAt) => changeKnown(watch.person, settleWatch(watch, nextAt), undefined),
      syncTokens: (sync) => change(sync.owner, syncTokens(sync), sync.now),
    },
    accounts: createAccounts({ read, change, all: allDocuments }),
    audit,
    oversight: createOversight({ people, log, assertOpen }),
    rateLimits: {
      takePass: async (lane, now, rate, patienceMs) => {
        assertOpen();
        return lanes.take(lane, now, rate, patienceMs);
      },
      blockLane: async (lane, until, rate) => {
        assertOpen();
        lanes.block(lane, until, rate);
      },
      claimKey: async (key, now, expiresAt) => {
        assertOpen();
        people.seen(now);
        return keys.claim(key, now, expiresAt);
      },
    },
    marks: createMarks({ files, dataDir, assertOpen, assertHeld: lock.assertHeld }),

    check: async () => {
      assertOpen();
      const probe = join(dataDir, `check.${randomUUID()}${TEMPORARY}`);
      try {
        await lock.assertHeld();
        await writeNewFile(files, probe, 'Patkeeper checks that it can write here.\n');
        await journal.settle();
      } catch (error) {
        throw storeUnavailable(error);
      } finally {
        await files.rm(probe, { force: true }).catch(() => undefined); // else removed at the next open
      }
    },
    close: () => {
      closing ??= shutDown();
      return closing;
    },
  };
}
