import type { Store } from '../../src/core/ports.ts';

/** An empty store with the means to end the test. */
export interface OpenedStore {
  readonly store: Store;
  /** Closes the store and opens another one over the same data. */
  reopen(): Promise<Store>;
  /** Closes whatever is open and removes the data. */
  close(): Promise<void>;
}

/** Checks a store as it is, and again after it was opened anew. */
export async function nowAndReopened(
  opened: OpenedStore,
  check: (store: Store) => Promise<void>,
): Promise<void> {
  await check(opened.store);
  await check(await opened.reopen());
}
