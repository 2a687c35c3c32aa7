import { readFileSync } from 'node:fs';

/** The same from `src/`, where tests run, and from a build, which holds a copy of it. */
const PACKAGE = new URL('../../package.json', import.meta.url);

/** Patkeeper's version, as package.json says it. Throws when that is missing or names none. */
export function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { readonly version?: unknown };
  if (typeof version !== 'string') throw new Error('package.json names no version.');
  return version;
}
