import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import {
  type AzureDevOpsAuthority,
  createAzureDevOpsAuthority,
} from '../../../src/authorities/azure-devops/azure-devops-authority.ts';
import { createAzureDevOpsClient } from '../../../src/authorities/azure-devops/azure-devops-client.ts';
import { refusalOf } from '../../../src/authorities/azure-devops/pat-errors.ts';
import type { Actor, PersonId } from '../../../src/core/tokens/token.ts';
import type { Issued } from '../../../src/core/tokens/token-authority.ts';
import { refusal, sampleToken } from '../../core/samples.ts';
import { createFakeAzureDevOps } from '../../support/fake-azure-devops/fake-azure-devops.ts';
import type { FakeAzureDevOps } from '../../support/fake-azure-devops/fake-azure-devops-types.ts';
import { fakePerson } from '../../support/fake-entra/fake-people.ts';
import { createFixedClock, DAY, type FixedClock, HOUR, until } from '../../support/fixed-clock.ts';
import { said } from '../../support/said.ts';
import { PAT_TOKEN_ERRORS } from '../../support/schemas/pat-errors.ts';
import { createSilentLog } from '../../support/silent-log.ts';

const TIMEOUT_MS = 10_000;

describe('Azure DevOps as a token authority', () => {
  let clock: FixedClock;
  let service: FakeAzureDevOps;
  let authority: AzureDevOpsAuthority;
  let scopes: string[] | undefined;
  let refreshes = false;
  const log = createSilentLog();

  const actorOf = (key: string): Actor => {
    const { tenantId, objectId, name } = fakePerson(key);
    return { tenantId, objectId, name, locale: 'en', place: 'personal' };
  };
  const ada = actorOf('ada');
  const keyOf = (person: PersonId) =>
    service.people.find((one) => one.objectId === person.objectId)?.key ?? '';

  beforeEach(async () => {
    clock = createFixedClock();
    scopes = undefined;
    refreshes = false;
    service = await createFakeAzureDevOps({ clock });
    const { url } = service;
    /** Short waits take no time; the time-out goes by the clock. */
    const later = (ms: number, run: () => void) => {
      if (ms >= TIMEOUT_MS) return clock.later(ms, run);
      setImmediate(run);
      return () => {};
    };
    const client = createAzureDevOpsClient({
      url,
      profileUrl: url,
      clock,
      later,
      log,
      timeoutMs: TIMEOUT_MS,
      maxConcurrent: 4,
    });
    // One for each person and time, as from a cache of sign-ins.
    const kept = new Map<string, string>();
    const accessTokens = {
      forPerson: async (person: PersonId, options: { readonly fresh?: boolean } = {}) => {
        if (options.fresh === true && refreshes)
          return service.accessToken(keyOf(person), { claims: { uti: 'fresh' } });
        const key = `${keyOf(person)} ${clock.now()} ${scopes?.join(' ')}`;
        const token =
          kept.get(key) ?? service.accessToken(keyOf(person), scopes === undefined ? {} : { scopes });
        kept.set(key, token);
        return token;
      },
    };
    authority = createAzureDevOpsAuthority({ client, accessTokens, clock, log, later });
  });

  // Whatever a test asked for, and whatever the fake answered, was within the published contract.
  afterEach(async () => {
    await service.close();
    assert.deepEqual(service.problems, []);
    assert.ok(service.requests.length > 0);
  });

  const request = (some: object = {}) => ({
    name: 'Laptop',
    organization: 'harbour',
    scopes: ['vso.code_write', 'vso.packaging'],
    validTo: clock.now() + 90 * DAY,
    ...some,
  });
  const issue = (some: object = {}): Promise<Issued> => authority.issue(ada, request(some));
  const tokenOf = ({ externalId, validTo }: Issued, organization = 'harbour') =>
    sampleToken({ authority: 'azure-devops', organization, validTo, ...(externalId && { externalId }) });
  const operations = () => service.requests.map(({ operation }) => operation);

  describe("a person's organizations", () => {
    it('are those of Azure DevOps, asked for once in five minutes', async () => {
      const organizations = await authority.organizations(ada);
      assert.deepEqual(organizations, [
        { authority: 'azure-devops', id: 'harbour', name: 'harbour' },
        { authority: 'azure-devops', id: 'lighthouse', name: 'lighthouse' },
      ]);
      clock.advance(5 * 60_000 - 1);
      await authority.organizations(ada);
      assert.deepEqual(operations(), ['profile', 'accounts']);
      clock.advance(1);
      await authority.organizations(ada);
      assert.equal(service.requests.length, 4);
    });

    it('are asked for again after a sign-out', async () => {
      await authority.organizations(ada);
      authority.forget(ada);
      await authority.organizations(ada);
      assert.equal(service.requests.length, 4);
    });

    it('are none for who is in none', async () => {
      assert.deepEqual(await authority.organizations(actorOf('dana')), []);
    });
  });

  describe('issues a token', () => {
    it('whose secret works, and gives its id and end', async () => {
      const issued = await issue();
      assert.ok(service.isUsable(issued.secret.reveal()));
      assert.equal(issued.validTo, clock.now() + 90 * DAY);
      const [token] = service.tokens('ada');
      assert.equal(issued.externalId, token?.authorizationId);
      assert.equal(token?.scope, 'vso.code_write vso.packaging');
      assert.deepEqual(service.requests.at(-1)?.body, {
        displayName: 'Laptop',
        scope: 'vso.code_write vso.packaging',
        validTo: '2026-04-15T09:30:00.000Z',
        allOrgs: false,
      });
    });

    it('with the end that the tenant allows', async () => {
      service.set({ maxLifespanDays: 30 });
      assert.equal((await issue()).validTo, clock.now() + 30 * DAY);
    });

    it('not where its policies forbid it', async () => {
      service.set({ maxLifespanDays: 30, lifespanPolicy: 'refuse', fullScopeRefused: true });
      assert.match(said(await refusal(() => issue())), /longer than your tenant allows/);
      const full = await refusal(() => issue({ scopes: ['app_token'], validTo: clock.now() + DAY }));
      assert.match(said(full), /full access/);
      service.set({ creationRestricted: ['harbour'] });
      assert.match(said(await refusal(() => issue())), /restricts who may create/);
      assert.equal(service.tokens('ada').length, 0);
    });

    for (const name of [...PAT_TOKEN_ERRORS.filter((published) => published !== 'none'), 'notSeenBefore']) {
      it(`not after ${name}, and says why`, async () => {
        for (const status of [200, 400]) {
          service.failNext('create', { kind: 'pat-error', error: name, status });
          const error = await refusal(() => issue());
          assert.equal(said(error), said(refusalOf(name)));
        }
      });
    }
  });

  describe('an issue whose answer is lost', () => {
    it('is told as not made when it was not', async () => {
      service.seed('ada', 'harbour', { displayName: 'Laptop', validFrom: clock.now() - DAY });
      service.failNext('create', { kind: 'reset', when: 'before' });
      const error = await refusal(() => issue());
      assert.equal(error.code, 'lost');
      assert.match(said(error), /wasn’t created/);
      assert.equal(service.tokens('ada').filter(({ revokedAt }) => revokedAt === undefined).length, 1);
    });

    for (const kind of ['reset', 'cut', 'garbage'] as const) {
      it(`is undone after ${kind}`, async () => {
        service.seedMany('ada', 'harbour', 250);
        service.seed('ada', 'harbour', { displayName: 'Laptop', validFrom: clock.now() - DAY });
        service.failNext('create', kind === 'reset' ? { kind, when: 'after' } : { kind });
        const error = await refusal(() => issue());
        assert.equal(error.code, 'lost');
        assert.match(said(error), /was created.* revoked it again/);
        const laptops = service.tokens('ada').filter(({ displayName }) => displayName === 'Laptop');
        assert.deepEqual(
          laptops.map(({ revokedAt }) => revokedAt),
          [undefined, clock.now()],
        );
      });
    }

    it('is undone when it took too long', async () => {
      service.failNext('create', { kind: 'hang', when: 'after' });
      const error = refusal(() => issue());
      await until(() => service.requests.length === 1);
      clock.advance(TIMEOUT_MS);
      assert.match(said(await error), /was created.* revoked it again/);
      assert.equal(service.tokens('ada')[0]?.revokedAt, clock.now());
    });

    it('is told as open when nobody can say', async () => {
      service.failNext('create', { kind: 'reset', when: 'after' });
      service.failNext('list', { kind: 'status', status: 500 }, { kind: 'status', status: 500 });
      const error = await refusal(() => issue());
      assert.equal(error.code, 'lost');
      assert.match(said(error), /may exist/);
    });
  });

  describe('renews a token', () => {
    it('and gives the end that was granted', async () => {
      const token = tokenOf(await issue());
      assert.equal(await authority.renew(ada, token, clock.now() + 180 * DAY), clock.now() + 180 * DAY);
      service.set({ maxLifespanDays: 120 });
      assert.equal(await authority.renew(ada, token, clock.now() + 360 * DAY), clock.now() + 120 * DAY);
    });

    it('to an earlier end, keeping everything else', async () => {
      const issued = await issue();
      assert.equal(await authority.renew(ada, tokenOf(issued), clock.now() + HOUR), clock.now() + HOUR);
      const [token] = service.tokens('ada');
      assert.equal(token?.displayName, 'Laptop');
      assert.equal(token?.scope, 'vso.code_write vso.packaging');
      assert.ok(service.isUsable(issued.secret.reveal()));
    });

    it('not when it has expired or is gone', async () => {
      const token = tokenOf(await issue({ validTo: clock.now() + DAY }));
      clock.advance(2 * DAY);
      const expired = await refusal(() => authority.renew(ada, token, clock.now() + DAY));
      assert.equal(expired.code, 'not-active');
      const other = tokenOf(await issue());
      service.revokeElsewhere(other.externalId ?? '');
      const gone = await refusal(() => authority.renew(ada, other, clock.now() + DAY));
      assert.equal(gone.code, 'not-found');
    });

    it('and finds the new end when the answer is lost', async () => {
      const token = tokenOf(await issue());
      service.failNext('update', { kind: 'reset', when: 'after' });
      assert.equal(await authority.renew(ada, token, clock.now() + 9 * DAY), clock.now() + 9 * DAY);
      service.failNext('update', { kind: 'reset', when: 'before' });
      const old = { ...token, validTo: clock.now() + 9 * DAY };
      const error = await refusal(() => authority.renew(ada, old, clock.now() + 30 * DAY));
      assert.match(said(error), /keeps its end/);
    });
  });

  describe('revokes a token', () => {
    for (const status of [200, 204] as const) {
      it(`when the answer is ${status}`, async () => {
        service.set({ revokeStatus: status });
        const issued = await issue();
        await authority.revoke(ada, tokenOf(issued));
        assert.ok(!service.isUsable(issued.secret.reveal()));
      });
    }

    it('that is gone already', async () => {
      const token = tokenOf(await issue());
      await authority.revoke(ada, token);
      await authority.revoke(ada, token);
      await authority.revoke(ada, { ...token, externalId: '00000000-0000-4000-8000-000000000000' });
    });

    it('whose answer is lost, and says when it still works', async () => {
      const token = tokenOf(await issue());
      service.failNext('revoke', { kind: 'reset', when: 'before' });
      assert.match(said(await refusal(() => authority.revoke(ada, token))), /still works/);
      service.failNext('revoke', { kind: 'reset', when: 'after' });
      await authority.revoke(ada, token);
    });

    it('not where the organization is gone: it may have another name now', async () => {
      const token = tokenOf(await issue(), 'harbor');
      const error = await refusal(() => authority.revoke(ada, token));
      assert.equal(error.code, 'not-found');
      assert.match(said(error), /organization/);
    });

    it('not without the id that Azure DevOps gave it', async () => {
      await authority.organizations(ada);
      const unknown = sampleToken({ authority: 'azure-devops', organization: 'harbour' });
      assert.equal((await refusal(() => authority.revoke(ada, unknown))).code, 'not-found');
    });
  });

  describe('lists tokens', () => {
    it('of all organizations and pages, each once', async () => {
      service.set({ lastPage: 'null' });
      service.seedMany('ada', 'harbour', 250);
      service.seed('ada', 'lighthouse', { displayName: 'Microsoft Teams Integration' });
      service.seed('ada', 'harbour', { displayName: 'Everything', everywhere: true });
      service.seed('ada', 'harbour', { displayName: 'Old', revokedAt: clock.now() });
      const { tokens, complete, failed } = await authority.list(ada);
      assert.equal(tokens.length, 252);
      assert.equal(new Set(tokens.map(({ externalId }) => externalId)).size, 252);
      assert.deepEqual(complete, ['harbour', 'lighthouse']);
      assert.deepEqual(failed, []);
      assert.equal(tokens.find(({ name }) => name === 'Everything')?.everywhere, true);
      const teams = tokens.find(({ organization }) => organization === 'lighthouse');
      assert.equal(teams?.madeBy, 'Azure DevOps integration in Teams');
    });

    it('as far as it can, and says where it could not', async () => {
      service.seed('ada', 'harbour', {});
      service.seed('ada', 'lighthouse', {});
      await authority.organizations(ada);
      service.failNext('list', { kind: 'status', status: 403 });
      const { tokens, complete, failed } = await authority.list(ada);
      assert.equal(tokens.length, 1);
      assert.equal(complete.length, 1);
      assert.equal(failed.length, 1);
    });
  });

  describe('asks for a sign-in', () => {
    for (const status of [200, 203, 302, 401] as const) {
      it(`when a page to sign in comes with ${status}`, async () => {
        service.failNext('create', { kind: 'sign-in-page', status });
        const error = await refusal(() => issue());
        assert.equal(error.code, 'sign-in-needed');
        assert.deepEqual(error.signIn, {});
        assert.ok(service.requests.every(({ operation }) => operation !== 'unknown'));
      });
    }

    it('with the claims of a challenge', async () => {
      const claims = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}';
      service.failNext('create', { kind: 'claims-challenge', claims });
      assert.deepEqual((await refusal(() => issue())).signIn, { claims });
      service.revokeSessions('ada');
      const listing = await refusal(() => authority.list(ada));
      assert.equal(listing.code, 'sign-in-needed');
      assert.match(listing.signIn?.claims ?? '', /nbf/);
    });

    for (const scope of ['vso.pats', 'vso.pats_manage']) {
      it(`when ${scope} is all that was consented to`, async () => {
        scopes = [scope, 'vso.profile'];
        assert.equal((await refusal(() => issue())).code, 'sign-in-needed');
      });
    }

    it('not where the person is no member: a sign-in would not help', async () => {
      const ben = actorOf('ben');
      const error = await refusal(() => authority.issue(ben, request({ organization: 'lighthouse' })));
      assert.equal(error.code, 'refused');
      assert.match(said(error), /are no longer a member/);
    });

    it('not where the person was a member until a moment ago', async () => {
      await authority.organizations(ada);
      service.failNext('create', { kind: 'sign-in-page', status: 401 });
      service.failNext('accounts', { kind: 'status', status: 200, body: '{"count":0,"value":[]}' });
      assert.match(said(await refusal(() => issue())), /are no longer a member/);
    });
  });

  describe('when Azure DevOps asks for a pause', () => {
    it('says how long', async () => {
      service.failNext('create', { kind: 'status', status: 429, retryAfter: 40 });
      const error = await refusal(() => issue());
      assert.equal(error.code, 'throttled');
      assert.match(said(error), /40 seconds/);
    });

    it('takes the answer that came late, and waits with the next', async () => {
      service.failNext('create', { kind: 'slowed', retryAfter: 30 });
      const issued = await issue();
      assert.ok(service.isUsable(issued.secret.reveal()));
      assert.match(said(await refusal(() => issue({ name: 'Next' }))), /30 seconds/);
      clock.advance(30_000);
      await issue({ name: 'Next' });
      assert.deepEqual(operations(), ['create', 'create']);
    });
  });

  describe('when an access token is refused before its time', () => {
    it('is asked once more with a fresh one, and makes one token', async () => {
      refreshes = true;
      service.failNext('create', { kind: 'sign-in-page', status: 203 });
      const issued = await issue();
      assert.ok(service.isUsable(issued.secret.reveal()));
      assert.equal(service.tokens('ada').filter(({ displayName }) => displayName === 'Laptop').length, 1);
    });

    it('says that a sign-in is needed when the fresh one is refused as well', async () => {
      refreshes = true;
      service.failNext(
        'create',
        { kind: 'sign-in-page', status: 203 },
        { kind: 'sign-in-page', status: 203 },
      );
      assert.equal((await refusal(() => issue())).code, 'sign-in-needed');
    });
  });

  it('keeps secrets and access tokens out of the log', async () => {
    const { secret } = await issue();
    service.failNext('create', { kind: 'garbage' });
    await refusal(() => issue({ name: 'Lost' }));
    const shown = inspect(log.lines, { depth: 9 });
    assert.ok(shown.includes('taken-back'));
    assert.ok(!shown.includes(secret.reveal()));
    assert.doesNotMatch(shown, /JQQJ99|eyJ/);
  });
});
