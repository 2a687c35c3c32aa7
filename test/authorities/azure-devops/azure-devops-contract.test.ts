import assert from 'node:assert/strict';
import {
  type AzureDevOpsClient,
  createAzureDevOpsClient,
} from '../../../src/authorities/azure-devops/azure-devops-client.ts';
import type { Outcome } from '../../../src/authorities/azure-devops/outcome.ts';
import { createFakeAzureDevOps } from '../../support/fake-azure-devops/fake-azure-devops.ts';
import type { FakeAzureDevOps } from '../../support/fake-azure-devops/fake-azure-devops-types.ts';
import { fakePerson } from '../../support/fake-entra/fake-people.ts';
import { createFixedClock, DAY, type FixedClock, HOUR } from '../../support/fixed-clock.ts';
import { createSilentLog } from '../../support/silent-log.ts';

const OWN = ['vso.pats', 'vso.pats_manage', 'vso.profile'];
const ADMIN = ['vso.tokenadministration', 'vso.graph'];

describe('the Azure DevOps client, held against the published contract', () => {
  let clock: FixedClock;
  let service: FakeAzureDevOps;
  let client: AzureDevOpsClient;

  beforeEach(async () => {
    clock = createFixedClock();
    service = await createFakeAzureDevOps({ clock });
    const { url } = service;
    const { later } = clock;
    client = createAzureDevOpsClient({
      url,
      profileUrl: url,
      clock,
      later,
      log: createSilentLog(),
      timeoutMs: HOUR,
      maxConcurrent: 4,
    });
  });

  afterEach(() => service.close());

  function given<T>(outcome: Outcome<T>): T {
    if (outcome.kind !== 'ok') return assert.fail(JSON.stringify(outcome));
    return outcome.value;
  }

  it('asks and is answered as it says, whatever it is used for', async () => {
    const access = service.accessToken('ada', { scopes: OWN });
    const admin = service.accessToken('ada', { scopes: ADMIN });
    const [first] = given(await client.organizations(access));
    const harbour = first?.name ?? assert.fail();
    const request = { name: 'Büro “1”', scopes: ['vso.code', 'vso.wiki'], validTo: clock.now() + DAY };
    const { pat } = given(await client.create(access, harbour, request));
    assert.deepEqual(given(await client.get(access, harbour, pat.authorizationId)), pat);
    assert.deepEqual(pat.organizationIds, [first?.id]);
    assert.equal(pat.createdAt, clock.now());
    const { authorizationId } = pat;
    const change = { authorizationId, validTo: clock.now() + 2 * DAY };
    assert.deepEqual(given(await client.update(access, harbour, change)), {
      ...pat,
      validTo: change.validTo,
    });
    service.seedMany('ada', harbour, 130);
    assert.equal(given(await client.list(access, harbour)).length, 131);
    given(await client.revoke(access, harbour, authorizationId));
    assert.deepEqual(await client.revoke(access, harbour, authorizationId.replace(/\w/g, '0')), {
      kind: 'refused',
      error: 'authorizationNotFound',
    });

    service.addColleagues(harbour, 150);
    const { objectId } = fakePerson('ben');
    const { descriptor } = given(await client.findByObjectId(admin, harbour, objectId.toUpperCase()));
    assert.equal(descriptor, service.descriptorOf('ben'));
    assert.equal(given(await client.findPerson(admin, harbour, descriptor)).originId, objectId);
    assert.deepEqual(
      given(await client.searchPeople(admin, harbour, 'be')).map((person) => person.descriptor),
      [descriptor],
    );
    service.seedMany('ben', harbour, 120);
    const theirs = given(await client.tokensOf(admin, harbour, descriptor));
    assert.equal(theirs.length, 120);
    const two = theirs.slice(0, 2).map((one) => one.authorizationId);
    given(await client.revokeAny(admin, harbour, two));
    clock.advance(HOUR);
    const revoked = service.tokens('ben').filter(({ revokedAt }) => revokedAt !== undefined);
    assert.deepEqual(revoked.map((token) => token.authorizationId).sort(), two.sort());

    assert.deepEqual(service.problems, []);
    assert.deepEqual([...new Set(service.requests.map(({ operation }) => operation))].sort(), [
      'accounts',
      'admin-list',
      'admin-revoke',
      'create',
      'get',
      'graph-user',
      'graph-users',
      'list',
      'profile',
      'revoke',
      'subject-query',
      'update',
    ]);
  });

  it('reads a long list right while tokens come and go', async () => {
    service.set({ pageLimit: 10 });
    const seeded = service.seedMany('ada', 'harbour', 25);
    const sorted = seeded.toSorted((a, b) =>
      a.displayName.toLowerCase() < b.displayName.toLowerCase() ? -1 : 1,
    );
    const { fetch } = globalThis;
    let pages = 0;
    client = createAzureDevOpsClient({
      url: service.url,
      profileUrl: service.url,
      clock,
      later: clock.later,
      log: createSilentLog(),
      timeoutMs: HOUR,
      maxConcurrent: 1,
      fetch(...args) {
        pages += 1;
        // What was on the first page is gone, and the first page has something new.
        if (pages === 2) {
          service.revokeElsewhere(sorted[0]?.authorizationId ?? '');
          service.seed('ada', 'harbour', { displayName: '!' });
        }
        return fetch(...args);
      },
    });
    const listed = given(await client.list(service.accessToken('ada'), 'harbour'));
    assert.equal(pages, 3);
    assert.deepEqual(
      listed.map((pat) => pat.authorizationId),
      sorted.map((token) => token.authorizationId),
    );
    assert.deepEqual(service.problems, []);
  });

  it('is told apart: who may not administrate, and who is not known', async () => {
    const ben = service.accessToken('ben', { scopes: ADMIN });
    const ada = service.accessToken('ada', { scopes: ADMIN });
    const descriptor = service.descriptorOf('ada');
    assert.deepEqual(await client.tokensOf(ben, 'harbour', descriptor), { kind: 'forbidden' });
    assert.deepEqual(await client.revokeAny(ben, 'harbour', ['00000000-0000-4000-8000-000000000000']), {
      kind: 'forbidden',
    });
    assert.deepEqual(await client.tokensOf(ada, 'harbour', 'aad.nobody'), { kind: 'not-found' });
    assert.deepEqual(service.problems, []);
  });

  it('is refused with an access token of an application, or one that is over', async () => {
    const app = service.accessToken('ada', { claims: { idtyp: 'app', scp: undefined } });
    const old = service.accessToken('ada', { expiresIn: -1 });
    for (const access of [app, old, 'no-token'])
      assert.deepEqual(await client.list(access, 'harbour'), { kind: 'signed-out' });
    assert.ok(service.requests.every(({ operation }) => operation === 'list'));
  });
});
