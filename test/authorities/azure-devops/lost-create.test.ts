import assert from 'node:assert/strict';
import { createLostCreates, type LostCreate } from '../../../src/authorities/azure-devops/lost-create.ts';
import type { Outcome } from '../../../src/authorities/azure-devops/outcome.ts';
import type { Pat } from '../../../src/authorities/azure-devops/wire.ts';
import { createFixedClock, DAY, type FixedClock, START } from '../../support/fixed-clock.ts';
import { said } from '../../support/said.ts';
import { createSilentLog } from '../../support/silent-log.ts';
import { LOST, samplePat, stubClient } from './stub-client.ts';

const CALL: LostCreate = {
  accessToken: 'access',
  organization: 'harbour',
  request: { name: 'Laptop', scopes: ['vso.code'], validTo: START + 90 * DAY },
  startedAt: START,
  reason: 'no answer',
};

describe('a creation whose answer was lost', () => {
  let clock: FixedClock;
  let revoked: string[];
  let looks = 0;

  beforeEach(() => {
    clock = createFixedClock(START + 10_000);
    revoked = [];
    looks = 0;
  });

  async function settle(
    lists: readonly Outcome<readonly Pat[]>[],
    some: Partial<LostCreate> = {},
    answer: Outcome<void> = { kind: 'ok', value: undefined },
  ): Promise<string> {
    const client = stubClient({
      list: async (_access, organization) => {
        assert.equal(organization, 'harbour');
        looks += 1;
        return lists[Math.min(looks, lists.length) - 1] ?? assert.fail('nothing was to be listed');
      },
      revoke: async (_access, _organization, id) => {
        revoked.push(id);
        return answer;
      },
    });
    const later = (ms: number, run: () => void) => {
      clock.advance(ms);
      setImmediate(run);
      return () => {};
    };
    const error = await createLostCreates({ client, clock, later, log: createSilentLog() }).settle({
      ...CALL,
      ...some,
    });
    assert.equal(error.code, 'lost');
    return said(error);
  }

  const listed = (...pats: Pat[]) => ({ kind: 'ok', value: pats }) as const;
  const other = samplePat({ authorizationId: 'other', name: 'Server' });
  const mine = samplePat({ authorizationId: 'mine', createdAt: START + 2_000 });
  const older = samplePat({ authorizationId: 'older', createdAt: START - DAY, validTo: START + DAY });

  it('made no token when none of the name is listed, not even a moment later', async () => {
    assert.match(await settle([listed(other)]), /wasn’t created\. Try again/);
    assert.equal(looks, 2);
    assert.deepEqual(revoked, []);
  });

  it('is undone when the token is listed', async () => {
    assert.match(await settle([listed(other, mine, older)]), /was created.* revoked it again/);
    assert.deepEqual(revoked, ['mine']);
    assert.equal(looks, 1);
  });

  it('is undone when the token is listed a moment later', async () => {
    assert.match(await settle([listed(other), listed(other, mine)]), /was created.* revoked it again/);
    assert.deepEqual(revoked, ['mine']);
  });

  it('is undone when the token is gone by the time it is revoked', async () => {
    const gone = { kind: 'refused', error: 'authorizationNotFound' } as const;
    assert.match(await settle([listed(mine)], {}, gone), /was created.* revoked it again/);
  });

  it('is undone at once when the answer named the token', async () => {
    assert.match(await settle([], { authorizationId: 'named' }), /was created.* revoked it again/);
    assert.deepEqual(revoked, ['named']);
    assert.equal(looks, 0);
  });

  it('leaves an older token of the same name alone: it may be the one that is being replaced', async () => {
    assert.match(await settle([listed(older)]), /wasn’t created/);
    assert.deepEqual(revoked, []);
  });

  for (const [what, ms, found] of [
    ['5 seconds before the call', -5_000, true],
    ['longer before the call', -5_001, false],
    ['by a clock 5 seconds ahead', 15_000, true],
    ['by a clock further ahead', 15_001, false],
  ] as const) {
    it(`${found ? 'finds' : 'does not touch'} a token made ${what}`, async () => {
      await settle([listed(samplePat({ createdAt: START + ms, validTo: START + DAY })), listed()]);
      assert.equal(revoked.length, found ? 1 : 0);
    });
  }

  describe('can’t be told', () => {
    const unknown = /may exist\. Find it .* revoke it/;

    it('when the tokens can’t be listed', async () => {
      for (const failure of [LOST, { kind: 'signed-out' }, { kind: 'throttled', retryAfterMs: 1 }] as const) {
        looks = 0;
        assert.match(await settle([failure]), unknown);
        assert.match(await settle([listed(), failure]), unknown);
      }
    });

    it('when the token is not revoked', async () => {
      assert.match(await settle([listed(mine)], {}, LOST), unknown);
      assert.match(await settle([], { authorizationId: 'named' }, { kind: 'forbidden' }), unknown);
    });

    it('when two could be it, and none is touched', async () => {
      assert.match(await settle([listed(mine, samplePat({ authorizationId: 'twin' }))]), unknown);
      assert.deepEqual(revoked, []);
    });

    it('when one has the very end that was asked for and another time', async () => {
      assert.match(await settle([listed(samplePat({ createdAt: START + DAY }))]), unknown);
      assert.deepEqual(revoked, []);
    });
  });
});
