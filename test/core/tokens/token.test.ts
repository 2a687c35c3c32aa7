import assert from 'node:assert/strict';
import { holdsPlace, type Rotation } from '../../../src/core/tokens/token.ts';
import { DAY, START } from '../../support/fixed-clock.ts';
import { sampleToken } from '../samples.ts';

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
