import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeDocument, encodeDocument } from '../../../src/stores/lowdb/document-format.ts';
import { emptyDocument, type PersonDocument } from '../../../src/stores/lowdb/person-document.ts';
import {
  ada,
  ben,
  contactOf,
  eventOf,
  foundOf,
  noticeOf,
  overlapOf,
  recordOf,
  START,
  stockNoticeOf,
  tokenOf,
  watchOf,
} from '../fixtures.ts';

describe('the format of a person’s document', () => {
  const document = fc
    .record({
      name: fc.string({ unit: 'binary' }),
      end: fc.integer(),
      count: fc.nat(5),
      lease: fc.option(fc.nat()),
    })
    .map(({ name, end, count, lease }): PersonDocument => {
      const own = Array.from({ length: count }, () => tokenOf(ada, { name, validTo: end }));
      const states = [overlapOf(foundOf(ada), name), { state: 'started' as const, startedAt: end }];
      const found = states.map((rotation) =>
        foundOf(ada, { externalId: name, recognizedAt: end, everywhere: true, rotation }),
      );
      const tokens = [...own, ...found];
      return {
        version: 1,
        person: ada,
        contact: contactOf(ada, { name }),
        tokens,
        notices: tokens.map((token) => ({
          notice: noticeOf(token),
          ...(lease === null ? {} : { leaseUntil: lease }),
        })),
        records: tokens.map((_, key) => recordOf(ada, { key: `${key}`, sealed: name, expiresAt: end })),
        watch: watchOf(ada, { stocked: [name] }),
        pendingEvents: tokens.map((token) => eventOf(token)),
      };
    });

  it('gives back any document as it was written', () => {
    fc.assert(
      fc.property(document, (one) => {
        assert.deepEqual(decodeDocument(Buffer.from(encodeDocument(one))), one);
      }),
    );
  });

  it('refuses any document that was cut short', () => {
    fc.assert(
      fc.property(document, fc.double({ min: 0, max: 0.999, noNaN: true }), (one, part) => {
        const bytes = Buffer.from(encodeDocument(one));
        assert.throws(
          () => decodeDocument(bytes.subarray(0, Math.floor(bytes.length * part))),
          /empty|whole JSON/,
        );
      }),
    );
  });

  it('throws an error that says why for any other JSON', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        assert.throws(() => decodeDocument(Buffer.from(text)), /^Error: \S/);
      }),
    );
  });

  it('keeps a notice whose state only a newer version knows', () => {
    const notice = { ...noticeOf(tokenOf(ada)), state: 'postponed' };
    const one = { version: 1, person: ada, tokens: [], notices: [{ notice }], pendingEvents: [] };
    assert.deepEqual(decodeDocument(Buffer.from(JSON.stringify(one))), one);
  });

  it('lets fields be that it does not know', () => {
    const token = { ...tokenOf(ada), color: 'blue' };
    const one = { version: 1, person: ada, tokens: [token], notices: [], pendingEvents: [], more: { a: 1 } };
    assert.deepEqual(decodeDocument(Buffer.from(JSON.stringify(one))), one);
  });

  it('never writes an instant that is none', () => {
    const broken = {
      version: 1 as const,
      person: ada,
      tokens: [tokenOf(ada, { validTo: Number.NaN })],
      notices: [],
    };
    assert.throws(
      () => encodeDocument({ ...broken, pendingEvents: [] }),
      /tokens\[0\]\.validTo: .*expected number, received NaN/,
    );
  });

  const overlap = overlapOf(tokenOf(ada), 'next');
  const wrong: [string, object][] = [
    [
      'tokens[0].externalId: Invalid input: expected string',
      { tokens: [{ ...tokenOf(ada), externalId: 7 }] },
    ],
    [
      'tokens[0].foundAt: Invalid input: expected number',
      { tokens: [{ ...tokenOf(ada), foundAt: 'today' }] },
    ],
    [
      'tokens[0].recognizedAt: Invalid input: expected number',
      { tokens: [{ ...tokenOf(ada), recognizedAt: true }] },
    ],
    [
      'tokens[0].everywhere: Invalid input: expected boolean',
      { tokens: [{ ...tokenOf(ada), everywhere: 'yes' }] },
    ],
    [
      'tokens[0].rotation: Invalid input: expected object',
      { tokens: [{ ...tokenOf(ada), rotation: 'started' }] },
    ],
    [
      "rotation.state: Invalid discriminator value. Expected 'started' | 'overlap' | 'undone'",
      { tokens: [{ ...tokenOf(ada), rotation: { state: 'toString', startedAt: START } }] },
    ],
    [
      'rotation.startedAt: Invalid input: expected number',
      { tokens: [{ ...tokenOf(ada), rotation: { state: 'undone' } }] },
    ],
    [
      'rotation.successorId: Invalid input: expected string',
      { tokens: [{ ...tokenOf(ada), rotation: { ...overlap, successorId: undefined } }] },
    ],
    [
      'rotation.lastValidTo: Invalid input: expected number',
      { tokens: [{ ...tokenOf(ada), rotation: { ...overlap, lastValidTo: undefined } }] },
    ],
    [
      'rotation.endsItself: Invalid input: expected boolean',
      { tokens: [{ ...tokenOf(ada), rotation: { ...overlap, endsItself: 1 } }] },
    ],
    [
      'detail: Invalid input: expected string',
      { notices: [{ notice: { ...stockNoticeOf(ada), detail: 3 } }] },
    ],
    ['records: Invalid input: expected array', { records: {} }],
    [
      'records[0].sealed: Invalid input: expected string',
      { records: [{ ...recordOf(ada), sealed: undefined }] },
    ],
    [
      'records[0].expiresAt: Invalid input: expected number',
      { records: [{ ...recordOf(ada), expiresAt: null }] },
    ],
    ['watch.nextAt: Invalid input: expected number', { watch: { ...watchOf(ada), nextAt: undefined } }],
    ['watch.stocked[0]: Invalid input: expected string', { watch: { ...watchOf(ada), stocked: [1] } }],
    ['it holds another person’s data', { records: [recordOf(ben)] }],
    ['it holds another person’s data', { watch: watchOf(ben) }],
  ];
  for (const [problem, part] of wrong) {
    it(`refuses a document and says why: ${problem} (${Object.keys(part).join()})`, () => {
      const bytes = Buffer.from(JSON.stringify({ ...emptyDocument(ada), ...part }));
      assert.throws(
        () => decodeDocument(bytes),
        (error: Error) => error.message.includes(problem),
      );
    });
  }
});
