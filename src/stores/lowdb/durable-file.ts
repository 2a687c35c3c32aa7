import { randomUUID } from 'node:crypto';
import type * as fs from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Adapter } from 'lowdb';
import { syncFolder, writeNewFile } from '../../core/files/durable-files.ts';
import { errorCode } from '../../core/files/error-code.ts';
import type { Log } from '../../core/ports.ts';

/** What the store uses of the file system; injected, so that tests can watch every step and make it fail. */
export type Files = Pick<
  typeof fs,
  'chmod' | 'copyFile' | 'link' | 'mkdir' | 'open' | 'readdir' | 'readFile' | 'rename' | 'rm' | 'writeFile'
>;

export const TEMPORARY = '.tmp';
export const LAST_GOOD = '.bak';

/** A text, or its bytes in parts. */
type Content = string | readonly Uint8Array[];

export interface DurableFileDeps<T> {
  readonly path: string;
  readonly files: Files;
  readonly log: Log;
  /** Called just before the file is replaced. Rejects when it must not be replaced. */
  readonly beforeReplace: () => Promise<void>;
  readonly decode: (bytes: Uint8Array) => T;
  readonly encode: (data: T) => Content | Promise<Content>;
  /** Whether the content before holds something that must be nowhere once `next` is written; never, when left out. */
  readonly erases?: (before: T, next: T) => boolean;
}

/**
 * A lowdb adapter that survives a crash or a full disk. A resolved write is on disk. A rejected write leaves the file as it
 * was. A crash at any moment leaves either the whole old or the whole new content. Beside the file it keeps the content
 * before the latest write (`.bak`), which also shows that the file once existed. After a write that erases, `.bak` has the
 * new content too, before the write resolves.
 */
export function createDurableFile<T>(deps: DurableFileDeps<T>): Adapter<T> {
  const { path, files, log } = deps;
  const lastGood = path + LAST_GOOD;
  /** What the file was last known to hold. */
  let known: T | undefined;
  /** Temporary files that could not be removed when their write failed. */
  const leftovers = new Set<string>();

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
      known = deps.decode(await files.readFile(path));
      return known;
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return null;
      throw error;
    }
  }

  async function removeLeftovers(): Promise<void> {
    for (const name of leftovers) {
      await files.rm(name, { force: true });
      leftovers.delete(name);
    }
  }

  /** Writes a whole new file and gives it its name; `beforeRename` has the last word. */
  async function put(content: Content, name: string, beforeRename: () => Promise<void>): Promise<void> {
    const temporary = `${path}.${randomUUID()}${TEMPORARY}`;
    leftovers.add(temporary);
    try {
      await writeNewFile(files, temporary, content);
      await beforeRename();
      await files.rename(temporary, name);
      leftovers.delete(temporary);
    } catch (error) {
      await removeLeftovers().catch(() => undefined); // tried again at the next write, and at the next open
      throw error;
    }
  }

  /** Leaves nothing of the content before in any file. Until the rename a failure can still be undone with the copy. */
  async function erase(content: Content): Promise<void> {
    await removeLeftovers();
    await put(content, lastGood, async () => undefined);
    await syncFolder(files, dirname(path));
  }

  async function write(data: T): Promise<void> {
    const content = await deps.encode(data);
    let existed = false;
    await put(content, path, async () => {
      await deps.beforeReplace();
      existed = await keepLastGood();
    });
    try {
      if (!existed) await keepCopy();
      await syncFolder(files, dirname(path));
      if (known !== undefined && deps.erases?.(known, data)) await erase(content);
    } catch (error) {
      await putBack(existed);
      throw error;
    }
    known = data;
  }

  return { read, write };
}
