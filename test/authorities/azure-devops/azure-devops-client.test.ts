import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import {
  type AzureDevOpsClient,
  type AzureDevOpsClientDeps,
  createAzureDevOpsClient,
} from '../../../src/authorities/azure-devops/azure-devops-client.ts';
import { correlationId, withCorrelation } from '../../../src/core/correlation.ts';
import { createFixedClock, DAY, START } from '../../support/fixed-clock.ts';
import { createSilentLog } from '../../support/silent-log.ts';
import { type ScriptedService, startScriptedService, wirePat } from './scripted-service.ts';

const ID = '4ab5914b-6fb5-4e2b-8a34-1d3c1e5f0a11';
const ACCESS = 'access-token-nobody-may-see';
const SECRET = 'secret-nobody-may-see';

describe('the Azure DevOps client', () => {
  let service: ScriptedService;
  let client: AzureDevOpsClient;
  const log = createSilentLog();

  function connect(some: Partial<AzureDevOpsClientDeps> = {}): AzureDevOpsClient {
    const { url } = service;
    const clock = createFixedClock();
    const { later } = clock;
    return createAzureDevOpsClient({
      url: `${url}/`,
      profileUrl: url,
      clock,
      later,
      log,
      timeoutMs: 9,
      maxConcurrent: 4,
      ...some,
    });
  }

  beforeEach(async () => {
    service = await startScriptedService();
    client = connect();
  });

  afterEach(() => service.close());

  const page = (next: string | null, ...ids: string[]) => ({
    body: {
      continuationToken: next,
      patTokens: ids.map((id) => wirePat({ authorizationId: id, displayName: id })),
    },
  });

  it('says with every call who asks, what it takes, and that it follows no page', async () => {
    service.answers({ body: { patToken: wirePat(), patTokenError: 'none' } });
    await client.get(ACCESS, 'harbour', ID);
    const { headers } = service.seen[0] ?? assert.fail();
    assert.equal(headers.authorization, `Bearer ${ACCESS}`);
    assert.equal(headers.accept, 'application/json');
    assert.equal(headers['x-tfs-fedauthredirect'], 'Suppress');
  });

  it('bears the correlation id of the work that it belongs to, in all its calls', async () => {
    for (let i = 0; i < 2; i += 1) service.answers({ body: { patToken: wirePat(), patTokenError: 'none' } });
    const id = await withCorrelation(async () => {
      await client.get(ACCESS, 'harbour', ID);
      await client.get(ACCESS, 'harbour', ID);
      return correlationId();
    });
    assert.ok(id !== undefined);
    assert.deepEqual(
      service.seen.map(({ headers }) => headers['x-tfs-session']),
      [id, id],
    );
  });

  it('asks for organizations with the id of the profile', async () => {
    service.answers({ body: { id: 'me-1' } });
    service.answers({ body: { count: 1, value: [{ accountId: 'AB', accountName: 'harbour' }] } });
    assert.deepEqual(await client.organizations(ACCESS), {
      kind: 'ok',
      value: [{ id: 'ab', name: 'harbour' }],
    });
    const shown = service.seen.map(({ method, path, query }) => ({ method, path, query }));
    assert.deepEqual(shown, [
      { method: 'GET', path: '/_apis/profile/profiles/me', query: { 'api-version': '7.1' } },
      { method: 'GET', path: '/_apis/accounts', query: { memberId: 'me-1', 'api-version': '7.1' } },
    ]);
  });

  it('does not ask for organizations when there is no profile', async () => {
    service.answers({ status: 401 });
    assert.deepEqual(await client.organizations(ACCESS), { kind: 'signed-out' });
    assert.equal(service.seen.length, 1);
  });

  it('creates a token for one organization and gives its secret and the end that was granted', async () => {
    const granted = wirePat({ token: SECRET, validTo: '2026-02-14T09:30:00Z' });
    service.answers({ body: { patToken: granted, patTokenError: 'none' } });
    const request = { name: 'Laptop', scopes: ['vso.code', 'vso.packaging'], validTo: START + 90 * DAY };
    const outcome = await client.create(ACCESS, 'harbour', request);
    assert.ok(outcome.kind === 'ok');
    assert.equal(outcome.value.secret.reveal(), SECRET);
    assert.equal(outcome.value.pat.validTo, START + 30 * DAY);
    const { method, path, query, body, headers } = service.seen[0] ?? assert.fail();
    assert.equal(`${method} ${path}`, 'POST /harbour/_apis/tokens/pats');
    assert.deepEqual(query, { 'api-version': '7.1-preview.1' });
    assert.equal(headers['content-type'], 'application/json');
    assert.deepEqual(body, {
      displayName: 'Laptop',
      scope: 'vso.code vso.packaging',
      validTo: '2026-04-15T09:30:00.000Z',
      allOrgs: false,
    });
  });

  it('calls a token without a secret lost, and names it', async () => {
    service.answers({ body: { patToken: wirePat(), patTokenError: 'none' } });
    const outcome = await client.create(ACCESS, 'harbour', { name: 'x', scopes: [], validTo: START });
    assert.equal(outcome.kind, 'lost');
    assert.equal(outcome.kind === 'lost' && outcome.authorizationId, ID);
  });

  it('moves the end of a token and changes nothing else', async () => {
    service.answers({ body: { patToken: wirePat(), patTokenError: 'none' } });
    const outcome = await client.update(ACCESS, 'harbour', { authorizationId: ID, validTo: START + DAY });
    assert.equal(outcome.kind === 'ok' && outcome.value.validTo, START + 90 * DAY);
    assert.equal(service.seen[0]?.method, 'PUT');
    assert.deepEqual(service.seen[0]?.body, { authorizationId: ID, validTo: '2026-01-16T09:30:00.000Z' });
  });

  for (const status of [200, 204]) {
    it(`revokes a token with an empty ${status}`, async () => {
      service.answers((response) => {
        response.statusCode = status;
        response.end();
      });
      assert.deepEqual(await client.revoke(ACCESS, 'harbour', ID), { kind: 'ok', value: undefined });
      const { method, path, query, body } = service.seen[0] ?? assert.fail();
      assert.equal(`${method} ${path}`, 'DELETE /harbour/_apis/tokens/pats');
      assert.deepEqual(query, { 'api-version': '7.1-preview.1', authorizationId: ID });
      assert.equal(body, undefined);
    });
  }

  it('lists all pages with the same filters, and a token that moved between pages once', async () => {
    service.answers(page('p=2&x', 'a', 'b'), page('p3', 'b', 'c'), page(null, 'd'));
    const outcome = await client.list(ACCESS, 'harbour');
    assert.ok(outcome.kind === 'ok');
    assert.deepEqual(
      outcome.value.map(({ name }) => name),
      ['a', 'b', 'c', 'd'],
    );
    const filters = {
      'api-version': '7.1-preview.1',
      displayFilterOption: 'active',
      sortByOption: 'displayName',
      isSortAscending: 'true',
      $top: '100',
    };
    assert.deepEqual(
      service.seen.map(({ query }) => query),
      [filters, { ...filters, continuationToken: 'p=2&x' }, { ...filters, continuationToken: 'p3' }],
    );
  });

  it('gives no half list when a page fails', async () => {
    service.answers(page('2', 'a'), { status: 403 });
    assert.deepEqual(await client.list(ACCESS, 'harbour'), { kind: 'forbidden' });
  });

  it('gives up on a list that turns in circles', async () => {
    service.answers(page('1', 'a'), page('2', 'b'), page('1', 'c'));
    assert.equal((await client.list(ACCESS, 'harbour')).kind, 'unavailable');
    assert.equal(service.seen.length, 3);
  });

  it('gives up on a list that never ends', async () => {
    service.answers(...Array.from({ length: 200 }, (_, i) => page(`next-${i}`, `token-${i}`)));
    assert.equal((await client.list(ACCESS, 'harbour')).kind, 'unavailable');
    assert.equal(service.seen.length, 100);
  });

  it('keeps any organization within its path segment, and asks for none that has no path', async () => {
    service.answers(page(null), page(null));
    await client.list(ACCESS, 'a/b?c#d');
    assert.equal(service.seen[0]?.path, '/a%2Fb%3Fc%23d/_apis/tokens/pats');
    for (const name of ['', '.', '..', '\uD800']) {
      assert.deepEqual(await client.list(ACCESS, name), { kind: 'not-found' });
    }
    assert.equal(service.seen.length, 1);
  });

  it('writes neither access tokens nor secrets into the log or an outcome', async () => {
    service.answers({ body: { patToken: wirePat({ token: SECRET }), patTokenError: 'none' } });
    const request = { name: 'x', scopes: [], validTo: START };
    const outcomes = [await client.create(ACCESS, 'harbour', request)];
    service.answers({ body: `{"patToken":{"token":"${SECRET}"` }, { status: 500, body: SECRET });
    outcomes.push(
      await client.create(ACCESS, 'harbour', request),
      await client.create(ACCESS, 'harbour', request),
    );
    outcomes.push(await client.create(`${ACCESS}\n`, 'harbour', request));
    const shown = inspect([outcomes, log.lines], { depth: 9 });
    assert.doesNotMatch(shown, /nobody-may-see/);
    assert.match(shown, /'lost'/);
  });

  it('logs what failed with what Microsoft would ask for', async () => {
    service.answers({ status: 403, headers: { ActivityId: 'activity-7' } });
    await client.list(ACCESS, 'harbour');
    assert.deepEqual(log.lines.at(-1), {
      level: 'warn',
      message: 'called Azure DevOps',
      fields: {
        method: 'GET',
        path: 'pats',
        organization: 'harbour',
        outcome: 'forbidden',
        status: 403,
        activityId: 'activity-7',
      },
    });
  });
});
