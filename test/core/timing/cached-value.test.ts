import assert from 'node:assert/strict';
import { createCachedValue } from '../../../src/core/timing/cached-value.ts';
import { createFixedClock, HOUR } from '../../support/fixed-clock.ts';

describe('what is remembered', () => {
  /** Something that counts how often it was fetched, and can be made to fail. */
  function fetched() {
    const clock = createFixedClock();
    const service = { fetches: 0, fails: false };
    const remembered = createCachedValue(clock, async () => {
      service.fetches += 1;
      if (service.fails) throw new Error('not there');
      return service.fetches;
    });
    return { clock, service, remembered };
  }

  it('is fetched once for a burst, and again when it is too old', async () => {
    const { clock, remembered } = fetched();
    assert.deepEqual(await Promise.all([remembered.get(HOUR), remembered.get(HOUR)]), [1, 1]);
    clock.advance(HOUR - 1);
    assert.equal(await remembered.get(HOUR), 1);
    clock.advance(1);
    assert.equal(await remembered.get(HOUR), 2);
    clock.advance(1);
    assert.equal(await remembered.get(1), 3);
  });

  it('is not kept for longer because the clock was set back', async () => {
    const { clock, remembered } = fetched();
    await remembered.get(HOUR);
    clock.set(clock.now() - 2 * HOUR);
    assert.equal(await remembered.get(HOUR), 2);
  });

  it('is fetched again after a failure, which everybody who waited for it is told', async () => {
    const { service, remembered } = fetched();
    service.fails = true;
    const both = [remembered.get(HOUR), remembered.get(HOUR)];
    for (const call of both) await assert.rejects(call, /not there/);
    service.fails = false;
    assert.equal(await remembered.get(HOUR), 2);
  });

  it('stays when a newer one can not be fetched', async () => {
    const { service, remembered } = fetched();
    await remembered.get(HOUR);
    service.fails = true;
    await assert.rejects(remembered.get(0), /not there/);
    assert.equal(await remembered.get(HOUR), 1);
  });
});
