import assert from 'node:assert/strict';
import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import { Secret } from '../../../src/core/secrets/secret.ts';
import { ADA } from '../../core/samples.ts';
import { START } from '../../support/fixed-clock.ts';
import { basic, closeListeners, setUpVerify } from './setup.ts';

/** What form-encoding changes in an id, and in a secret whatever it changes. */
const [ID, SECRET] = ['build-gate', 'abc+def/ghi=jkl%20mno&p?~!*'];

/** How a client says who it is. */
const WAYS = { Basic: 'client_secret_basic', 'the form': 'client_secret_post' } as const;

async function setUp() {
  const world = await setUpVerify({ clients: [{ name: ID, secret: new Secret(SECRET) }] });
  const { url } = world.listener;
  const server = {
    issuer: url,
    introspection_endpoint: `${url}/introspect`,
    revocation_endpoint: `${url}/revoke`,
  };
  return { ...world, ...(await world.create()), server };
}

describe('libraries for OAuth clients', () => {
  afterEach(closeListeners);

  for (const [name, way] of Object.entries(WAYS)) {
    it(`introspect and revoke: openid-client, with ${name}`, async () => {
      const { server, secret, token, service } = await setUp();
      const auth = {
        client_secret_basic: openid.ClientSecretBasic,
        client_secret_post: openid.ClientSecretPost,
      };
      const config = new openid.Configuration(server, ID, undefined, auth[way](SECRET));
      openid.allowInsecureRequests(config);
      const { active, sub } = await openid.tokenIntrospection(config, secret);
      assert.deepEqual([active, sub], [true, ADA.objectId]);
      await openid.tokenRevocation(config, secret);
      assert.deepEqual(await openid.tokenIntrospection(config, secret), { active: false });
      assert.equal((await service.get(ADA, token.id)).revokedAt, START);
    });

    it(`introspect and revoke: oauth4webapi, with ${name}`, async () => {
      const { server, secret } = await setUp();
      const [client, options] = [{ client_id: ID }, { [oauth.allowInsecureRequests]: true }];
      const auth = {
        client_secret_basic: oauth.ClientSecretBasic,
        client_secret_post: oauth.ClientSecretPost,
      };
      const proof = auth[way](SECRET);
      const introspect = async () =>
        oauth.processIntrospectionResponse(
          server,
          client,
          await oauth.introspectionRequest(server, client, proof, secret, options),
        );
      assert.equal((await introspect()).active, true);
      await oauth.processRevocationResponse(
        await oauth.revocationRequest(server, client, proof, secret, options),
      );
      assert.equal((await introspect()).active, false);
    });

    it(`are refused with a wrong secret or another id, with ${name}`, async () => {
      const { server, secret } = await setUp();
      const auth = {
        client_secret_basic: openid.ClientSecretBasic,
        client_secret_post: openid.ClientSecretPost,
      };
      for (const [id, given] of [
        [ID, `${SECRET}x`],
        ['build-gat', SECRET],
        ['build%2Dgate', SECRET],
      ] as const) {
        const config = new openid.Configuration(server, id, undefined, auth[way](given));
        openid.allowInsecureRequests(config);
        await assert.rejects(
          openid.tokenIntrospection(config, secret),
          /invalid_client|WWW-Authenticate|401/s,
        );
      }
    });
  }

  it('may encode as they like: upper and lower case, or not at all', async () => {
    const { form, secret } = await setUp();
    const encoded = encodeURIComponent(SECRET).replaceAll('!', '%21').replaceAll('*', '%2A');
    for (const [id, given] of [
      [ID, SECRET],
      [ID, encoded],
      ['build%2Dgate', encoded],
      ['build%2dgate', encoded.toLowerCase()],
      ['build%2Dgate', SECRET],
    ] as const) {
      const response = await form('/introspect', { token: secret }, basic(given, id).Authorization);
      assert.equal(response.status, 200, `${id} ${given}`);
    }
    for (const [id, given] of [
      ['build%2Dgat', encoded],
      ['build%252Dgate', encoded],
      ['build%2Dgate', encodeURIComponent(encoded)],
      ['build%zzgate', SECRET],
    ] as const) {
      const response = await form('/introspect', { token: secret }, basic(given, id).Authorization);
      assert.equal(response.status, 401, `${id} ${given}`);
    }
  });

  it('must not prove themselves in two ways at once, or send anything twice', async () => {
    const { form, secret } = await setUp();
    const { Authorization } = basic(SECRET, ID);
    const fields = { token: secret, client_id: ID };
    assert.equal((await form('/introspect', fields, Authorization)).status, 200);
    for (const [more, authorization] of [
      [{ client_secret: SECRET }, Authorization],
      [{ client_id: 'another' }, Authorization],
    ] as const) {
      const response = await form('/revoke', { ...fields, ...more }, authorization);
      assert.equal(response.status, 400);
      assert.equal(((await response.json()) as { error: string }).error, 'invalid_request');
    }
    const once: [string, string][] = [...Object.entries(fields), ['client_secret', SECRET]];
    assert.equal((await form('/introspect', once)).status, 200);
    for (const field of once) assert.equal((await form('/introspect', [...once, field])).status, 400);
    const many = Array.from({ length: 20 }, (_, i): [string, string] => [`field${i}`, 'x']);
    assert.equal((await form('/introspect', [...once, ...many])).status, 400);
    assert.equal((await form('/introspect', [...once, ...many.slice(0, 17)])).status, 200);
  });

  it('are nobody in the form as long as id or secret is missing, wrong or encoded twice', async () => {
    const { form, secret, ask, listener } = await setUp();
    for (const more of [
      {},
      { client_id: ID },
      { client_secret: SECRET },
      { client_id: ID, client_secret: '' },
      { client_id: ID, client_secret: encodeURIComponent(SECRET) },
      { client_id: `${ID} `, client_secret: SECRET },
    ] as Record<string, string>[]) {
      const response = await form('/revoke', { token: secret, ...more });
      assert.equal(response.status, 401);
      assert.deepEqual(await response.json(), { error: 'invalid_client' });
    }
    const right = { token: secret, client_id: ID, client_secret: SECRET };
    assert.equal((await form('/introspect', right, 'Bearer x')).status, 401);
    assert.equal((await form('/introspect', right, '')).status, 401);
    assert.equal((await ask('/introspect', {}, 'POST')).status, 401);
    const json = {
      method: 'POST',
      body: JSON.stringify(right),
      headers: { 'Content-Type': 'application/json' },
    };
    assert.equal((await fetch(`${listener.url}/introspect`, json)).status, 401);
  });
});
