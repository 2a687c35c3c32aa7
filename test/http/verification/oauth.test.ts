import assert from 'node:assert/strict';
import sinon from 'sinon';
import { PatkeeperError } from '../../../src/core/errors.ts';
import { generateSecret } from '../../../src/core/secrets/secret.ts';
import { ADA } from '../../core/samples.ts';
import { DAY, START } from '../../support/fixed-clock.ts';
import { ANY, basic, CLIENT_SECRET, closeListeners, setUpVerify } from './setup.ts';

const CI = basic(CLIENT_SECRET, 'ci').Authorization;
/** As RFC 6749 has clients encode their secret. */
const CI_ENCODED = basic(encodeURIComponent(CLIENT_SECRET).replaceAll('%20', '+'), 'ci').Authorization;

describe('introspection and revocation', () => {
  afterEach(closeListeners);

  for (const path of ['/introspect', '/revoke']) {
    it(`answer known clients only: ${path}`, async () => {
      const { create, form, service, token } = await withToken();
      const { secret } = await create();
      for (const authorization of [
        undefined,
        basic(secret).Authorization,
        `Bearer ${secret}`,
        basic('', 'ci').Authorization,
        basic(`${CLIENT_SECRET}x`, 'ci').Authorization,
        basic(CLIENT_SECRET, 'cd').Authorization,
        basic('', '').Authorization,
      ]) {
        const response = await form(path, { token: secret }, authorization);
        assert.equal(response.status, 401);
        assert.equal(response.headers.get('www-authenticate'), 'Basic realm="Patkeeper"');
        assert.deepEqual(await response.json(), { error: 'invalid_client' });
      }
      for (const authorization of [CI, CI_ENCODED])
        assert.equal((await form(path, { token: 'x' }, authorization)).status, 200);
      assert.equal((await service.get(ADA, token.id)).revokedAt, undefined);
    });

    it(`refuse forms that make no sense: ${path}`, async () => {
      const { form, ask, listener, secret } = await withToken();
      for (const fields of [{}, { token: '' }, { tokens: secret }])
        assert.equal((await form(path, fields, CI)).status, 400);
      assert.equal(
        (
          await form(
            path,
            [
              ['token', secret],
              ['token', secret],
            ],
            CI,
          )
        ).status,
        400,
      );
      assert.equal((await form(path, { token: 'x'.repeat(20_000) }, CI)).status, 413);
      const json = {
        method: 'POST',
        headers: { Authorization: CI },
        body: JSON.stringify({ token: secret }),
      };
      assert.equal((await fetch(listener.url + path, json)).status, 415);
      assert.equal((await ask(`${path}?token=${secret}`, { Authorization: CI })).status, 405);
    });

    it(`say 503 when the store can't answer: ${path}`, async () => {
      const { form, store, secret } = await withToken();
      const down = new PatkeeperError('store-unavailable');
      sinon.replace(store.tokens, 'findBySelector', sinon.fake.rejects(down));
      const response = await form(path, { token: secret }, CI);
      assert.equal(response.status, 503);
      assert.ok(response.headers.get('retry-after'));
    });
  }

  it('tell of an active token what RFC 7662 names', async () => {
    const { form, token, secret, uses } = await withToken({ scopes: ['vso.code', 'vso.packaging'] });
    const response = await form('/introspect', { token: secret, token_type_hint: 'access_token' }, CI);
    assert.equal(response.headers.get('content-type'), 'application/json; charset=utf-8');
    assert.deepEqual(await response.json(), {
      active: true,
      scope: 'vso.code vso.packaging',
      client_id: 'patkeeper',
      username: 'Ada Lovelace',
      token_type: 'Bearer',
      exp: (START + 90 * DAY) / 1000,
      iat: START / 1000,
      sub: ADA.objectId,
      aud: 'internal',
      iss: 'patkeeper',
      jti: token.id,
    });
    sinon.assert.calledOnceWithExactly(uses.note, sinon.match({ id: token.id }), 'ci');
  });

  it('tell of anything else that it is not active, and nothing more', async () => {
    const { create, form, service, clock, uses } = await withToken();
    const [expired, revoked] = [await create({ lifespan: { days: 7 } }), await create()];
    await service.revoke(ADA, revoked.token.id);
    clock.advance(7 * DAY);
    for (const text of [expired.secret, revoked.secret, generateSecret().secret.reveal(), 'x', '\u0000']) {
      const response = await form('/introspect', { token: text }, CI);
      assert.equal(response.status, 200);
      assert.equal(await response.text(), '{"active":false}');
    }
    sinon.assert.notCalled(uses.note);
  });

  it('end a token that is presented, tell its owner, and say 200 to anything else as well', async () => {
    const { form, ask, service, store, token, secret, log } = await withToken();
    for (const text of ['x', generateSecret().secret.reveal()]) {
      const response = await form('/revoke', { token: text }, CI);
      assert.equal(response.status, 200);
      assert.equal(response.headers.get('content-type'), 'application/json; charset=utf-8');
      assert.equal(await response.text(), '{}');
    }
    assert.equal((await ask(ANY, basic(secret))).status, 200);
    for (let i = 0; i < 2; i += 1) assert.equal((await form('/revoke', { token: secret }, CI)).status, 200);
    assert.equal((await ask(ANY, basic(secret))).status, 401);
    assert.equal((await service.get(ADA, token.id)).revokedAt, START);
    const notices = await store.listNotices(token.owner, token.id);
    assert.equal(notices.filter(({ kind, state }) => kind === 'revoked' && state === 'waiting').length, 1);
    assert.ok(!JSON.stringify([log.lines, store.events, notices]).includes(secret.slice(16)));
  });

  it('leave a token as it is when its revocation could not be written', async () => {
    const { form, store, secret } = await withToken();
    const down = new PatkeeperError('store-unavailable');
    sinon.replace(store.tokens, 'change', sinon.fake.rejects(down));
    assert.equal((await form('/revoke', { token: secret }, CI)).status, 503);
    assert.match(await (await form('/introspect', { token: secret }, CI)).text(), /"active":true/);
  });
});

async function withToken(some: { scopes?: readonly string[] } = {}) {
  const world = await setUpVerify();
  return { ...world, ...(await world.create(some)) };
}
