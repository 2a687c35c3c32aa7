import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../../src/core/files/error-code.ts';

/** Every file in a folder by its path. One that is renamed while it is read, as a store does, is read under its new name. */
export async function readFiles(folder: string): Promise<Readonly<Record<string, string>>> {
  for (;;) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const paths = entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name));
    try {
      const texts = paths.map(async (path) => [path, await readFile(path, 'utf8')] as const);
      return Object.fromEntries(await Promise.all(texts));
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
    }
  }
}

/** The same as one text. */
export async function readTree(folder: string): Promise<string> {
  return Object.values(await readFiles(folder)).join('\n');
}
