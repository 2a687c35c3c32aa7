import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createListText } from '../../../src/stores/lowdb/list-text.ts';

interface Item {
  readonly n: number;
}

describe('the text of a long list', () => {
  const listOf = (length: number): Item[] => Array.from({ length }, (_, n) => ({ n }));

  function counting() {
    const counts = { encoded: 0, gaveWay: 0 };
    const list = createListText<Item>((item) => {
      counts.encoded += 1;
      return JSON.stringify(item);
    });
    const giveWay = () => {
      counts.gaveWay += 1;
      return undefined;
    };
    const textOf = async (items: readonly Item[]): Promise<string> =>
      `[${Buffer.concat(await list.of(items, giveWay)).toString()}]`;
    return { textOf, counts };
  }

  it('is that of JSON, after whatever changes', async () => {
    const start = listOf(900);
    const change = fc.record({ at: fc.nat(2000), remove: fc.nat(300), add: fc.nat(3) });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 12 }), async (changes) => {
        const { textOf } = counting();
        let items = start;
        assert.equal(await textOf(items), JSON.stringify(items));
        for (const { at, remove, add } of changes) {
          items = items.toSpliced(at % (items.length + 1), remove, ...listOf(add));
          assert.equal(await textOf(items), JSON.stringify(items));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('is made anew only around what changed, at both ends and in the middle', async () => {
    const { textOf, counts } = counting();
    let items = listOf(10_000);
    await textOf(items);
    for (const at of [0, 5_000, 9_999]) {
      counts.encoded = 0;
      items = items.with(at, { n: -1 });
      await textOf(items);
      assert.ok(counts.encoded <= 256, `${counts.encoded} items were made anew`);
    }
    counts.encoded = 0;
    await textOf(items.toSpliced(3_000, 1));
    assert.ok(counts.encoded <= 256, `${counts.encoded} items were made anew`);
  });

  it('lets others go first after every 256 items', async () => {
    const { textOf, counts } = counting();
    await textOf(listOf(10_000));
    assert.ok(counts.gaveWay >= 10_000 / 256, `it gave way ${counts.gaveWay} times`);
  });

  it('stays few parts, whatever goes out of it', async () => {
    const list = createListText<Item>((item) => JSON.stringify(item));
    let items = listOf(4_000);
    for (let time = 0; time < 1_000; time += 1) {
      await list.of(items, () => undefined);
      items = items.toSpliced((time * 7919) % items.length, 1, { n: time });
    }
    assert.ok((await list.of(items, () => undefined)).length <= 4 * 16 + 16);
  });
});
