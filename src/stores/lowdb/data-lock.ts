import { randomUUID } from 'node:crypto';
import * as fileSystem from 'node:fs';
import { join } from 'node:path';
import { lock } from 'proper-lockfile';
import { FILE_MODE } from '../../core/files/durable-files.ts';
import { errorCode } from '../../core/files/error-code.ts';
import type { Log } from '../../core/ports.ts';
import { storeRefused } from '../store-errors.ts';
import type { Files } from './durable-file.ts';

const LOCK = 'lock';
const OWNER = 'lock-owner';
/** A lock that was not refreshed for this long belongs to a process that is gone. */
const STALE_MS = 5000;
const RETRY_MS = 500;
/** Longer than a lock takes to become stale, so that a restart after a kill succeeds. */
const PATIENCE_MS = 6500;

/** The right of this process to write in the data folder. No other process has it. */
export interface DataLock {
  /** Rejects when another process has taken the folder, for example while this one was suspended. */
  assertHeld(): Promise<void>;
  release(): Promise<void>;
}

export interface DataLockDeps {
  readonly dataDir: string;
  readonly files: Files;
  readonly log: Log;
  readonly wait: (ms: number) => Promise<void>;
  /** Called once, when the lock is lost: the process must end. */
  readonly onLockLost: (error: Error) => void;
}

/** Takes the data folder, waiting for the lock of a killed process to become stale; rejects with `store-refused`. */
export async function lockDataDir(deps: DataLockDeps): Promise<DataLock> {
  const { dataDir, files, onLockLost } = deps;
  const owner = randomUUID();
  const ownerPath = join(dataDir, OWNER);
  let lost: Error | undefined;

  function lose(error: Error): void {
    if (lost !== undefined) return;
    lost = error;
    onLockLost(error);
  }

  const unlock = await takeLock(deps, lose);
  try {
    await files.writeFile(ownerPath, owner, { mode: FILE_MODE });
  } catch (error) {
    await unlock();
    throw error;
  }
  return {
    assertHeld: async () => {
      // The lock is refreshed by a timer, which is late after a suspension: only this shows who holds the folder now.
      if (lost === undefined && (await ownerOf(files, ownerPath)) !== owner) {
        lose(new Error('another process has taken the data folder'));
      }
      if (lost !== undefined) throw lost;
    },
    release: async () => {
      if (lost === undefined) await unlock();
    },
  };
}

async function ownerOf(files: Files, path: string): Promise<string | undefined> {
  try {
    return await files.readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function takeLock(deps: DataLockDeps, lose: (error: Error) => void): Promise<() => Promise<void>> {
  const { dataDir, log, wait } = deps;
  for (let waited = 0; ; waited += RETRY_MS) {
    try {
      return await lock(dataDir, {
        lockfilePath: join(dataDir, LOCK),
        stale: STALE_MS,
        onCompromised: lose,
        // With a file system that it has not met it writes our own time into the lock at once. That of a file server, whose
        // clock is another, would make a fresh lock look like a dead one.
        fs: { ...fileSystem },
      });
    } catch (error) {
      if (errorCode(error) !== 'ELOCKED') throw error;
      if (waited >= PATIENCE_MS) {
        const sentence =
          `Another Patkeeper is using the data folder ${dataDir}. ` +
          'Stop it, or give this one a folder of its own with DATA_DIR. Several replicas need the PostgreSQL store.';
        throw storeRefused(sentence, error);
      }
      if (waited === 0) log.info({ dataDir }, 'waiting for another process to let go of the data folder');
      await wait(RETRY_MS);
    }
  }
}
