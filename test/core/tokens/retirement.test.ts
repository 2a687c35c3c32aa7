import assert from 'node:assert/strict';
import { reconcile } from '../../../src/core/sync/reconcile.ts';
import { endsByRetirement, RETIREMENT, realEnd, withRealEnd } from '../../../src/core/tokens/retirement.ts';
import { tokenState } from '../../../src/core/tokens/token.ts';
import { DAY } from '../../support/fixed-clock.ts';
import { ADA, sampleToken } from '../samples.ts';

const LATER = RETIREMENT + 180 * DAY;

describe('the end of tokens for all organizations', () => {
  it('is the first moment of 1 December 2026 in UTC', () => {
    assert.equal(new Date(RETIREMENT).toISOString(), '2026-12-01T00:00:00.000Z');
  });

  it('is the earlier of their own and that day; of other tokens it is their own', () => {
    assert.equal(realEnd({ everywhere: true, validTo: LATER }), RETIREMENT);
    assert.equal(realEnd({ everywhere: true, validTo: RETIREMENT - 1 }), RETIREMENT - 1);
    assert.equal(realEnd({ validTo: LATER }), LATER);
    assert.equal(endsByRetirement({ everywhere: true, validTo: RETIREMENT }), true);
    assert.equal(endsByRetirement({ everywhere: true, validTo: RETIREMENT - 1 }), false);
    assert.equal(endsByRetirement({ validTo: LATER }), false);
  });

  it('makes them active just before it and ended from then on', () => {
    const token = withRealEnd(sampleToken({ everywhere: true, validTo: LATER }));
    assert.equal(tokenState(token, RETIREMENT - 1), 'active');
    assert.equal(tokenState(token, RETIREMENT), 'expired');
    assert.equal(withRealEnd(token), token);
  });

  const listed = {
    externalId: 'ext-1',
    name: 'Global',
    organization: 'contoso',
    scopes: ['vso.code'],
    createdAt: RETIREMENT - 200 * DAY,
    validTo: LATER,
    everywhere: true,
  };
  const look = (now: number, known: readonly ReturnType<typeof sampleToken>[] = []) =>
    reconcile({
      owner: ADA,
      authority: 'azure-devops',
      known,
      listing: { tokens: [listed], complete: ['contoso'] },
      stocked: ['contoso'],
      now,
      newId: () => 'new-id',
    });

  it('is what they are found with, and reminded of seven days before', () => {
    const [found] = look(RETIREMENT - 30 * DAY).found;
    assert.equal(found?.token.validTo, RETIREMENT);
    const reminder = found?.notices.find(({ kind }) => kind === 'expiring');
    assert.deepEqual([reminder?.dueAt, reminder?.validTo], [RETIREMENT - 7 * DAY, RETIREMENT]);
    assert.deepEqual(look(RETIREMENT).found, [], 'after it there is nothing to find');
  });

  it('is no change of a token that is known with it, and one of a token that is known with another', () => {
    const known = (validTo: number) =>
      sampleToken({
        ...listed,
        authority: 'azure-devops',
        externalId: 'ext-1',
        foundAt: listed.createdAt,
        validTo,
      });
    const now = RETIREMENT - 30 * DAY;
    assert.deepEqual(look(now, [known(RETIREMENT)]).changed, []);
    assert.deepEqual(
      look(now, [known(RETIREMENT - DAY)]).changed.map(({ set }) => 'validTo' in set && set.validTo),
      [RETIREMENT],
    );
  });
});
