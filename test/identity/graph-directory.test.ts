import assert from 'node:assert/strict';
import { Secret } from '../../src/core/secrets/secret.ts';
import type { PersonId } from '../../src/core/tokens/token.ts';
import { createAppToken } from '../../src/identity/app-token.ts';
import { createEntra } from '../../src/identity/entra.ts';
import { createEntraHttp } from '../../src/identity/entra-http.ts';
import { createGraphDirectory } from '../../src/identity/graph-directory.ts';
import { createFakeEntra, DEFAULT_CLIENT } from '../support/fake-entra/fake-entra.ts';
import type { FakeEntra } from '../support/fake-entra/fake-entra-types.ts';
import { fakePerson, LOCAL_TENANT_ID } from '../support/fake-entra/fake-people.ts';
import { createFakeGraph, type FakeGraph } from '../support/fake-graph/fake-graph.ts';
import { createFixedClock } from '../support/fixed-clock.ts';

describe('Microsoft Graph, asked who is still there', () => {
  let entra: FakeEntra;
  let graph: FakeGraph;
  const ada: PersonId = fakePerson('ada');
  const ben: PersonId = fakePerson('ben');
  const cleo: PersonId = fakePerson('cleo');
  const sam: PersonId = fakePerson('sam');

  beforeEach(async () => {
    entra = await createFakeEntra({ clock: createFixedClock() });
    graph = await createFakeGraph({ entra });
  });
  afterEach(() => Promise.all([entra.close(), graph.close()]));

  function directory(url = graph.url) {
    const client = createEntra({
      authority: entra.authority(),
      clientId: DEFAULT_CLIENT.clientId,
      credential: { kind: 'secret', secret: new Secret(DEFAULT_CLIENT.secret) },
      clock: createFixedClock(),
    });
    const http = createEntraHttp({ timeoutMs: 5_000 });
    const getToken = createAppToken(client, graph.url);
    return createGraphDirectory({ url, tenantId: LOCAL_TENANT_ID, getToken, http });
  }

  const operations = () => graph.requests.map(({ operation }) => operation);

  it('reads all accounts page by page with a token of its own, and then only what changed', async () => {
    graph.set('ben', 'disabled');
    const asked = directory();
    const stateOf = await asked.look([ada, ben, cleo]);
    assert.deepEqual([ada, ben, cleo].map(stateOf), ['active', 'disabled', 'active']);
    assert.deepEqual(operations(), ['delta', 'delta']);
    graph.set('ada', 'disabled');
    graph.set('ben', 'active');
    graph.set('cleo', 'deleted');
    const later = await asked.look([ada, ben, cleo]);
    assert.deepEqual([ada, ben, cleo].map(later), ['disabled', 'active', 'deleted']);
    assert.deepEqual(operations(), ['delta', 'delta', 'delta', 'delta']);
    await asked.look([ada, ben, cleo]);
    assert.equal(operations().length, 5);
  });

  it('lets a state stand that a change says nothing of', async () => {
    graph.set('ada', 'disabled');
    const asked = directory();
    await asked.look([ada]);
    graph.rename('ada');
    assert.equal((await asked.look([ada]))(ada), 'disabled');
  });

  it('asks about somebody who is in no list, and takes one that Graph doesn’t know for deleted', async () => {
    graph.set('ben', 'deleted');
    const asked = directory();
    const stateOf = await asked.look([ada, ben]);
    assert.equal(stateOf(ben), 'deleted');
    assert.deepEqual(operations(), ['delta', 'delta', 'user']);
    await asked.look([ada, ben]);
    assert.equal(operations().filter((operation) => operation === 'user').length, 1);
    graph.set('ben', 'active');
    assert.equal((await asked.look([ben]))(ben), 'active');
  });

  it('says nothing of people of another tenant', async () => {
    const stateOf = await directory().look([sam]);
    assert.equal(stateOf(sam), 'unknown');
    assert.deepEqual(operations(), ['delta', 'delta']);
  });

  it('reads all anew when Graph has forgotten the place', async () => {
    const asked = directory();
    await asked.look([ada]);
    graph.set('ada', 'disabled');
    graph.forgetLinks();
    assert.equal((await asked.look([ada]))(ada), 'disabled');
  });

  it('fails when Graph doesn’t answer, refuses or answers something else, and goes on afterwards', async () => {
    const asked = directory();
    graph.failNext('*', { kind: 'status', status: 503 });
    await assert.rejects(asked.look([ada]), { name: 'EntraUnreachable' });
    graph.failNext('delta', {
      kind: 'status',
      status: 403,
      contentType: 'application/json',
      body: '{"error":{"code":"Authorization_RequestDenied"}}',
    });
    await assert.rejects(asked.look([ada]), /403 Authorization_RequestDenied/);
    graph.failNext('delta', { kind: 'garbage' });
    await assert.rejects(asked.look([ada]));
    for (const body of ['{}', '{"value":[]}', '{"value":[{"id":1}]}']) {
      graph.failNext('delta', { kind: 'status', status: 200, contentType: 'application/json', body });
      await assert.rejects(asked.look([ada]), (error) => error instanceof Error, body);
    }
    assert.equal((await asked.look([ada]))(ada), 'active');
  });

  it('sends its token nowhere else, whatever a link says', async () => {
    const asked = directory();
    const body = JSON.stringify({ value: [], '@odata.nextLink': `${entra.url}/v1.0/users/delta` });
    graph.failNext('delta', { kind: 'status', status: 200, contentType: 'application/json', body });
    await assert.rejects(asked.look([ada]), /a link that leads elsewhere/);
    assert.equal((await asked.look([ada]))(ada), 'active');
    assert.ok(entra.requests.every(({ operation }) => operation !== 'unknown'));
  });

  it('takes no person for gone while one asked about by itself fails otherwise', async () => {
    graph.set('ben', 'deleted');
    graph.failNext('user', { kind: 'status', status: 503 });
    await assert.rejects(directory().look([ben]), { name: 'EntraUnreachable' });
  });
});
