import assert from 'node:assert/strict';
import fc from 'fast-check';
import { keepsToBounds } from '../../src/web/json-bounds.ts';

const NONE = { maxValues: Number.POSITIVE_INFINITY, maxDepth: Number.POSITIVE_INFINITY };
const keeps = (text: string, bounds: Partial<typeof NONE>) =>
  keepsToBounds(Buffer.from(text), { ...NONE, ...bounds });

/** Values in a JSON value, itself included, and how deep its containers nest. */
function measure(value: unknown): { values: number; depth: number } {
  if (typeof value !== 'object' || value === null) return { values: 1, depth: 0 };
  const inner = Object.values(value).map(measure);
  return {
    values: inner.reduce((sum, { values }) => sum + values, 1),
    depth: 1 + Math.max(0, ...inner.map(({ depth }) => depth)),
  };
}

describe('the bounds of JSON', () => {
  it('let no text with more values or levels through, and refuse none with half as many', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.boolean(), (value, spaced) => {
        const text = JSON.stringify(value, null, spaced ? 2 : 0);
        const { values, depth } = measure(JSON.parse(text));
        assert.equal(keeps(text, { maxValues: values - 1 }), false);
        assert.equal(keeps(text, { maxValues: 2 * values }), true);
        assert.equal(keeps(text, { maxDepth: depth }), true);
        if (depth > 0) assert.equal(keeps(text, { maxDepth: depth - 1 }), false);
      }),
    );
  });

  it('count nothing inside of strings, whatever is escaped in them', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'"\\,[]{}x') }), (text) => {
        assert.equal(keeps(JSON.stringify({ [text]: text }), { maxValues: 2, maxDepth: 1 }), true);
      }),
    );
  });

  it('end with what is no JSON at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'"\\,[]{}:1') }), (text) => {
        assert.equal(typeof keeps(text, { maxValues: 5, maxDepth: 2 }), 'boolean');
      }),
    );
    assert.equal(keeps('"\\', {}), true);
  });
});
