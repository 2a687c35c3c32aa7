import assert from 'node:assert/strict';
import { type ObservedCall, observeCalls } from '../../../src/core/timing/observe-calls.ts';

describe('observing calls', () => {
  const seen: ObservedCall[] = [];
  const broken = new Error('broken');
  const store = {
    size: 3,
    find: async (key: string) => `${key} of ${store.size}`,
    findNow: (key: string) => key,
    close: () => Promise.reject(broken),
    notices: { claim: async (limit: number) => [limit] },
  };
  const observed = observeCalls(store, (call) => seen.push(call));
  beforeEach(() => seen.splice(0));

  it('passes everything on', async () => {
    assert.equal(observed.size, 3);
    assert.equal(await observed.find('a'), 'a of 3');
    assert.equal(observed.findNow('b'), 'b');
    assert.deepEqual(await observed.notices.claim(2), [2]);
    await assert.rejects(observed.close(), broken);
  });

  it('tells of each call that gave a promise, those of parts too, with its error', async () => {
    observed.findNow('b');
    await observed.find('a');
    await observed.notices.claim(2);
    await observed.close().catch(() => {});
    assert.deepEqual(
      seen.map(({ method, error }) => [method, error]),
      [
        ['find', undefined],
        ['claim', undefined],
        ['close', broken],
      ],
    );
    assert.ok(seen.every(({ seconds }) => seconds >= 0 && seconds < 10));
  });
});
