import assert from 'node:assert/strict';
import fc from 'fast-check';
import { canonicalText, createSealing, headText, leafOf, readHead } from '../../../src/core/audit/chain.ts';
import { type ChainItem, type ChainReport, createChainCheck } from '../../../src/core/audit/chain-check.ts';
import type { Seal } from '../../../src/core/audit/seal.ts';
import { ada, DAY, eventOf, START, tokenOf } from '../../stores/fixtures.ts';

const never = Number.NEGATIVE_INFINITY;

/** Three seals of three events each, with what they seal before each. */
function trail(): ChainItem[] {
  const items: ChainItem[] = [];
  let last: Seal | undefined;
  for (let seal = 0; seal < 3; seal += 1) {
    const sealing = createSealing(last);
    for (let index = 0; index < 3; index += 1) {
      const event = eventOf(tokenOf(ada), { at: START + seal * DAY + index });
      sealing.add(leafOf(event));
      items.push({ kind: 'event', id: event.id, leaf: leafOf(event) });
    }
    last = sealing.seal(START + seal * DAY + 10);
    items.push({ kind: 'seal', seal: last });
  }
  return items;
}

function check(items: readonly ChainItem[], head?: string, goneBefore = never): ChainReport {
  const named = head === undefined ? undefined : readHead(head);
  const checking = createChainCheck({ goneBefore, ...(named === undefined ? {} : { head: named }) });
  for (const item of items) checking.add(item);
  return checking.finish();
}

function headOf(items: readonly ChainItem[]): string {
  const last = items.at(-1);
  return last?.kind === 'seal' ? headText(last.seal) : assert.fail();
}

const kinds = (report: ChainReport) => report.problems.map(({ kind }) => kind);

describe('checking a chain', () => {
  it('finds nothing where nothing was changed', () => {
    const items = trail();
    const { problems, seals, events, unsealed, head } = check(items, headOf(items));
    assert.deepEqual([problems, seals, events, unsealed], [[], 3, 9, 0]);
    assert.equal(head?.number, 3);
  });

  it('finds one event that was changed, removed, inserted or swapped, whichever it is', () => {
    const events = [0, 1, 2, 4, 5, 6, 8, 9, 10];
    for (const at of events) {
      const items = trail();
      const other: ChainItem = { kind: 'event', id: 'x', leaf: leafOf(eventOf(tokenOf(ada), { at: START })) };
      const changes: [string, ChainItem[]][] = [
        ['changed', items.with(at, other)],
        ['removed', items.toSpliced(at, 1)],
        ['inserted', items.toSpliced(at, 0, other)],
        ['swapped', items.with(at, items[at + 1] ?? other).with(at + 1, items[at] ?? other)],
      ];
      for (const [what, changed] of changes) assert.notDeepEqual(kinds(check(changed)), [], `${what} ${at}`);
    }
  });

  it('finds a seal that was changed, removed or inserted', () => {
    const items = trail();
    const second = items[7];
    if (second?.kind !== 'seal') assert.fail();
    const forged: ChainItem = { kind: 'seal', seal: { ...second.seal, at: START } };
    assert.deepEqual(kinds(check(items.with(7, forged))), ['seal-changed']);
    assert.deepEqual(kinds(check(items.toSpliced(4, 4))), ['broken']);
    assert.ok(kinds(check(items.toSpliced(8, 0, second))).includes('broken'));
  });

  it('finds by a head that was kept elsewhere that the chain was computed anew, or its end cut off', () => {
    const head = headOf(trail());
    assert.deepEqual(kinds(check(trail(), head)), ['other-head']);
    const items = trail();
    assert.deepEqual(kinds(check(items.slice(0, 8), headOf(items))), ['other-head']);
  });

  it('takes the end of a rotated file and what follows for one chain, and a later beginning for rotation', () => {
    const items = trail();
    const stray: ChainItem = { kind: 'event', id: 'x', leaf: leafOf(eventOf(tokenOf(ada))) };
    const rotated = [...items.slice(0, 4), stray, { kind: 'end' } as const, ...items.slice(4)];
    const report = check(rotated);
    assert.deepEqual([report.problems, report.unsealed], [[], 1]);
    const later = check(items.slice(8));
    assert.deepEqual([later.problems, later.begins], [[], 3]);
  });

  it('lets events be gone by their age, one by one or with their leaves, and none before', () => {
    const items = trail();
    const gone = items.map(
      (item, index): ChainItem =>
        index < 2 && item.kind === 'event' ? { kind: 'gone', leaf: item.leaf } : item,
    );
    assert.deepEqual(kinds(check(gone, undefined, START + DAY)), []);
    assert.deepEqual(kinds(check(gone, undefined, START)), ['gone-early']);
    assert.deepEqual(kinds(check(items.slice(3), undefined, START + DAY)), []);
    assert.deepEqual(kinds(check(items.slice(3), undefined, START)), ['events']);
  });

  it('names the event that no longer is what its leaf says, and one that no seal knows', () => {
    const items = trail();
    const [first] = items;
    if (first?.kind !== 'event') assert.fail();
    const changed: ChainItem = { ...first, kept: first.leaf, leaf: { ...first.leaf, digest: 'other' } };
    assert.deepEqual(check(items.with(0, changed)).problems, [{ kind: 'changed', id: first.id, seal: 1 }]);
    const foreign = check([...items, { kind: 'foreign', id: 'x' }]);
    assert.deepEqual(foreign.problems, [{ kind: 'inserted', id: 'x' }]);
    const old: ChainItem = { kind: 'event', id: 'y', leaf: leafOf(eventOf(tokenOf(ada))), waits: true };
    assert.deepEqual(check([...items, old]).problems, [{ kind: 'inserted', id: 'y' }]);
  });
});

describe('the text of an event that is sealed', () => {
  it('is the same however its fields are ordered', () => {
    const values = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer()));
    fc.assert(
      fc.property(values, (value) => {
        const turned = Object.fromEntries(Object.entries(value).reverse());
        assert.equal(canonicalText({ a: turned, b: [value] }), canonicalText({ b: [value], a: turned }));
      }),
    );
  });

  it('has a head that reads as it is written, and nothing else', () => {
    const sealing = createSealing(undefined);
    sealing.add({ at: 1, digest: 'a' });
    const { number, hash } = sealing.seal(2);
    assert.deepEqual(readHead(headText({ number, hash })), { number, hash });
    for (const text of ['', '1', `1:${hash}x`, `-1:${hash}`]) assert.equal(readHead(text), undefined);
  });
});
