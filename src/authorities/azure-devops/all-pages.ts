import { type Outcome, ok } from './outcome.ts';
import type { Page } from './wire.ts';

/** Nobody has this many pages. A longer list never ends. */
const MAX_PAGES = 100;

export interface PagesOptions<T> {
  /** Asks for one page; without a continuation token, for the first. */
  readonly ask: (continuationToken: string | undefined) => Promise<Outcome<Page<T>>>;
  /** Tells two items apart. */
  readonly keyOf: (item: T) => string;
  /** The most pages that are read; 100 when left out. */
  readonly maxPages?: number;
}

/**
 * Reads all pages and returns each item once, because lists change while they are read. Rejects when it can't read the list
 * to its end: an item that is missing would look as if it were gone.
 */
export async function allPages<T>({ ask, keyOf, maxPages = MAX_PAGES }: PagesOptions<T>) {
  const found = new Map<string, T>();
  const asked = new Set<string>();
  let next: string | undefined;
  for (let pages = 0; pages < maxPages; pages += 1) {
    const page = await ask(next);
    if (page.kind !== 'ok') return page;
    for (const item of page.value.items) found.set(keyOf(item), item);
    next = page.value.next;
    if (next === undefined) return ok<readonly T[]>([...found.values()]);
    if (asked.has(next)) break;
    asked.add(next);
  }
  return { kind: 'unavailable', reason: 'a list of Azure DevOps has no end' } as const;
}
