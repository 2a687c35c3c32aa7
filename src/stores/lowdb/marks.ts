import { join } from 'node:path';
import { syncFolder, writeNewFile } from '../../core/files/durable-files.ts';
import { errorCode } from '../../core/files/error-code.ts';
import type { MarkStore } from '../../core/store/marks.ts';
import { storeUnavailable } from '../store-errors.ts';
import type { Files } from './durable-file.ts';

/** How the files begin that are marks, in a data folder. The name of the mark follows, and their content says nothing. */
const MARK_FILE = 'mark.';
const IS_MARK_FILE = /^mark\.[a-z0-9.-]+$/;
const TEXT = 'Patkeeper remembers something for ever by the name of this file. Keep it.\n';

/** Whether a file of a data folder is a mark. */
export function isMarkFile(name: string): boolean {
  return IS_MARK_FILE.test(name);
}

/** The names of all marks of a data folder, sorted. */
export async function marksIn(files: Pick<Files, 'readdir'>, dataDir: string): Promise<readonly string[]> {
  const names = (await files.readdir(dataDir)).filter(isMarkFile);
  return names.map((name) => name.slice(MARK_FILE.length)).sort();
}

/** Adds a mark, durably; a second one of the same name changes nothing. Throws a `RangeError` for a name that can't be one. */
export async function addMark(files: Pick<Files, 'open'>, dataDir: string, name: string): Promise<void> {
  const file = markFile(name);
  if (!isMarkFile(file)) throw new RangeError('The name can’t be that of a mark.');
  try {
    await writeNewFile(files, join(dataDir, file), TEXT);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
  await syncFolder(files, dataDir);
}

/** The file of a mark. */
export function markFile(name: string): string {
  return MARK_FILE + name;
}

interface MarksDeps {
  readonly files: Pick<Files, 'open' | 'readdir'>;
  readonly dataDir: string;
  /** Throws when the store is closed. */
  assertOpen(): void;
  /** Rejects when another process has the folder. */
  assertHeld(): Promise<void>;
}

/** The marks of an open data folder. */
export function createMarks({ files, dataDir, assertOpen, assertHeld }: MarksDeps): MarkStore {
  return {
    async add(name) {
      assertOpen();
      await assertHeld();
      await addMark(files, dataDir, name).catch((error: unknown) => {
        throw storeUnavailable(error);
      });
    },
    async list(beginning) {
      assertOpen();
      return (await marksIn(files, dataDir)).filter((name) => name.startsWith(beginning));
    },
  };
}
