import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { syncFolder, writeNewFile } from '../../core/files/durable-files.ts';
import { errorCode } from '../../core/files/error-code.ts';
import { storeUnavailable } from '../store-errors.ts';
import { type Files, TEMPORARY } from './durable-file.ts';

/** Beside the journal: what outlasts it when it is rotated. */
export const AUDIT_NOTES = 'audit-notes.json';

/** The text of a file without any. */
export const NO_NOTES = textOf(new Map());

/** Small texts by name, durable when a call resolves. */
export interface AuditNotes {
  get(name: string): string | undefined;
  /** Rejects with `store-unavailable`, and nothing is kept, when the file can't be written. */
  keep(name: string, text: string): Promise<void>;
  /** The file's text as it is now. */
  text(): string;
}

interface AuditNotesDeps {
  readonly dataDir: string;
  readonly files: Files;
  /** Rejects when this process must not write any more. */
  readonly beforeReplace: () => Promise<void>;
}

/** Reads the notes of a data folder; none where there is no file. Throws an Error for a file that holds no notes. */
export async function openAuditNotes(deps: AuditNotesDeps): Promise<AuditNotes> {
  const { dataDir, files, beforeReplace } = deps;
  const path = join(dataDir, AUDIT_NOTES);
  let kept = await readNotes(files, path);
  let turn: Promise<unknown> = Promise.resolve();

  async function write(next: ReadonlyMap<string, string>): Promise<void> {
    const temporary = `${path}.${randomUUID()}${TEMPORARY}`;
    try {
      await writeNewFile(files, temporary, textOf(next));
      await beforeReplace();
      await files.rename(temporary, path);
      await syncFolder(files, dirname(path));
    } catch (error) {
      await files.rm(temporary, { force: true }).catch(() => undefined); // else removed at the next open
      throw storeUnavailable(error);
    }
    kept = next;
  }

  return {
    get: (name) => kept.get(name),
    keep(name, text) {
      const written = turn.then(() => write(new Map([...kept, [name, text]])));
      turn = written.catch(() => undefined);
      return written;
    },
    text: () => textOf(kept),
  };
}

function textOf(notes: ReadonlyMap<string, string>): string {
  return `${JSON.stringify(Object.fromEntries(notes))}\n`;
}

/** The notes in a file; none where there is no file. Throws an Error for a file that holds no notes. */
export async function readNotes(
  files: Pick<Files, 'readFile'>,
  path: string,
): Promise<ReadonlyMap<string, string>> {
  try {
    const value: unknown = JSON.parse(await files.readFile(path, 'utf8'));
    const entries = Object.entries(Object(value) as object);
    if (entries.every((entry): entry is [string, string] => typeof entry[1] === 'string'))
      return new Map(entries);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return new Map();
    if (errorCode(error) !== undefined) throw error;
  }
  throw new Error(`${path} holds no notes: restore it from a backup, or remove it`);
}
