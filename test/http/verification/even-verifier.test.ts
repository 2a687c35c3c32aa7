import assert from 'node:assert/strict';
import type { Verdict } from '../../../src/core/tokens/verdict.ts';
import { createEvenVerifier } from '../../../src/http/verification/even-verifier.ts';
import { tokenOf } from '../../stores/fixtures.ts';
import { createFixedClock } from '../../support/fixed-clock.ts';

const UNKNOWN: Verdict = { why: 'unknown', digest: 'x' };

describe('a refusal after a look-up', () => {
  /** The verdict comes after so many milliseconds; gives after how many it is known outside. */
  async function knownAfter(ms: number, verdict: Verdict): Promise<number> {
    const clock = createFixedClock();
    const begun = clock.now();
    const looked = new Promise<Verdict>((resolve) => void clock.later(ms, () => resolve(verdict)));
    const asked = createEvenVerifier(() => looked, clock.later)('any');
    let at: number | undefined;
    const known = Promise.resolve(asked).then(() => {
      at = clock.now();
    });
    for (let i = 0; i < 100 && at === undefined; i += 1) {
      clock.advance(1);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await known;
    return (at ?? 0) - begun;
  }

  it('comes at the same time, however long the look-up took', async () => {
    for (const ms of [1, 2, 3, 4]) assert.equal(await knownAfter(ms, UNKNOWN), 5);
    for (const ms of [6, 7, 9]) assert.equal(await knownAfter(ms, UNKNOWN), 10);
  });

  it('holds up nobody whose secret is good', async () => {
    for (const ms of [1, 3, 7]) {
      const token = tokenOf({ tenantId: 't', objectId: 'o' });
      assert.equal(await knownAfter(ms, token), ms);
    }
  });

  it('is there at once where the answer is, and fails when the look-up does', async () => {
    assert.equal(createEvenVerifier(() => UNKNOWN)('any'), UNKNOWN);
    const failing = createEvenVerifier(() => Promise.reject(new Error('no store')));
    await assert.rejects(async () => failing('any'), /no store/);
  });
});
