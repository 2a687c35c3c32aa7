import { join } from 'node:path';
import type { AuditEvent } from '../../core/audit/audit-event.ts';
import { FILE_MODE, syncFolder } from '../../core/files/durable-files.ts';
import type { Log } from '../../core/ports.ts';
import { storeUnavailable } from '../store-errors.ts';
import type { Files } from './durable-file.ts';
import { checkJournal } from './journal-check.ts';
import { repairTail, withoutJournaled } from './journal-repair.ts';

export const JOURNAL = 'audit.jsonl';

/** The audit trail: one JSON event a line, in the order of writing. */
export interface AuditJournal {
  /** Appends an event; rejects with `store-unavailable`, and leaves no trace of it, when that fails. */
  append(event: AuditEvent): Promise<void>;
  /**
   * Appends what is made when everything that was asked for before is written, and before anything else is. Gives what was
   * made; rejects with what `make` rejects with, and else as `append` does.
   */
  appendAfter<T>(make: () => Promise<T>, eventOf: (made: T) => AuditEvent): Promise<T>;
  /** Appends an event that is safe in a document already. It is tried again with every later append until it is written. */
  owe(event: AuditEvent, onWritten: () => void): void;
  /** Appends those of the events that the journal lacks, and nothing twice. */
  catchUp(events: readonly AuditEvent[]): Promise<void>;
  /** Resolves when nothing is owed any more; rejects with `store-unavailable` when that can't be. */
  settle(): Promise<void>;
  /** How much of the file is written and safe, in bytes. Nothing before that changes any more. */
  length(): number;
  close(): Promise<void>;
}

export interface AuditJournalDeps {
  readonly dataDir: string;
  readonly files: Files;
  readonly log: Log;
  /** Rejects when this process must not write any more. */
  readonly beforeAppend: () => Promise<void>;
}

interface Line {
  /** Gives the event when its turn has come. */
  make(): AuditEvent | Promise<AuditEvent>;
  /** Present for one that is written when all before it is. */
  readonly alone?: true;
  done(): void;
  /** Absent for an event that stays owed. */
  fail?(error: unknown): void;
}

/**
 * Opens the journal and cuts off what a crash left of its last line; rejects with `store-refused`, and leaves it as it is, when
 * it is none. Events that arrive together share one fsync.
 */
export async function openAuditJournal(deps: AuditJournalDeps): Promise<AuditJournal> {
  const { files, log } = deps;
  const path = join(deps.dataDir, JOURNAL);
  const handle = await files.open(path, 'a+', FILE_MODE);
  let length: number;
  let hadName: boolean;
  try {
    await handle.chmod(FILE_MODE);
    await checkJournal(handle, path, log);
    hadName = (await handle.stat()).nlink > 0;
    length = await repairTail(handle, path, log);
    await syncFolder(files, deps.dataDir);
  } catch (error) {
    await handle.close();
    throw error;
  }
  let queue: Line[] = [];
  let running: Promise<void> | undefined;
  let torn = false;

  async function write(lines: readonly Line[]): Promise<void> {
    await deps.beforeAppend();
    const events = await Promise.all(lines.map(({ make }) => make()));
    // Without a name the file would take everything and be gone with the process.
    if (hadName && (await handle.stat()).nlink === 0)
      throw new Error('it was deleted while Patkeeper runs: restore it, then start again');
    const bytes = Buffer.from(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
    if (torn) await handle.truncate(length);
    torn = true;
    await handle.appendFile(bytes);
    await handle.datasync();
    torn = false;
    length += bytes.length;
  }

  async function flush(lines: readonly Line[]): Promise<boolean> {
    try {
      await write(lines);
    } catch (error) {
      log.error({ err: error, file: path }, 'could not append to the audit journal');
      if (torn) {
        // What the disk holds past the known length is unknown: cut it off now, or else before the next append.
        torn = await handle.truncate(length).then(
          () => false,
          () => true,
        );
      }
      queue = [...lines.filter(({ fail }) => fail === undefined), ...queue];
      for (const { fail } of lines) fail?.(storeUnavailable(error));
      return false;
    }
    for (const { done } of lines) done();
    return true;
  }

  async function run(): Promise<void> {
    while (queue.length > 0) {
      const alone = queue.findIndex(({ alone: isAlone }) => isAlone);
      const lines = queue.splice(0, alone > 0 ? alone : alone === 0 ? 1 : queue.length);
      const written = await flush(lines);
      if (!written && queue.every(({ fail }) => fail === undefined)) break; // only owed ones: they wait for the next
    }
    running = undefined;
  }

  function add(line: Line): void {
    queue.push(line);
    running ??= run();
  }

  function append(event: AuditEvent): Promise<void> {
    return new Promise((resolve, reject) => add({ make: () => event, done: resolve, fail: reject }));
  }

  function appendAfter<T>(make: () => Promise<T>, eventOf: (made: T) => AuditEvent): Promise<T> {
    return new Promise((resolve, reject) => {
      let made: T;
      add({
        alone: true,
        make: async () => {
          made = await make();
          return eventOf(made);
        },
        done: () => resolve(made),
        fail: reject,
      });
    });
  }

  async function settle(): Promise<void> {
    await running;
    if (queue.length === 0) return;
    running ??= run();
    await running;
    if (queue.length > 0)
      throw storeUnavailable(new Error(`${queue.length} audit events wait for the journal`));
  }

  return {
    append,
    appendAfter,
    owe: (event, onWritten) => add({ make: () => event, done: onWritten }),
    catchUp: async (events) => {
      const missing = await withoutJournaled(events, path, files, log);
      await Promise.all(missing.map(append));
    },
    settle,
    length: () => length,
    close: async () => {
      await settle().catch((error: unknown) =>
        log.warn({ err: error }, 'audit events are left for the next start'),
      );
      await handle.close();
    },
  };
}
