import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';

/** One step of the schema, as its file says it. */
export interface Migration {
  readonly version: number;
  readonly fileName: string;
  readonly text: string;
  /** SHA-256 of the text, hexadecimal; it tells whether a file was changed after it was applied. */
  readonly checksum: string;
  /** Releases that know the schema up to this step, or further, can work with it once this one is done. */
  readonly usableFrom: number;
}

const MIGRATIONS = new URL('migrations/', import.meta.url);
/** The SQL that lets another role than the schema's owner do what the service does. */
export const SERVICE_ROLE = new URL('service-role.sql', MIGRATIONS);
/** A step that says nothing is one that older releases can't work with. */
const USABLE_FROM = /^-- usable-from: (\d+)$/m;
const FILE = /^(\d{3})-[a-z0-9-]+\.sql$/;

/** Reads the numbered files of a folder in order. Throws when a number is missing or there twice. */
export async function readMigrations(folder: URL = MIGRATIONS): Promise<readonly Migration[]> {
  const names = (await readdir(folder)).filter((name) => FILE.test(name)).sort();
  return Promise.all(
    names.map(async (fileName, index) => {
      const version = Number(FILE.exec(fileName)?.[1]);
      if (version !== index + 1) throw new Error(`${fileName} should have number ${index + 1}`);
      // Git may check files out with other line ends
      const text = (await readFile(new URL(fileName, folder), 'utf8')).replaceAll('\r\n', '\n');
      const checksum = createHash('sha256').update(text).digest('hex');
      const usableFrom = Number(USABLE_FROM.exec(text)?.[1] ?? version);
      if (usableFrom > version) throw new Error(`${fileName} can't be used by its own release`);
      return { version, fileName, text, checksum, usableFrom };
    }),
  );
}
