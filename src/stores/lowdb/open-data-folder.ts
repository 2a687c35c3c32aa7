import { join } from 'node:path';
import { PatkeeperError } from '../../core/errors.ts';
import { FOLDER_MODE, makeFolder } from '../../core/files/durable-files.ts';
import { storeRefused } from '../store-errors.ts';
import { type AuditJournal, JOURNAL, openAuditJournal } from './audit-journal.ts';
import { type AuditNotes, openAuditNotes } from './audit-notes.ts';
import { type DataLock, type DataLockDeps, lockDataDir } from './data-lock.ts';
import { type Files, TEMPORARY } from './durable-file.ts';
import { loadPeople } from './load-people.ts';
import { createPeople, type People } from './people.ts';

/** The folder of everyone's documents, in the data folder. */
export const PEOPLE = 'people';

/** An open data folder: locked, read and repaired. */
export interface DataFolder {
  readonly lock: DataLock;
  readonly journal: AuditJournal;
  readonly notes: AuditNotes;
  readonly people: People;
}

/** Makes or opens the data folder; rejects with `store-refused`, which says what to do, and then holds nothing. */
export async function openDataFolder(deps: DataLockDeps): Promise<DataFolder> {
  const { dataDir, files } = deps;
  try {
    await makeFolder(files, dataDir);
    const lock = await lockDataDir(deps);
    try {
      return await readDataFolder(deps, lock);
    } catch (error) {
      await lock.release();
      throw error;
    }
  } catch (error) {
    if (error instanceof PatkeeperError) throw error;
    const why = error instanceof Error ? error.message : 'unknown error';
    const sentence = `The data folder ${dataDir} can’t be opened (${why}). Let Patkeeper’s user read and write all of it.`;
    throw storeRefused(sentence, error);
  }
}

async function readDataFolder(deps: DataLockDeps, lock: DataLock): Promise<DataFolder> {
  const { dataDir, files, log } = deps;
  const folder = join(dataDir, PEOPLE);
  await preparePeopleFolder(dataDir, folder, files);
  const notes = await openAuditNotes({ dataDir, files, beforeReplace: lock.assertHeld });
  let journal: AuditJournal | undefined;
  const people = createPeople({
    folder,
    files,
    log,
    beforeReplace: lock.assertHeld,
    onEvent: (event, file) => journal?.owe(event, () => file.journaled(event.id)),
  });
  const events = await loadPeople(people, folder, files);
  const opened = await openAuditJournal({ dataDir, files, log, beforeAppend: lock.assertHeld });
  journal = opened;
  try {
    await opened.catchUp(events);
  } catch (error) {
    await opened.close();
    throw error;
  }
  return { lock, journal, notes, people };
}

async function holdsDocuments(folder: string, files: Files): Promise<boolean> {
  return (await files.readdir(folder)).some((name) => name.endsWith('.json'));
}

async function preparePeopleFolder(dataDir: string, folder: string, files: Files): Promise<void> {
  const names = await files.readdir(dataDir);
  if (names.includes(JOURNAL) && !names.includes(PEOPLE)) {
    const sentence =
      `The folder ${folder} is missing, though ${JOURNAL} shows that there were people. ` +
      `Restore it from a backup, or move ${join(dataDir, JOURNAL)} away to start with nothing.`;
    throw storeRefused(sentence);
  }
  if (names.includes(PEOPLE) && !names.includes(JOURNAL) && (await holdsDocuments(folder, files))) {
    const journal = join(dataDir, JOURNAL);
    const sentence =
      `The audit journal ${journal} is missing, though there are people: nobody could tell what was done before. ` +
      `Restore it from a backup. If you have moved it away, to rotate it, put an empty file in its place: touch ${journal}`;
    throw storeRefused(sentence);
  }
  for (const name of names) {
    if (name.endsWith(TEMPORARY)) await files.rm(join(dataDir, name), { force: true });
  }
  await makeFolder(files, folder);
  await files.chmod(folder, FOLDER_MODE);
}
