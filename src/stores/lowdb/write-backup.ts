import { randomBytes } from 'node:crypto';
import * as files from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { FILE_MODE, FOLDER_MODE, makeFolder, syncFolder } from '../../core/files/durable-files.ts';
import { errorCode } from '../../core/files/error-code.ts';
import { storeRefused } from '../store-errors.ts';
import { JOURNAL } from './audit-journal.ts';
import { AUDIT_NOTES } from './audit-notes.ts';
import { type BackupPart, KEY_FILES } from './backup-parts.ts';
import { decodeDocument } from './document-format.ts';
import { isMarkFile } from './marks.ts';
import { PEOPLE } from './open-data-folder.ts';
import { SERVED_TEAMS } from './served-mark.ts';

/** What was written. */
export interface BackupReport {
  readonly people: number;
  readonly tokens: number;
  /** The files with keys among it. */
  readonly keyFiles: readonly string[];
}

const DOCUMENT = /^people\/[\w.-]+\.json$/;
const OTHERS: readonly string[] = [JOURNAL, AUDIT_NOTES, SERVED_TEAMS, ...KEY_FILES];
const NEWLINE = 0x0a;

/**
 * Writes a backup into a folder that is empty or new, durably and for its owner alone, and reads each document that it writes.
 * The folder appears when the backup is whole. Rejects with `store-refused` for any other folder, and with what `parts`
 * rejects with; then nothing is left of it.
 */
export async function writeBackup(
  folder: string,
  parts: () => Promise<AsyncIterable<BackupPart>>,
): Promise<BackupReport> {
  const target = resolve(folder);
  await refuseUsed(target);
  const draft = join(dirname(target), `${basename(target)}.unfinished-${randomBytes(6).toString('hex')}`);
  await makeFolder(files, dirname(target));
  try {
    await files.mkdir(join(draft, PEOPLE), { recursive: true, mode: FOLDER_MODE });
    const report = await writeParts(draft, await parts());
    for (const changed of [join(draft, PEOPLE), draft]) await syncFolder(files, changed);
    await files.rename(draft, target);
    await syncFolder(files, dirname(target));
    return report;
  } catch (error) {
    await files.rm(draft, { recursive: true, force: true });
    throw error;
  }
}

async function refuseUsed(target: string): Promise<void> {
  const names = await files.readdir(target).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw storeRefused(`The folder ${target} can’t be read (${errorCode(error)}). Name a new one.`, error);
  });
  if (names.length > 0)
    throw storeRefused(`There is something in ${target}. Name an empty folder, or a new one.`);
}

async function writeParts(draft: string, parts: AsyncIterable<BackupPart>): Promise<BackupReport> {
  const keyFiles: string[] = [];
  let [people, tokens, last] = [0, 0, NEWLINE];
  for await (const { file, bytes } of parts) {
    if (DOCUMENT.test(file)) {
      people += 1;
      tokens += decodeDocument(bytes).tokens.length;
    } else if (!OTHERS.includes(file) && !isMarkFile(file))
      throw storeRefused('The backup names a file that no data folder has.');
    if (KEY_FILES.includes(file)) keyFiles.push(file);
    if (file === JOURNAL) last = bytes.at(-1) ?? last;
    await append(join(draft, file), bytes);
  }
  if (last !== NEWLINE) throw storeRefused('The audit journal in the backup ends within a line.');
  return { people, tokens, keyFiles };
}

async function append(path: string, bytes: Uint8Array): Promise<void> {
  const handle = await files.open(path, 'a', FILE_MODE);
  try {
    await handle.appendFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
