import assert from 'node:assert/strict';
import { createPublicKey } from 'node:crypto';
import { createFixedClock, type FixedClock } from '../fixed-clock.ts';
import { createAsk } from './ask-entra.ts';
import { createFakeEntra } from './fake-entra.ts';
import type { FakeEntra } from './fake-entra-types.ts';
import { AZURE_DEVOPS_RESOURCE } from './token-mint.ts';
import { createTokenSigner, readJwt } from './token-signer.ts';

describe('the token endpoint of the fake Entra', () => {
  let clock: FixedClock;
  let entra: FakeEntra;
  let ask: ReturnType<typeof createAsk>;

  beforeEach(async () => {
    clock = createFixedClock();
    entra = await createFakeEntra({ clock });
    ask = createAsk(entra);
  });
  afterEach(() => entra.close());

  it('redeems a code once, for the verifier and address that it was made for', async () => {
    const back = await entra.signIn(ask.authorizeUrl(), 'ada');
    const code = back.searchParams.get('code') ?? '';
    const first = await ask.redeem(code);
    assert.equal(first.status, 200);
    assert.equal(readJwt(String(first.body['id_token']))?.claims['nonce'], 'n-1');
    assert.deepEqual((await ask.redeem(code)).codes, [54005]);
    assert.deepEqual((await ask.byCode({ code_verifier: 'w'.repeat(43) })).codes, [50148]);
    assert.deepEqual((await ask.byCode({ redirect_uri: 'http://127.0.0.1:1/' })).codes, [50011]);
    assert.deepEqual((await ask.byCode({ code: 'made up' })).codes, [9002313]);
    const late = await entra.signIn(ask.authorizeUrl(), 'ada');
    clock.advance(10 * 60 * 1000);
    assert.deepEqual((await ask.redeem(late.searchParams.get('code') ?? '')).codes, [70008]);
  });

  it('hands out a new refresh token with every refresh', async () => {
    const first = await ask.byCode();
    const refreshToken = String(first.body['refresh_token']);
    const second = await ask.token({ grant_type: 'refresh_token', refresh_token: refreshToken });
    assert.equal(second.status, 200);
    assert.notEqual(second.body['refresh_token'], refreshToken);
    assert.deepEqual(
      (await ask.token({ grant_type: 'refresh_token', refresh_token: 'made up' })).codes,
      [9002313],
    );
  });

  it('exchanges only tokens of Teams for this application and tenant', async () => {
    assert.equal((await ask.onBehalfOf(entra.teamsToken('ada'))).status, 200);
    const plainAudience = { claims: { aud: entra.client.clientId } };
    assert.equal((await ask.onBehalfOf(entra.teamsToken('ada', plainAudience))).status, 200);
    for (const assertion of [
      entra.teamsToken('ada', { unknownKey: true }),
      entra.teamsToken('ada', { claims: { aud: 'api://another' } }),
      entra.teamsToken('ada', { scopes: ['something_else'] }),
      entra.teamsToken('sam'),
      entra.accessToken('ada'),
      'nonsense',
    ])
      assert.deepEqual((await ask.onBehalfOf(assertion)).codes, [50013]);
  });

  it('gives all that is consented for .default, and an application a token of its own', async () => {
    const all = await ask.onBehalfOf(entra.teamsToken('ada'), { scope: `${AZURE_DEVOPS_RESOURCE}/.default` });
    assert.equal(
      readJwt(String(all.body['access_token']))?.claims['scp'],
      'vso.pats vso.pats_manage vso.profile',
    );
    const alone = await ask.token({
      grant_type: 'client_credentials',
      scope: `${AZURE_DEVOPS_RESOURCE}/.default`,
    });
    const claims = readJwt(String(alone.body['access_token']))?.claims;
    assert.equal(claims?.['idtyp'], 'app');
    assert.equal(claims?.['scp'], undefined);
  });

  it('refuses what it can not read, with the names that Entra has for it', async () => {
    assert.deepEqual((await ask.token({ grant_type: 'password' })).codes, [70003]);
    assert.deepEqual((await ask.token({ grant_type: 'refresh_token' })).codes, [900144]);
    assert.deepEqual((await ask.token({ client_id: 'another' })).codes, [700016]);
    const two = `${AZURE_DEVOPS_RESOURCE}/vso.pats https://graph.example/User.Read`;
    assert.deepEqual((await ask.onBehalfOf(entra.teamsToken('ada'), { scope: two })).codes, [28000]);
    assert.deepEqual((await ask.token({ grant_type: 'refresh_token' }, 'nowhere')).codes, [90002]);
    assert.deepEqual((await ask.onBehalfOf('x', { requested_token_use: '' })).codes, [900144]);
  });

  it('knows an application by a federated credential', async () => {
    const identity = createTokenSigner();
    const [key] = identity.keys();
    assert.ok(key);
    const federated = { issuer: 'https://identity.example/', subject: 'the-bot' };
    const other = await createFakeEntra({
      clock,
      client: { assertionKeys: [createPublicKey({ key, format: 'jwk' })], federated },
    });
    try {
      const ask = async (claims: object) => {
        const answer = await fetch(`${other.authority()}/oauth2/v2.0/token`, {
          method: 'POST',
          body: new URLSearchParams({
            client_id: other.client.clientId,
            client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
            client_assertion: identity.sign({ ...claims }),
            grant_type: 'client_credentials',
            scope: `${AZURE_DEVOPS_RESOURCE}/.default`,
          }),
        });
        return answer.status;
      };
      const good = { iss: federated.issuer, sub: federated.subject, aud: 'api://AzureADTokenExchange' };
      assert.equal(await ask(good), 200);
      assert.equal(await ask({ ...good, sub: 'another' }), 401);
      assert.equal(await ask({ ...good, aud: 'another' }), 401);
    } finally {
      await other.close();
    }
  });
});
