import assert from 'node:assert/strict';
import { cutOverEvidence, endsSooner, quietMsOf } from '../../../src/core/tokens/cut-over.ts';
import { latestOverlapEnd } from '../../../src/core/tokens/overlap.ts';
import type { Rotation, Token } from '../../../src/core/tokens/token.ts';
import { DAY, HOUR, START } from '../../support/fixed-clock.ts';
import { POLICY, sampleToken } from '../samples.ts';

const ROTATION = {
  state: 'overlap',
  startedAt: START,
  successorId: 'token-2',
  lastValidTo: START + 90 * DAY,
  endsItself: true,
  quietMs: DAY,
} as const;
const UNDONE: Rotation = { state: 'undone', startedAt: START };
const replaced = (rotation: Rotation = ROTATION) => sampleToken({ validTo: START + 7 * DAY, rotation });
const used: Token = sampleToken({ id: 'token-2', lastUsed: { at: START, service: 'git' } });
const LATER = START + DAY;

describe('the latest end of an overlap', () => {
  it('is a week after the replacement, or the token’s own end, or what the policy allows', () => {
    assert.equal(latestOverlapEnd(replaced(), POLICY, START), START + 7 * DAY);
    const short = { ...ROTATION, lastValidTo: START + 3 * DAY };
    assert.equal(latestOverlapEnd(replaced(short), POLICY, START), START + 3 * DAY);
    assert.equal(latestOverlapEnd(replaced(), { ...POLICY, maxLifespanDays: 2 }, START), START + 2 * DAY);
  });

  it('is none for a token that nothing replaces, or that the policy lets live no longer', () => {
    assert.equal(latestOverlapEnd(sampleToken(), POLICY, START), undefined);
    assert.equal(latestOverlapEnd(replaced(UNDONE), POLICY, START), undefined);
    const strict = { ...POLICY, forbiddenScopes: ['vso.code'] };
    assert.equal(latestOverlapEnd(replaced(), strict, START), undefined);
  });
});

describe('a replaced token', () => {
  it('ends sooner when the new one is used and it was silent for the chosen time', () => {
    assert.equal(endsSooner(replaced(), used, LATER - 1), false);
    assert.equal(endsSooner(replaced(), used, LATER), true);
  });

  it('does not end sooner where its owner did not choose that, or its authority could not shorten it', () => {
    const { quietMs: _, ...never } = ROTATION;
    assert.equal(endsSooner(replaced(never), used, LATER), false);
    assert.equal(endsSooner(replaced({ ...ROTATION, endsItself: false }), used, LATER), false);
  });

  it('does not end sooner without a new one that lives and is used', () => {
    const { lastUsed: _, ...unused } = used;
    assert.equal(endsSooner(replaced(), undefined, LATER), false);
    assert.equal(endsSooner(replaced(), unused, LATER), false);
    assert.equal(endsSooner(replaced(), { ...used, revokedAt: START }, LATER), false);
  });

  it('does not end sooner when it has ended, or is replaced no more', () => {
    assert.equal(endsSooner({ ...replaced(), revokedAt: START }, used, LATER), false);
    assert.equal(endsSooner(replaced(UNDONE), used, LATER), false);
    assert.equal(endsSooner(sampleToken(), used, LATER), false);
  });

  it('counts its silence from its replacement, its last use and its last refusal', () => {
    const old = replaced();
    const at = START + HOUR;
    const refused = { at, service: 'npm', kind: 'scope', id: 'vso.build' } as const;
    assert.deepEqual(cutOverEvidence(old, undefined), { silentSince: START });
    assert.equal(cutOverEvidence({ ...old, lastUsed: { at, service: 'git' } }, used)?.silentSince, at);
    assert.equal(cutOverEvidence({ ...old, lastRefused: refused }, used)?.silentSince, at);
    assert.equal(cutOverEvidence(sampleToken(), used), undefined);
  });
});

describe('the silence that ends a token sooner', () => {
  it('is one hour at least, and a week at most', () => {
    const of = (hours: number | undefined) => quietMsOf(hours, { authority: 'builtin' }, POLICY);
    assert.deepEqual(
      [of(1), of(168), of(169), of(0), of(undefined)],
      [HOUR, 7 * DAY, undefined, undefined, undefined],
    );
  });
});
