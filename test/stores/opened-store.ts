import type { Notice } from '../../src/core/notices/notices.ts';
import type { Store } from '../../src/core/store/store.ts';
import type { PersonId } from '../../src/core/tokens/token.ts';

/** A store, with what only tests ask of it. */
export interface TestedStore extends Store {
  /** The notices of one token, whatever became of them; those about no token have the id ''. */
  listNotices(owner: PersonId, tokenId: string): Promise<readonly Notice[]>;
}

/** An empty store with the means to end the test. */
export interface OpenedStore {
  readonly store: TestedStore;
  /** Closes the store and opens another one over the same data. */
  reopen(): Promise<TestedStore>;
  /** Closes whatever is open and removes the data. */
  close(): Promise<void>;
}

/** Checks a store as it is, and again after it was opened anew. */
export async function nowAndReopened(
  opened: OpenedStore,
  check: (store: TestedStore) => Promise<void>,
): Promise<void> {
  await check(opened.store);
  await check(await opened.reopen());
}
