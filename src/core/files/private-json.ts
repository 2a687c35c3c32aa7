import { OperatorError } from '../errors.ts';
import type { Log } from '../ports.ts';
import { createPrivateFile, makePrivate, readPrivateFile } from './private-file.ts';

/** A file with keys that holds one JSON document. */
export interface PrivateJson<T> {
  readonly file: string;
  /** Sentences on what a damaged file means, and what to do about it. */
  readonly whenDamaged: string;
  /** Undefined for a document that is not what it should be. */
  readonly parse: (document: unknown) => T | undefined;
}

/**
 * Reads the file; undefined if there is none. One that others may read is made private; a damaged one is left as it is and
 * rejected with `store-refused`.
 */
export async function readPrivateJson<T>(of: PrivateJson<T>, log: Log): Promise<T | undefined> {
  const text = await readPrivateFile(of.file);
  if (text === undefined) return undefined;
  const value = of.parse(documentIn(text));
  // No cause: it may quote a key.
  if (value === undefined)
    throw new OperatorError('store-refused', `${of.file} is damaged. ${of.whenDamaged}`);
  await makePrivate(of.file, log);
  return value;
}

/** Makes the file, durably, and reads it; if another start was faster, its file is the one that counts. */
export async function createPrivateJson<T>(of: PrivateJson<T>, document: object, log: Log): Promise<T> {
  await createPrivateFile(of.file, `${JSON.stringify(document)}\n`);
  const value = await readPrivateJson(of, log);
  if (value === undefined) throw new OperatorError('store-refused', `${of.file} vanished. Start again.`);
  return value;
}

function documentIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
