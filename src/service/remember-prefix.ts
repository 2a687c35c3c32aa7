import { knowPrefixes } from '../core/secrets/own-prefixes.ts';
import type { Store } from '../core/store/store.ts';

/** How the marks begin that name the prefixes of built-in secrets. */
const MARK = 'pat-prefix.';

/**
 * Remembers in the store, for ever, that built-in secrets may begin with this prefix, and learns which ones began otherwise
 * before: from then on the log and everything else masks all of them. Call it before a secret is made.
 */
export async function rememberPrefix({ marks }: Pick<Store, 'marks'>, prefix: string): Promise<void> {
  await marks.add(MARK + prefix);
  knowPrefixes((await marks.list(MARK)).map((name) => name.slice(MARK.length)));
}
