import assert from 'node:assert/strict';
import {
  holdsPlace,
  idAtAuthority,
  isUsable,
  type Rotation,
  sameEnd,
  samePerson,
} from '../../../src/core/tokens/token.ts';
import { withoutEnd } from '../../../src/core/tokens/without-end.ts';
import { DAY, START } from '../../support/fixed-clock.ts';
import { ADA, BOB, sampleToken } from '../samples.ts';

describe('a token', () => {
  const overlap: Rotation = {
    state: 'overlap',
    startedAt: START,
    successorId: 'token-2',
    lastValidTo: START + DAY,
    endsItself: true,
  };

  it('holds its name and its place', () => {
    assert.equal(holdsPlace(sampleToken()), true);
    assert.equal(holdsPlace(sampleToken({ externalId: 'external-1', everywhere: true })), true);
  });

  it('holds neither when it was made elsewhere, whoever recognizes it', () => {
    assert.equal(holdsPlace(sampleToken({ foundAt: START })), false);
    assert.equal(holdsPlace(sampleToken({ foundAt: START, recognizedAt: START })), false);
  });

  it('holds them until its replacement is there, and again when that was taken back', () => {
    assert.equal(holdsPlace(sampleToken({ rotation: { state: 'started', startedAt: START } })), true);
    assert.equal(holdsPlace(sampleToken({ rotation: overlap })), false);
    assert.equal(holdsPlace(sampleToken({ rotation: { ...overlap, endsItself: false } })), false);
    assert.equal(holdsPlace(sampleToken({ rotation: { state: 'undone', startedAt: START } })), true);
  });
});

describe('verification', () => {
  it('accepts a token that is active, and none that has ended or whose owner has left', () => {
    const token = sampleToken();
    assert.equal(isUsable(token, token.validTo - 1), true);
    assert.equal(isUsable(token, token.validTo), false);
    assert.equal(isUsable({ ...token, revokedAt: START }, START), false);
    assert.equal(isUsable({ ...token, refusedSince: START }, START), false);
    assert.equal(isUsable({ ...token, refusedSince: START }, token.validTo), false);
  });
});

describe('a token of another authority', () => {
  const token = sampleToken({ authority: 'azure-devops', externalId: 'ABC-1' });

  it('is known by the id that it has there, in any case, and one without by its own', () => {
    assert.equal(idAtAuthority(token), idAtAuthority({ ...token, id: 'token-2', externalId: 'abc-1' }));
    const others = [
      { ...token, externalId: 'abc-2' },
      { ...token, authority: 'other' },
      sampleToken(),
      sampleToken({ id: 'token-2' }),
    ];
    assert.equal(new Set([token, ...others].map(idAtAuthority)).size, 5);
  });

  it('has the same end to the second', () => {
    assert.equal(sameEnd(START, START + 999), true);
    assert.equal(sameEnd(START + 1000, START), false);
  });

  it('is as before its end once that turns out to be none, and stays refused where its owner has left', () => {
    const rotation = { state: 'undone', startedAt: START } as const;
    const alive = { ...token, refusedSince: START };
    const ended = { ...alive, revokedAt: START, revokedBy: 'git', rotation, answeredEnd: token.validTo };
    assert.deepEqual(withoutEnd(ended), alive);
  });
});

describe('a person', () => {
  it('is the same however their ids are written, and another one in another tenant', () => {
    assert.equal(samePerson(ADA, { ...ADA, objectId: ADA.objectId.toUpperCase() }), true);
    assert.equal(samePerson(ADA, BOB), false);
    assert.equal(samePerson(ADA, { ...ADA, tenantId: BOB.objectId }), false);
  });
});
