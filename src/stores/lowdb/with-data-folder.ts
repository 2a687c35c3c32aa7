import * as files from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { AuditEvent } from '../../core/audit/audit-event.ts';
import { openDataFolderPath } from '../../core/files/data-folder.ts';
import { errorCode } from '../../core/files/error-code.ts';
import type { Log } from '../../core/ports.ts';
import { storeRefused } from '../store-errors.ts';
import { JOURNAL } from './audit-journal.ts';
import type { DataLockDeps } from './data-lock.ts';
import { decodeDocument, decodeEvent } from './document-format.ts';
import { addMark, marksIn } from './marks.ts';
import { type DataFolder, openDataFolder, PEOPLE } from './open-data-folder.ts';
import type { PersonDocument } from './person-document.ts';
import { isMarkedServed, markServed } from './served-mark.ts';

/** A data folder of the embedded store that nobody else uses meanwhile. */
export interface OpenFolder extends DataFolder {
  readonly peopleDir: string;
  /** Whether the folder is marked as one whose data served Teams. */
  isMarkedServed(): Promise<boolean>;
  markServed(): Promise<void>;
  /** What is true of all the data for ever, by name. */
  marks(): Promise<readonly string[]>;
  addMark(name: string): Promise<void>;
  documents(): AsyncIterable<PersonDocument>;
  /** The audit trail. `onUnreadable` is called for a line that can't be read. */
  events(onUnreadable: () => void): AsyncIterable<AuditEvent>;
}

/**
 * The names of the documents in a data folder; none when there is no such folder. Rejects with `store-refused` when it can't
 * be read.
 */
export async function documentNames(dataDir: string): Promise<readonly string[]> {
  const folder = join(dataDir, PEOPLE);
  const names = await files.readdir(folder).catch((error: unknown): string[] => {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    const fix = 'Run this as the user that runs Patkeeper.';
    throw storeRefused(`The folder ${folder} can’t be read (${code}). ${fix}`, error);
  });
  return names.filter((name) => name.endsWith('.json'));
}

/**
 * Locks, checks and repairs a data folder as a start of the service does, makes it if it is not there, and lets go of it when
 * the work is done. Rejects with `store-refused` when it is in use or damaged.
 */
export async function withDataFolder<T>(
  folder: string,
  log: Log,
  work: (opened: OpenFolder) => Promise<T>,
  wait: DataLockDeps['wait'] = (ms) => delay(ms),
): Promise<T> {
  const dataDir = await openDataFolderPath(folder, log);
  let lost: Error | undefined;
  const onLockLost = (error: Error): void => {
    lost = error;
  };
  const opened = await openDataFolder({ dataDir, files, log, wait, onLockLost });
  const peopleDir = join(dataDir, PEOPLE);
  try {
    const result = await work({
      ...opened,
      peopleDir,
      isMarkedServed: () => isMarkedServed(files, dataDir),
      markServed: () => markServed(files, dataDir),
      marks: () => marksIn(files, dataDir),
      addMark: (name) => addMark(files, dataDir, name),
      documents: () => documentsIn(dataDir),
      events: (onUnreadable) => eventsIn(join(dataDir, JOURNAL), onUnreadable),
    });
    if (lost !== undefined) throw storeRefused('Another process has taken the data folder.', lost);
    return result;
  } finally {
    await opened.journal.close();
    await opened.lock.release();
  }
}

async function* documentsIn(dataDir: string): AsyncIterable<PersonDocument> {
  for (const name of await documentNames(dataDir))
    yield decodeDocument(await files.readFile(join(dataDir, PEOPLE, name)));
}

async function* eventsIn(path: string, onUnreadable: () => void): AsyncIterable<AuditEvent> {
  const handle = await files.open(path, 'r');
  for await (const line of handle.readLines()) {
    if (line === '') continue;
    const event = decodeEvent(line);
    if (event === undefined) onUnreadable();
    else yield event;
  }
}
