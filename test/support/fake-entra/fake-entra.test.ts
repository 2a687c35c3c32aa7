import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { z } from 'zod';
import { createFixedClock, type FixedClock } from '../fixed-clock.ts';
import { createAsk } from './ask-entra.ts';
import { createFakeEntra } from './fake-entra.ts';
import type { FakeEntra } from './fake-entra-types.ts';
import { LOCAL_TENANT_ID, OTHER_TENANT_ID } from './fake-people.ts';
import { AZURE_DEVOPS_RESOURCE } from './token-mint.ts';
import { openJwt, readJwt } from './token-signer.ts';

const discoverySchema = z.object({
  issuer: z.string(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  jwks_uri: z.url(),
});

describe('the fake Entra', () => {
  let clock: FixedClock;
  let entra: FakeEntra;
  let ask: ReturnType<typeof createAsk>;

  beforeEach(async () => {
    clock = createFixedClock();
    entra = await createFakeEntra({ clock });
    ask = createAsk(entra);
  });
  afterEach(() => entra.close());

  const read = async (path: string): Promise<unknown> => (await fetch(`${entra.url}${path}`)).json();

  it("describes itself with Microsoft's issuer and addresses here", async () => {
    const found = discoverySchema.parse(
      await read(`/${LOCAL_TENANT_ID}/v2.0/.well-known/openid-configuration`),
    );
    assert.equal(found.issuer, entra.issuer());
    assert.equal(found.token_endpoint, `${entra.authority()}/oauth2/v2.0/token`);
    assert.equal((await fetch(found.jwks_uri)).status, 200);
    const asked = encodeURIComponent('https://login.other.example/t/oauth2/v2.0/authorize');
    const instance = await read(`/common/discovery/instance?api-version=1.1&authorization_endpoint=${asked}`);
    assert.match(JSON.stringify(instance), /"aliases":\["login\.other\.example"\]/);
    assert.equal((await fetch(`${entra.url}/nowhere/v2.0/.well-known/openid-configuration`)).status, 400);
  });

  it('shows a page with a button for each person of the tenant, the hinted one first', async () => {
    const page = await (await fetch(ask.authorizeUrl({ login_hint: 'ben@local.example' }))).text();
    const people = [...page.matchAll(/name="choice" value="(\w+)"/g)].map(([, key]) => key);
    assert.deepEqual(people, ['ben', 'ada', 'cleo', 'dana', 'cancel']);
    assert.doesNotMatch(page, /asks for/);
    entra.set({ consentRequired: true });
    assert.match(await (await fetch(ask.authorizeUrl())).text(), /asks for: vso\.pats/);
  });

  it('sends nobody to an address that is not registered, nor for an unknown application', async () => {
    for (const change of [{ redirect_uri: 'http://127.0.0.1:1/evil' }, { client_id: 'other' }]) {
      const answer = await fetch(ask.authorizeUrl(change), { redirect: 'manual' });
      assert.equal(answer.status, 400);
      assert.equal(answer.headers.get('location'), null);
    }
    entra.addRedirectUri('http://127.0.0.1:1/late');
    const back = await entra.signIn(ask.authorizeUrl({ redirect_uri: 'http://127.0.0.1:1/late' }), 'ada');
    assert.equal(back.pathname, '/late');
  });

  it('tells the application what is wrong, and its own state back', async () => {
    const cancelled = await entra.cancelSignIn(ask.authorizeUrl());
    assert.deepEqual(
      [cancelled.searchParams.get('error'), cancelled.searchParams.get('state')],
      ['access_denied', 's-1'],
    );
    for (const change of [
      { code_challenge_method: 'plain' },
      { code_challenge: '' },
      { response_type: 'token' },
      { claims: 'no JSON' },
    ]) {
      const back = await entra.signIn(ask.authorizeUrl(change), 'ada');
      assert.equal(back.searchParams.get('error'), 'invalid_request', JSON.stringify(change));
      assert.equal(back.searchParams.get('code'), null);
    }
    const unknown = await entra.signIn(
      ask.authorizeUrl({ scope: `${AZURE_DEVOPS_RESOURCE}/vso.nonsense` }),
      'ada',
    );
    assert.equal(unknown.searchParams.get('error'), 'invalid_scope');
    const silent = await entra.signIn(ask.authorizeUrl({ prompt: 'none' }), 'ada');
    assert.equal(silent.searchParams.get('error'), 'login_required');
  });

  it('brings the code by form where that is asked for', async () => {
    const url = ask.authorizeUrl({ response_mode: 'form_post' });
    const page = await (
      await fetch(url, { method: 'POST', body: new URLSearchParams({ choice: 'ada' }) })
    ).text();
    assert.match(
      page,
      /<form method="post" action="http[^"]+callback">.*name="code".*name="state" value="s-1"/s,
    );
  });

  it('signs with a new key after a rotation', () => {
    const before = entra.teamsToken('ada');
    entra.rotateKeys();
    assert.ok(entra.signer.open(before));
    assert.notEqual(readJwt(before)?.header['kid'], readJwt(entra.teamsToken('ada'))?.header['kid']);
    entra.rotateKeys(true);
    assert.equal(entra.signer.open(before), undefined);
    assert.ok(entra.signer.open(entra.teamsToken('ada')));
  });

  it('knows its own signature from others', () => {
    const token = entra.teamsToken('ada');
    const [head = '', body = '', signature = ''] = token.split('.');
    const forged = Buffer.from(JSON.stringify({ ...readJwt(token)?.claims, oid: 'x' })).toString('base64url');
    for (const bad of [`${head}.${forged}.${signature}`, `${head}.${body}.`, `${head}.${body}`, 'a.b.c', ''])
      assert.equal(entra.signer.open(bad), undefined, bad);
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    assert.equal(openJwt(token, publicKey), undefined);
  });

  it('is controlled over HTTP by the same words', async () => {
    const post = (command: unknown) =>
      fetch(`${entra.url}/fake/state`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(command),
      });
    assert.equal((await post({ set: { assertionsExpired: true } })).status, 200);
    assert.equal(entra.state.assertionsExpired, true);
    assert.deepEqual((await ask.onBehalfOf(entra.teamsToken('ada'))).codes, [500133]);
    await post({ heal: true, failNext: { operation: 'keys', faults: [{ kind: 'status', status: 503 }] } });
    assert.equal((await fetch(`${entra.authority()}/discovery/v2.0/keys`)).status, 503);
    assert.equal((await post({ set: { unheardOf: true } })).status, 400);
    assert.equal((await post({ revokeSessions: 'nobody' })).status, 400);
    const page = await (await fetch(`${entra.url}/fake`)).text();
    assert.match(page, /aria-pressed="true">Assertions expired: on</);
    const [, json = ''] = /name="json" value="([^"]+)"><button[^>]*>Assertions expired/.exec(page) ?? [];
    const pressed = await fetch(`${entra.url}/fake/state`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ json: json.replace(/&#34;/g, '"') }),
    });
    assert.equal(pressed.status, 303);
    assert.equal(entra.state.assertionsExpired, false);
  });

  it('keeps tenants apart', async () => {
    await assert.rejects(entra.signIn(ask.authorizeUrl({}, OTHER_TENANT_ID), 'ada'), /no button ada/);
    assert.equal(
      (await entra.signIn(ask.authorizeUrl({}, OTHER_TENANT_ID), 'sam')).searchParams.get('error'),
      null,
    );
  });
});
