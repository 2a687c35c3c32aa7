import { createHash } from 'node:crypto';

/** Files counted their versions from 1 before they derived them; a derived version is never below this. */
const FIRST_DERIVED = 2 ** 30;

/**
 * The version of a pepper. The same text always has the same version, so a digest finds its pepper wherever the pepper is in
 * a list or file, and never takes another one for it after a change. The highest of the 31 bits is set.
 */
export function pepperVersion(text: string): number {
  const hash = createHash('sha256').update(`patkeeper pepper version\n${text}`).digest();
  return (hash.readUInt32BE(0) >>> 2) + FIRST_DERIVED;
}

/**
 * The version of a pepper of `pepper.json`, from the key as it is written there. The same text in `TOKEN_PEPPER` has another
 * version.
 */
export function filedPepperVersion(key: string): number {
  return pepperVersion(`pepper.json\n${key}`);
}

/** Whether a version was counted by a file of an earlier release: then it says nothing of the key. */
export function isCounted(version: number): boolean {
  return version < FIRST_DERIVED;
}
