import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import type { Adapter } from 'lowdb';
import { syncFolder, writeNewFile } from '../../core/durable-files.ts';
import { errorCode } from '../../core/error-code.ts';
import type { Log } from '../../core/ports.ts';
import type { Files } from './files.ts';

export const TEMPORARY = '.tmp';
export const LAST_GOOD = '.bak';

export interface DurableFileDeps<T> {
  readonly path: string;
  readonly files: Files;
  readonly log: Log;
  /** The last word before the file is replaced; rejects when it must not be. */
  readonly beforeReplace: () => Promise<void>;
  readonly decode: (bytes: Uint8Array) => T;
  readonly encode: (data: T) => string;
}

/**
 * A lowdb adapter that survives a crash or a full disk: a resolved write is on disk, a rejected one leaves the file as it
 * was, and a crash at any moment leaves either the old or the new content, whole. Beside the file it keeps the content
 * before the latest write (`.bak`), which also shows that the file once was there.
 */
export function createDurableFile<T>(deps: DurableFileDeps<T>): Adapter<T> {
  const { path, files, log } = deps;
  const lastGood = path + LAST_GOOD;

  async function keepCopy(): Promise<void> {
    try {
      await files.link(path, lastGood);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') throw error;
      await files.copyFile(path, lastGood); // not every file system has hard links
    }
  }

  async function keepLastGood(): Promise<boolean> {
    await files.rm(lastGood, { force: true });
    try {
      await keepCopy();
      return true;
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return false;
      throw error;
    }
  }

  async function putBack(existed: boolean): Promise<void> {
    try {
      if (existed) await files.rename(lastGood, path);
      // the copy first: alone it would mean that the file was lost
      else for (const name of [lastGood, path]) await files.rm(name, { force: true });
      await syncFolder(files, dirname(path));
    } catch (error) {
      log.error({ err: error, file: path }, 'could not put back the content before a failed write');
    }
  }

  async function read(): Promise<T | null> {
    try {
      return deps.decode(await files.readFile(path));
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return null;
      throw error;
    }
  }

  async function write(data: T): Promise<void> {
    const text = deps.encode(data);
    const temporary = `${path}.${randomUUID()}${TEMPORARY}`;
    let existed = false;
    try {
      await writeNewFile(files, temporary, text);
      await deps.beforeReplace();
      existed = await keepLastGood();
      await files.rename(temporary, path);
    } catch (error) {
      await files.rm(temporary, { force: true }).catch(() => undefined); // else removed at the next open
      throw error;
    }
    try {
      if (!existed) await keepCopy();
      await syncFolder(files, dirname(path));
    } catch (error) {
      await putBack(existed);
      throw error;
    }
  }

  return { read, write };
}
