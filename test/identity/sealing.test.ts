import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Sealer } from '../../src/core/sealer.ts';
import { createSealer } from '../../src/identity/sealing.ts';
import { ADA, BEN, sampleKeys } from './sign-in-world.ts';

describe('a sealer', () => {
  let sealer: Sealer;
  before(async () => {
    sealer = createSealer({ keys: await sampleKeys(1) });
  });

  const word = fc.string({ unit: 'binary', maxLength: 40 });
  const place = fc.tuple(
    fc
      .record({ tenantId: word, objectId: word })
      .filter(({ tenantId, objectId }) => !(tenantId + objectId).includes('/')),
    word,
    word,
  );

  it('opens what it sealed, for any place and text', () => {
    fc.assert(
      fc.property(place, fc.string({ unit: 'grapheme' }), ([owner, kind, key], text) => {
        const sealed = sealer.seal(owner, kind, key, text);
        assert.match(sealed, /^v1\.[\w-]{8}\.[\w-]+$/);
        assert.equal(sealer.open(owner, kind, key, sealed), text);
      }),
    );
  });

  it('opens nothing at another place', () => {
    fc.assert(
      fc.property(place, place, (here, there) => {
        const keyOf = ([owner, kind, key]: typeof here) =>
          JSON.stringify([`${owner.tenantId}/${owner.objectId}`.toLowerCase(), kind, key]);
        fc.pre(keyOf(here) !== keyOf(there));
        assert.equal(sealer.open(...there, sealer.seal(...here, 'text')), undefined);
      }),
    );
    const sealed = sealer.seal(ADA, 'sign-in', 'msal', 'text');
    assert.equal(sealer.open(BEN, 'sign-in', 'msal', sealed), undefined);
    assert.equal(sealer.open(ADA, 'interrupted', 'msal', sealed), undefined);
    assert.equal(sealer.open(ADA, 'sign-in', 'other', sealed), undefined);
  });

  it('takes Entra ids without case for the same person', () => {
    const upper = { tenantId: ADA.tenantId.toUpperCase(), objectId: ADA.objectId.toUpperCase() };
    assert.equal(sealer.open(upper, 'k', '', sealer.seal(ADA, 'k', '', 'text')), 'text');
  });

  it('opens nothing that was changed in a single character', () => {
    const sealed = sealer.seal(ADA, 'sign-in', 'msal', 'a text of some length');
    fc.assert(
      fc.property(fc.nat(sealed.length - 1), fc.constantFrom(...'aZ09-_.=+/ é'), (at, character) => {
        fc.pre(sealed[at] !== character);
        const changed = sealed.slice(0, at) + character + sealed.slice(at + 1);
        assert.equal(sealer.open(ADA, 'sign-in', 'msal', changed), undefined);
      }),
      { numRuns: 500 },
    );
  });

  it('opens no text that never was sealed, and does not throw', () => {
    const id = sealer.seal(ADA, 'k', '', '').split('.')[1];
    const inForm = fc.base64String().map((data) => `v1.${id}.${data.replace(/=/g, '')}`);
    fc.assert(
      fc.property(fc.oneof(fc.string(), inForm), (text) => {
        assert.equal(sealer.open(ADA, 'k', '', text), undefined);
      }),
    );
  });

  it('never seals the same text twice in the same way, and shows nothing of it', () => {
    const sealed = [1, 2].map(() => sealer.seal(ADA, 'k', '', 'refresh-token'));
    assert.notEqual(sealed[0], sealed[1]);
    assert.doesNotMatch(
      Buffer.from(sealed[0]?.split('.')[2] ?? '', 'base64url').toString('latin1'),
      /refresh/,
    );
  });

  it('seals with the newest key and opens with all, wherever each stands', async () => {
    const old = sealer.seal(ADA, 'k', '', 'old');
    const both = createSealer({ keys: await sampleKeys(2, 1) });
    const fresh = both.seal(ADA, 'k', '', 'new');
    assert.deepEqual([both.open(ADA, 'k', '', old), both.open(ADA, 'k', '', fresh)], ['old', 'new']);
    assert.equal(sealer.open(ADA, 'k', '', fresh), undefined);
    const turned = createSealer({ keys: await sampleKeys(1, 2) });
    assert.equal(turned.open(ADA, 'k', '', fresh), 'new');
  });
});
