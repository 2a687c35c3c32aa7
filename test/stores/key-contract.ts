import assert from 'node:assert/strict';
import { HOUR, START } from './fixtures.ts';
import type { OpenedStore } from './opened-store.ts';

/** How keys are claimed, so that what several are asked at once is done once. */
export function describeKeys(opened: () => OpenedStore): void {
  const claim = (key: string, now: number, expiresAt = now + HOUR): Promise<boolean> =>
    opened().store.rateLimits.claimKey(key, now, expiresAt);

  it('gives a key to the first who claims it, until it expires', async () => {
    assert.equal(await claim('key', START), true);
    assert.equal(await claim('key', START), false);
    assert.equal(await claim('key', START + HOUR - 1), false);
    assert.equal(await claim('key', START + HOUR), true);
    assert.equal(await claim('key', START + 2 * HOUR - 1), false);
    assert.equal(await claim('key', START + 2 * HOUR), true);
  });

  it('lets nobody who comes second put off its end', async () => {
    await claim('key', START);
    assert.equal(await claim('key', START + 1, START + 9 * HOUR), false);
    assert.equal(await claim('key', START + HOUR), true);
  });

  it('keeps keys apart', async () => {
    for (const key of ['key', 'Key', 'key ', 'ключ 🎫', '']) assert.equal(await claim(key, START), true, key);
    for (const key of ['key', 'Key', 'key ', 'ключ 🎫', ''])
      assert.equal(await claim(key, START), false, key);
  });

  it('lets keys end one by one, in whatever order they were claimed', async () => {
    await claim('long', START, START + 9);
    await claim('short', START, START + 3);
    await claim('middle', START, START + 6);
    assert.deepEqual(
      [await claim('long', START + 4), await claim('middle', START + 4), await claim('short', START + 4)],
      [false, false, true],
    );
  });

  it('gives a key to one of ten who claim it at once', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => claim('key', START)));
    assert.equal(answers.filter(Boolean).length, 1);
  });

  it('gives an expired key to one of ten who claim it at once', async () => {
    await claim('key', START);
    const answers = await Promise.all(Array.from({ length: 10 }, () => claim('key', START + HOUR)));
    assert.equal(answers.filter(Boolean).length, 1);
  });
}
