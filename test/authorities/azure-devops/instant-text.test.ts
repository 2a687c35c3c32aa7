import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseInstant } from '../../../src/authorities/azure-devops/instant-text.ts';

const instants = fc.integer({ min: Date.UTC(1, 0, 1), max: Date.UTC(9999, 11, 31, 23, 59, 59, 999) });

describe("a timestamp of Azure DevOps'", () => {
  it('is read to the millisecond, however many digits its fraction has', () => {
    const whole = Date.UTC(2026, 2, 15, 8, 5, 9);
    for (const [text, ms] of [
      ['2026-03-15T08:05:09Z', 0],
      ['2026-03-15T08:05:09.5Z', 500],
      ['2026-03-15T08:05:09.05Z', 50],
      ['2026-03-15T08:05:09.1239999Z', 123],
      ['2026-03-15T08:05:09.9999999Z', 999],
    ] as const) {
      assert.equal(parseInstant(text), whole + ms, text);
    }
  });

  it('is UTC without a zone, and moved by the one it names', () => {
    const eight = Date.UTC(2026, 2, 15, 8);
    assert.equal(parseInstant('2026-03-15T08:00:00'), eight);
    assert.equal(parseInstant('2026-03-15T10:30:00+02:30'), eight);
    assert.equal(parseInstant('2026-03-14T23:00:00.0000000-09:00'), eight);
  });

  it('comes back from what was written, with any further digits', () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: 0, max: 9999 }), (instant, more) => {
        const text = new Date(instant).toISOString().replace('Z', `${String(more).padStart(4, '0')}Z`);
        assert.equal(parseInstant(text), instant);
      }),
    );
  });

  for (const text of [
    '',
    'soon',
    '2026-03-15',
    '2026-02-30T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-03-15T25:00:00Z',
    '2026-03-15T24:00:00Z',
    '2026-03-15T08:00:00+25:00',
    '2026-03-15T08:00:00Z tomorrow',
  ]) {
    it(`is not ${JSON.stringify(text)}`, () => assert.equal(parseInstant(text), undefined));
  }

  it('is never made from any other text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const instant = parseInstant(text);
        assert.ok(instant === undefined || Number.isFinite(instant));
      }),
    );
  });
});
