import type * as fs from 'node:fs/promises';
import { dirname } from 'node:path';

/** Only the owner of the process may read the files. Nobody else needs to. */
export const FILE_MODE = 0o600;
export const FOLDER_MODE = 0o700;

/** The part of `node:fs/promises` that writes durably. */
type DurableFiles = Pick<typeof fs, 'mkdir' | 'open'>;

/**
 * Writes a file that must not exist yet, a text or its bytes in parts; when it resolves the bytes are on disk, the folder
 * entry may not be.
 */
export async function writeNewFile(
  files: Pick<DurableFiles, 'open'>,
  path: string,
  content: string | readonly Uint8Array[],
): Promise<void> {
  const handle = await files.open(path, 'wx', FILE_MODE);
  try {
    for (const part of typeof content === 'string' ? [content] : content) await handle.writeFile(part);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes the names in a folder durable. Windows can't open folders, and keeps their entries without help. */
export async function syncFolder(files: Pick<DurableFiles, 'open'>, folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await files.open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a folder for the owner alone, and every folder that is missing above it, durably. */
export async function makeFolder(files: DurableFiles, folder: string): Promise<void> {
  const first = await files.mkdir(folder, { recursive: true, mode: FOLDER_MODE });
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = dirname(made))
    await syncFolder(files, dirname(made));
}
