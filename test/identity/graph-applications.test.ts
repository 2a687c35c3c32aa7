import assert from 'node:assert/strict';
import { Secret } from '../../src/core/secrets/secret.ts';
import { createAppToken } from '../../src/identity/app-token.ts';
import { createEntra } from '../../src/identity/entra.ts';
import { createEntraHttp } from '../../src/identity/entra-http.ts';
import { createGraphApplications } from '../../src/identity/graph-applications.ts';
import { createFakeEntra, DEFAULT_CLIENT } from '../support/fake-entra/fake-entra.ts';
import type { FakeEntra } from '../support/fake-entra/fake-entra-types.ts';
import { fakePerson, LOCAL_TENANT_ID } from '../support/fake-entra/fake-people.ts';
import { createFakeGraph, type FakeGraph } from '../support/fake-graph/fake-graph.ts';
import { createFixedClock } from '../support/fixed-clock.ts';

const APP = '0aaaaaaa-1111-4111-8111-111111111111';
const KEYS = ['a', 'b', 'c', 'd'].map((letter) => `${letter.repeat(8)}-2222-4222-8222-222222222222`);

describe('Microsoft Graph, asked for an application', () => {
  let entra: FakeEntra;
  let graph: FakeGraph;

  beforeEach(async () => {
    entra = await createFakeEntra({ clock: createFixedClock() });
    graph = await createFakeGraph({ entra });
  });
  afterEach(() => Promise.all([entra.close(), graph.close()]));

  function applications(timeoutMs = 5_000) {
    const client = createEntra({
      authority: entra.authority(),
      clientId: DEFAULT_CLIENT.clientId,
      credential: { kind: 'secret', secret: new Secret(DEFAULT_CLIENT.secret) },
      clock: createFixedClock(),
    });
    const getToken = createAppToken(client, graph.url);
    const http = createEntraHttp({ timeoutMs });
    return createGraphApplications({ url: graph.url, tenantId: LOCAL_TENANT_ID, getToken, http });
  }

  it('tells its name, the ends of its secrets and certificates, and all its owners, page by page', async () => {
    const [a = '', b = '', c = '', d = ''] = KEYS;
    const owners = ['ada', 'ben', 'cleo'].map((key) => fakePerson(key).objectId);
    graph.setApplication(APP, {
      displayName: 'Harbour shop',
      passwordCredentials: [
        {
          keyId: a.toUpperCase(),
          displayName: 'production',
          startDateTime: '2026-01-01T00:00:00Z',
          endDateTime: '2027-01-01T00:00:00Z',
        },
        { keyId: b, displayName: null, endDateTime: '2027-02-01T12:30:00.5Z' },
        { keyId: c, displayName: 'no end', endDateTime: null },
      ],
      keyCredentials: [
        { keyId: d, displayName: 'CN=shop', endDateTime: '2028-01-01T00:00:00Z' },
        { keyId: d, displayName: 'CN=shop', endDateTime: '2028-01-01T00:00:00Z' },
      ],
      owners: owners.map((id) => id.toUpperCase()),
    });
    assert.deepEqual(await applications().find(APP.toUpperCase()), {
      appId: APP,
      name: 'Harbour shop',
      credentials: [
        {
          id: a,
          name: 'production',
          startsAt: Date.parse('2026-01-01T00:00:00Z'),
          end: Date.parse('2027-01-01T00:00:00Z'),
        },
        { id: b, name: '', end: Date.parse('2027-02-01T12:30:00.500Z') },
        { id: d, name: 'CN=shop', end: Date.parse('2028-01-01T00:00:00Z') },
      ],
      owners,
    });
  });

  it('says that there is none, and asks for nothing that has not the form of an id', async () => {
    assert.equal(await applications().find(APP), undefined);
    const asked = graph.requests.length;
    for (const odd of ['', "x')/owners", `${APP}'`, '../users'])
      assert.equal(await applications().find(odd), undefined);
    assert.equal(graph.requests.length, asked);
  });

  it('fails when Graph refuses, is throttled, or gives a link that leads elsewhere', async () => {
    graph.setApplication(APP, { displayName: 'x' });
    for (const status of [403, 429, 503]) {
      graph.failAlways('*', { kind: 'status', status });
      await assert.rejects(applications().find(APP), (error: Error) => !error.message.includes('Bearer'));
      graph.heal();
    }
    const elsewhere = createGraphApplications({
      url: graph.url,
      tenantId: LOCAL_TENANT_ID,
      getToken: async () => 'token',
      http: {
        send: async (address) => ({
          status: 200,
          headers: {},
          body: address.includes('/owners')
            ? { value: [], '@odata.nextLink': 'https://elsewhere.example/owners' }
            : { displayName: 'x' },
        }),
      },
    });
    await assert.rejects(elsewhere.find(APP), /leads elsewhere/);
  });
});
