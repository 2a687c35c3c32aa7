import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditEvent } from '../../../src/core/audit/audit-event.ts';
import { dataFolderDeps, type LowdbStoreDeps, storeIn } from '../../../src/stores/lowdb/lowdb-store.ts';
import { openDataFolder } from '../../../src/stores/lowdb/open-data-folder.ts';
import { silentLog } from '../fixtures.ts';
import type { OpenedStore, TestedStore } from '../opened-store.ts';

/** A lowdb store over a folder of its own, which is removed with it. */
export interface OpenedLowdbStore extends OpenedStore {
  readonly dataDir: string;
}

export async function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'patkeeper-store-'));
}

/** Opens a store with quiet defaults: nobody waits, and a lost lock fails the test. */
export async function openLowdb(dataDir: string, deps: Partial<LowdbStoreDeps> = {}): Promise<TestedStore> {
  const onLockLost = (error: Error): void => {
    throw error;
  };
  const all = { dataDir, log: silentLog, onLockLost, wait: async () => {}, ...deps };
  const folder = await openDataFolder(dataFolderDeps(all));
  const listNotices: TestedStore['listNotices'] = async (owner, tokenId) => {
    const notices = folder.people.find(owner)?.document().notices ?? [];
    return notices.map(({ notice }) => notice).filter((notice) => notice.tokenId === tokenId);
  };
  return { ...storeIn(folder, all), listNotices };
}

export async function openedLowdbStore(deps: Partial<LowdbStoreDeps> = {}): Promise<OpenedLowdbStore> {
  const dataDir = await temporaryFolder();
  let store = await openLowdb(dataDir, deps);
  return {
    dataDir,
    store,
    reopen: async () => {
      await store.close();
      store = await openLowdb(dataDir, deps);
      return store;
    },
    close: async () => {
      await store.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export async function journalOf(dataDir: string): Promise<AuditEvent[]> {
  const lines = (await readFile(join(dataDir, 'audit.jsonl'), 'utf8')).split('\n');
  return lines.filter((line) => line !== '').map((line): AuditEvent => JSON.parse(line));
}
