import type { OpenedStore } from '../stores/opened-store.ts';
import { describeStoredData } from '../stores/store-contract.ts';
import { createFakeStore } from './fake-store.ts';

describe('the fake store', () => {
  let opened: OpenedStore;

  // It has no disk: to open it again is to go on with it.
  beforeEach(() => {
    const store = createFakeStore();
    opened = { store, reopen: async () => store, close: () => store.close() };
  });

  describeStoredData(() => opened);
});
