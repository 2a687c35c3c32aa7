import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeDocument, encodeDocument } from '../../../src/stores/lowdb/document-format.ts';
import type { PersonDocument } from '../../../src/stores/lowdb/person-document.ts';
import { ada, contactOf, eventOf, noticeOf, tokenOf } from '../fixtures.ts';

describe('the format of a person’s document', () => {
  const document = fc
    .record({
      name: fc.string({ unit: 'binary' }),
      end: fc.integer(),
      count: fc.nat(5),
      lease: fc.option(fc.nat()),
    })
    .map(({ name, end, count, lease }): PersonDocument => {
      const tokens = Array.from({ length: count }, () => tokenOf(ada, { name, validTo: end }));
      return {
        version: 1,
        person: ada,
        contact: contactOf(ada, { name }),
        tokens,
        notices: tokens.map((token) => ({
          notice: noticeOf(token),
          ...(lease === null ? {} : { leaseUntil: lease }),
        })),
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
      /tokens\[0\]\.validTo is not a number/,
    );
  });
});
