import assert from 'node:assert/strict';
import { createFixedClock, DAY, type FixedClock } from '../fixed-clock.ts';
import { PAT_TOKEN_ERRORS } from '../schemas/pat-errors.ts';
import { createAsk, errorOf, wirePage, wireResult } from './ask-azure-devops.ts';
import { createFakeAzureDevOps } from './fake-azure-devops.ts';
import type { FakeAzureDevOps } from './fake-azure-devops-types.ts';

describe('the fake Azure DevOps, for tokens', () => {
  let clock: FixedClock;
  let fake: FakeAzureDevOps;
  let asks: ReturnType<typeof createAsk>;

  beforeEach(async () => {
    clock = createFixedClock();
    fake = await createFakeAzureDevOps({ clock });
    asks = createAsk(fake);
  });
  afterEach(() => fake.close());

  const made = async (body = {}) => {
    const { patToken } = wireResult.parse(await (await asks.create(body)).json());
    assert.ok(patToken?.token);
    return { ...patToken, secret: patToken.token };
  };
  const inDays = (days: number): string => new Date(clock.now() + days * DAY).toISOString();
  const update = (body: object) => asks.pats({ method: 'PUT', body });
  const revoke = (authorizationId: string) => asks.pats({ method: 'DELETE', query: { authorizationId } });
  const get = (authorizationId: string) => asks.pats({ query: { authorizationId } });
  const tryOut = async (secret: string, organization = 'harbour') => {
    const Authorization = `Basic ${Buffer.from(`anyone:${secret}`).toString('base64')}`;
    const answer = await fetch(`${fake.url}/${organization}/_apis/connectionData`, {
      headers: { Authorization },
    });
    return answer.status;
  };

  it('makes a token whose secret is shown once and works until it is revoked', async () => {
    const { secret, ...token } = await made({ scope: 'vso.code vso.build' });
    assert.match(secret, /^[A-Za-z0-9]{52}JQQJ99[A-Za-z0-9][A-L][A-Za-z0-9]{12}AAAAAZDO[A-Za-z0-9]{4}$/);
    assert.equal(token.scope, 'vso.code vso.build');
    assert.deepEqual(token.targetAccounts, [fake.organizations[0]?.id]);
    assert.match(token.validTo, /^2026-02-15T00:00:00\.\d{7}Z$/);
    assert.equal(wireResult.parse(await (await get(token.authorizationId)).json()).patToken?.token, null);
    assert.deepEqual([await tryOut(secret), await tryOut(secret, 'lighthouse')], [200, 401]);
    const revoked = await revoke(token.authorizationId);
    assert.deepEqual([revoked.status, await revoked.text()], [204, '']);
    assert.equal(await tryOut(secret), 401);
    assert.equal((await revoke(token.authorizationId)).status, 204);
    assert.deepEqual(fake.problems, []);
    assert.equal(JSON.stringify([fake.requests, fake.tokens('ada')]).includes(secret), false);
  });

  it('lets a token end at its end', async () => {
    const { secret } = await made();
    assert.equal(fake.isUsable(secret), true);
    clock.advance(40 * DAY);
    assert.equal(fake.isUsable(secret), false);
    assert.equal(await tryOut(secret), 401);
  });

  it('changes name, scope and end, and never the secret', async () => {
    const { authorizationId, secret } = await made();
    const answer = await update({
      authorizationId,
      displayName: 'renamed',
      scope: 'vso.build',
      validTo: inDays(90),
    });
    const { patToken } = wireResult.parse(await answer.json());
    assert.deepEqual(
      [patToken?.displayName, patToken?.scope, patToken?.token],
      ['renamed', 'vso.build', null],
    );
    assert.equal(fake.tokens('ada')[0]?.validTo, clock.now() + 90 * DAY);
    assert.equal(fake.isUsable(secret), true);
  });

  it("moves an end beyond the tenant's maximum to it: from now for new tokens, from their start for others", async () => {
    fake.set({ maxLifespanDays: 30 });
    const { authorizationId } = await made({ validTo: inDays(200) });
    assert.equal(fake.tokens('ada')[0]?.validTo, clock.now() + 30 * DAY);
    clock.advance(10 * DAY);
    await update({ authorizationId, validTo: inDays(30) });
    assert.equal(fake.tokens('ada')[0]?.validTo, clock.now() + 20 * DAY);
  });

  it('refuses by its own rules', async () => {
    const bodies: readonly (readonly [object, string])[] = [
      [{ displayName: ' ' }, 'displayNameRequired'],
      [{ displayName: 'x'.repeat(256) }, 'invalidDisplayName'],
      [{ validTo: inDays(0) }, 'invalidValidTo'],
      [{ validTo: inDays(400) }, 'invalidValidTo'],
      [{ validTo: 'soon' }, 'invalidValidTo'],
      [{ scope: 'vso.nonsense' }, 'invalidScope'],
      [{ scope: 'vso.pats' }, 'invalidScope'],
      [{ scope: 'app_token vso.code' }, 'invalidScope'],
      [{ scope: '' }, 'invalidScope'],
      [{ allOrgs: true }, 'globalPATCreationBlocked'],
    ];
    for (const [body, error] of bodies) assert.equal(await errorOf(await asks.create(body)), error);
    fake.set({
      globalTokens: 'policy',
      fullScopeRefused: true,
      maxLifespanDays: 30,
      lifespanPolicy: 'refuse',
    });
    assert.equal(await errorOf(await asks.create({ allOrgs: true })), 'globalPatPolicyViolation');
    assert.equal(await errorOf(await asks.create({ scope: 'app_token' })), 'fullScopePatPolicyViolation');
    assert.equal(await errorOf(await asks.create({ validTo: inDays(31) })), 'patLifespanPolicyViolation');
    fake.set({ creationRestricted: ['harbour'] });
    assert.equal(await errorOf(await asks.create()), 'disablePatCreationPolicyViolation');
    assert.equal(fake.tokens('ada').length, 0);
  });

  it('refuses changes of what is expired, revoked, unknown or of others', async () => {
    const [expired] = fake.seed('ada', 'harbour', { validTo: clock.now() - 1 });
    const [revoked] = fake.seed('ada', 'harbour', { revokedAt: clock.now() });
    const [others] = fake.seed('ben', 'harbour', {});
    const renew = async (authorizationId = '') =>
      errorOf(await update({ authorizationId, validTo: inDays(9) }));
    assert.equal(await renew(expired?.authorizationId), 'expiredPatCannotBeExtended');
    assert.equal(await renew(revoked?.authorizationId), 'authorizationNotFound');
    assert.equal(await renew(others?.authorizationId), 'authorizationNotFound');
    assert.equal(await renew('7'), 'invalidAuthorizationId');
    assert.equal(await errorOf(await get(others?.authorizationId ?? '')), 'authorizationNotFound');
    assert.equal((await revoke(others?.authorizationId ?? '')).status, 404);
    assert.equal(fake.tokens('ben')[0]?.revokedAt, undefined);
  });

  it('answers every error there is when told to, with a message where the version has one', async () => {
    for (const error of PAT_TOKEN_ERRORS.filter((one) => one !== 'none')) {
      fake.failNext('create', { kind: 'pat-error', error });
      assert.equal(await errorOf(await asks.create()), error);
    }
    fake.failNext('create', { kind: 'pat-error', error: 'brandNewError', status: 409, message: 'because' });
    const answer = await asks.create({}, { query: { 'api-version': '7.2-preview.1' } });
    assert.equal(answer.status, 409);
    assert.deepEqual(await answer.json(), {
      patToken: null,
      patTokenError: 'brandNewError',
      patTokenErrorMessage: 'because',
    });
    fake.set({ errorStatus: 400 });
    assert.equal((await asks.create({ scope: '' })).status, 400);
    assert.equal(fake.tokens('ada').length, 0);
  });

  async function listAll(query: Record<string, string>) {
    const pages: string[][] = [];
    let continuationToken = '';
    do {
      const more: Record<string, string> = continuationToken === '' ? {} : { continuationToken };
      const answer = await asks.pats({ query: { ...query, ...more } });
      const page = wirePage.parse(await answer.json());
      pages.push(page.patTokens.map(({ authorizationId }) => authorizationId));
      continuationToken = page.continuationToken ?? '';
    } while (continuationToken !== '');
    return pages;
  }

  it('lists 250 tokens over three pages, each once', async () => {
    const seeded = fake.seedMany('ada', 'harbour', 250).map(({ authorizationId }) => authorizationId);
    fake.seed('ada', 'lighthouse', {});
    const pages = await listAll({ $top: '100' });
    assert.deepEqual(
      pages.map((page) => page.length),
      [100, 100, 50],
    );
    assert.deepEqual(pages.flat().sort(), [...seeded].sort());
    fake.set({ lastPage: 'null', pageLimit: 30 });
    assert.equal((await listAll({})).length, 9);
    assert.deepEqual(fake.problems, []);
  });

  it('lists by state, in each order', async () => {
    const seeds = [
      { displayName: 'b', validFrom: 3 },
      { displayName: 'A', validFrom: 1, revokedAt: clock.now() },
      { displayName: 'c', validFrom: 2, validTo: clock.now() },
    ];
    const names = new Map(
      fake.seed('ada', 'harbour', ...seeds).map((one) => [one.authorizationId, one.displayName]),
    );
    const list = async (query: Record<string, string>) =>
      (await listAll({ $top: '1', ...query }))
        .flat()
        .map((id) => names.get(id))
        .join('');
    assert.equal(await list({}), 'b');
    assert.equal(await list({ displayFilterOption: 'revoked' }), 'A');
    assert.equal(await list({ displayFilterOption: 'expired' }), 'c');
    assert.equal(await list({ displayFilterOption: 'all', sortByOption: 'displayName' }), 'Abc');
    assert.equal(await list({ displayFilterOption: 'all', isSortAscending: 'false' }), 'bcA');
    assert.equal(await list({ displayFilterOption: 'all', sortByOption: 'status' }), 'bcA');
  });

  it('refuses a continuation token that is not of this list', async () => {
    fake.seedMany('ada', 'harbour', 5);
    const first = wirePage.parse(await (await asks.pats({ query: { $top: '2' } })).json());
    const continuationToken = first.continuationToken ?? '';
    const other = await asks.pats({ query: { continuationToken, displayFilterOption: 'all' } });
    assert.equal(other.status, 400);
    assert.equal((await asks.pats({ query: { continuationToken: 'made up' } })).status, 400);
    assert.equal((await asks.pats({ query: { $top: '0' } })).status, 400);
  });

  it('shows what was made, changed and revoked elsewhere', async () => {
    const [token] = fake.seed('ada', 'harbour', { displayName: 'git: https://x on PC', everywhere: true });
    assert.ok(token);
    const read = async (organization: string) =>
      wirePage.parse(await (await asks.pats({ organization })).json()).patTokens;
    assert.equal((await read('lighthouse'))[0]?.targetAccounts, null);
    fake.change(token.authorizationId, { displayName: 'another', validTo: clock.now() + DAY });
    assert.equal((await read('harbour'))[0]?.displayName, 'another');
    fake.revokeElsewhere(token.authorizationId);
    assert.deepEqual(await read('harbour'), []);
  });
});
