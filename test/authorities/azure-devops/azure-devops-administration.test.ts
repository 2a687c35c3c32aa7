import assert from 'node:assert/strict';
import {
  type AzureDevOpsAdministration,
  createAzureDevOpsAdministration,
} from '../../../src/authorities/azure-devops/azure-devops-administration.ts';
import type { AzureDevOpsClient } from '../../../src/authorities/azure-devops/azure-devops-client.ts';
import { type Failure, ok } from '../../../src/authorities/azure-devops/outcome.ts';
import type { Person } from '../../../src/authorities/azure-devops/wire.ts';
import { signInNeeded } from '../../../src/core/tokens/refusals.ts';
import { createFixedClock } from '../../support/fixed-clock.ts';
import { samplePat, stubClient } from './stub-client.ts';

const CLEO = { tenantId: 'tenant', objectId: 'cleo' };
const GUID = '00000000-0000-4000-8000-00000000000A';
const BEN: Person = {
  descriptor: 'aad.ben',
  origin: 'aad',
  originId: GUID,
  name: 'Ben Ito',
  email: 'ben@example.com',
};
const SERVICE: Person = { ...BEN, descriptor: 'svc.build', origin: 'vsts' };

describe('the token administration of Azure DevOps', () => {
  let fresh: boolean[];
  let failing: unknown;

  function administration(some: Partial<AzureDevOpsClient>): AzureDevOpsAdministration {
    const clock = createFixedClock();
    const organizations = async () => ok([{ id: 'org-harbour', name: 'harbour' }]);
    return createAzureDevOpsAdministration({
      client: stubClient({ organizations, ...some }),
      accessTokens: {
        async forPerson(_person, { fresh: isFresh = false } = {}) {
          if (failing !== undefined) throw failing;
          fresh.push(isFresh);
          return isFresh ? 'fresh' : 'kept';
        },
      },
      clock,
      later: clock.later,
    });
  }

  beforeEach(() => {
    fresh = [];
    failing = undefined;
  });

  const revoking = (failure: Failure) =>
    administration({ revokeAny: async () => failure }).revoke(CLEO, 'harbour', ['a']);

  it('says in words of its own what the service’s answers mean', async () => {
    const failures: readonly (readonly [Failure, object])[] = [
      [
        { kind: 'forbidden' },
        { reason: 'refused.not-token-administrator', facts: { organization: 'harbour' } },
      ],
      [{ kind: 'not-found' }, { reason: 'not-found.member', facts: { organization: 'harbour' } }],
      [{ kind: 'throttled', retryAfterMs: 5000 }, { reason: 'throttled.seconds' }],
      [{ kind: 'unavailable', reason: 'x' }, { reason: 'unreachable.azure-devops' }],
      [{ kind: 'lost', reason: 'x' }, { reason: 'lost.maybe-not-revoked' }],
      [{ kind: 'signed-out' }, { code: 'authority-sign-in-needed' }],
      [
        { kind: 'claims', claims: '{}' },
        { code: 'authority-sign-in-needed', signIn: { claims: '{}' } },
      ],
    ];
    for (const [failure, expected] of failures) await assert.rejects(revoking(failure), expected);
  });

  it('asks for its own sign-in, and not for that for one’s own tokens', async () => {
    failing = signInNeeded('{"a":1}');
    await assert.rejects(revoking({ kind: 'forbidden' }), {
      code: 'authority-sign-in-needed',
      signIn: { claims: '{"a":1}' },
    });
  });

  it('tries once more with a fresh access token, and no more often', async () => {
    const asked: string[] = [];
    const revokeAny: AzureDevOpsClient['revokeAny'] = async (accessToken) => {
      asked.push(accessToken);
      return accessToken === 'kept' ? { kind: 'forbidden' } : ok(undefined);
    };
    await administration({ revokeAny }).revoke(CLEO, 'harbour', ['a']);
    assert.deepEqual(asked, ['kept', 'fresh']);
    fresh = [];
    await assert.rejects(revoking({ kind: 'forbidden' }));
    assert.deepEqual(fresh, [false, true]);
  });

  it('finds people of Microsoft Entra alone, by words or by object id', async () => {
    const there = administration({
      searchPeople: async () => ok([BEN, SERVICE, { ...BEN, originId: 'none' }]),
      findByObjectId: async (_token, _organization, id) => (id === GUID ? ok(BEN) : { kind: 'not-found' }),
      findPerson: async (_token, _organization, key) => ok(key === 'aad.ben' ? BEN : SERVICE),
      peoplePage: async () => ok({ items: [SERVICE, BEN], next: 'more' }),
    });
    const ben = { key: 'aad.ben', objectId: GUID.toLowerCase(), name: 'Ben Ito', email: 'ben@example.com' };
    assert.deepEqual(await there.search(CLEO, 'harbour', 'ben'), [ben]);
    assert.deepEqual(await there.search(CLEO, 'harbour', GUID), [ben]);
    assert.deepEqual(await there.search(CLEO, 'harbour', GUID.replace('A', 'b')), []);
    assert.deepEqual(await there.member(CLEO, 'harbour', 'aad.ben'), ben);
    await assert.rejects(there.member(CLEO, 'harbour', 'svc.build'), { reason: 'not-found.member' });
    assert.deepEqual(await there.members(CLEO, 'harbour'), { members: [ben], next: 'more' });
  });

  it('gives tokens with the organization as the service spells it, and whether they are valid', async () => {
    const pats = [
      { ...samplePat(), isValid: true },
      { ...samplePat({ authorizationId: 'id-2', organizationIds: undefined }), isValid: false },
    ];
    const there = administration({ tokensOf: async () => ok(pats) });
    const tokens = await there.tokensOf(CLEO, 'HARBOUR', 'aad.ben');
    assert.deepEqual(
      tokens.map(({ externalId, organization, everywhere, isValid }) => [
        externalId,
        organization,
        everywhere,
        isValid,
      ]),
      [
        ['id-1', 'harbour', false, true],
        ['id-2', 'harbour', true, false],
      ],
    );
    await assert.rejects(there.tokensOf(CLEO, 'quay', 'aad.ben'), { code: 'unknown-organization' });
  });

  it('revokes many in several requests', async () => {
    const sizes: number[] = [];
    const revokeAny: AzureDevOpsClient['revokeAny'] = async (_token, _organization, ids) => {
      sizes.push(ids.length);
      return ok(undefined);
    };
    const ids = Array.from({ length: 120 }, (_, index) => String(index));
    await administration({ revokeAny }).revoke(CLEO, 'harbour', ids);
    assert.deepEqual(sizes, [50, 50, 20]);
  });
});
