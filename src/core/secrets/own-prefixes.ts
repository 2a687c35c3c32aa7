/** How new built-in secrets begin when nobody chose another prefix. */
export const DEFAULT_PREFIX = 'pkt';
/** What a prefix is made of, without the `_` behind it. */
export const PREFIX_FORM = /^[a-z0-9]{2,10}$/;
/** How secrets began before prefixes could be chosen. */
const FIRST_PREFIX = 'pat';
/** The characters behind the `_` of a whole built-in secret. */
const WHOLE = /^[a-z0-9]{2,10}_[0-9A-Za-z]{61}$/;

/** Replaced as a whole, so that whoever derives something from it sees a change at once. */
let known: readonly string[] = [FIRST_PREFIX, DEFAULT_PREFIX];

/** The prefixes that are known here, each without its `_`. The array is another one after every change. */
export function knownPrefixes(): readonly string[] {
  return known;
}

/** Adds prefixes that this installation uses or once used. From then on a damaged secret with one of them is masked, too. */
export function knowPrefixes(prefixes: readonly string[]): void {
  const fresh = prefixes.filter((prefix) => PREFIX_FORM.test(prefix) && !known.includes(prefix));
  if (fresh.length > 0) known = [...new Set([...known, ...fresh])];
}

/** Whether a text begins as built-in secrets do: with a known prefix, or as a whole secret with any prefix. */
export function startsAsOwn(text: string): boolean {
  const end = text.indexOf('_');
  if (end < 2 || end > 10) return false;
  return known.includes(text.slice(0, end)) || WHOLE.test(text);
}
