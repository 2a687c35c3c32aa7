import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { syncFolder, writeNewFile } from '../../core/files/durable-files.ts';
import { decodeDocument } from './document-format.ts';
import { type Files, LAST_GOOD, TEMPORARY } from './durable-file.ts';
import { erasesRecords } from './record-changes.ts';

const CLEANERS = 16;
/** Only a copy with this in it can hold a record. */
const SEALED = '"sealed"';

/**
 * Replaces each last good copy (named in `copies`) that has a record which its document lacks. A crash between the two writes
 * of a deletion leaves such a copy. The documents must have been read without an error before.
 */
export async function cleanCopies(folder: string, copies: readonly string[], files: Files): Promise<void> {
  let cleaned = false;
  const waiting = copies.values();
  async function cleanOn(): Promise<void> {
    for (const copy of waiting) cleaned = (await cleanOne(folder, copy, files)) || cleaned;
  }
  await Promise.all(Array.from({ length: CLEANERS }, cleanOn));
  if (cleaned) await syncFolder(files, folder);
}

async function cleanOne(folder: string, copy: string, files: Files): Promise<boolean> {
  const before = await files.readFile(join(folder, copy));
  if (!before.includes(SEALED)) return false;
  const path = join(folder, copy.slice(0, -LAST_GOOD.length));
  const document = await files.readFile(path);
  if (before.equals(document) || !isStale(before, document)) return false;
  const temporary = `${path}.${randomUUID()}${TEMPORARY}`;
  try {
    await writeNewFile(files, temporary, document.toString());
    await files.rename(temporary, join(folder, copy));
  } catch (error) {
    await files.rm(temporary, { force: true }).catch(() => undefined); // else removed at the next open
    throw error;
  }
  return true;
}

/** A copy that can't be read is worth less than the document, which could. */
function isStale(before: Uint8Array, document: Uint8Array): boolean {
  try {
    return erasesRecords(decodeDocument(before), decodeDocument(document));
  } catch {
    return true;
  }
}
