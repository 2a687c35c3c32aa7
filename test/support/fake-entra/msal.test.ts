import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import {
  type ConfidentialClientApplication,
  CryptoProvider,
  InteractionRequiredAuthError,
  ServerError,
} from '@azure/msal-node';
import { createFixedClock, type FixedClock } from '../fixed-clock.ts';
import { contextClaims } from './claims-request.ts';
import { createFakeEntra } from './fake-entra.ts';
import type { FakeEntra } from './fake-entra-types.ts';
import { fakePerson, LOCAL_TENANT_ID } from './fake-people.ts';
import { createMsalOnLoopback } from './msal-on-loopback.ts';
import { AZURE_DEVOPS_RESOURCE } from './token-mint.ts';
import { publicKeyOf, readJwt } from './token-signer.ts';

const SCOPES = ['vso.pats', 'vso.pats_manage', 'vso.profile'].map(
  (name) => `${AZURE_DEVOPS_RESOURCE}/${name}`,
);

describe('the fake Entra, for msal', () => {
  let clock: FixedClock;
  let entra: FakeEntra;
  let msal: ConfidentialClientApplication;

  beforeEach(async () => {
    clock = createFixedClock();
    entra = await createFakeEntra({ clock });
    msal = createMsalOnLoopback(entra);
  });
  afterEach(() => entra.close());

  async function signIn(person: string, claims = '') {
    const [redirectUri = ''] = entra.client.redirectUris;
    const { challenge, verifier } = await new CryptoProvider().generatePkceCodes();
    const address = await msal.getAuthCodeUrl({
      scopes: SCOPES,
      redirectUri,
      state: 'the state',
      nonce: 'the nonce',
      codeChallenge: challenge,
      codeChallengeMethod: 'S256',
      loginHint: fakePerson(person).email,
      ...(claims === '' ? {} : { claims }),
    });
    const back = await entra.signIn(address, person);
    assert.equal(`${back.origin}${back.pathname}`, redirectUri);
    assert.equal(back.searchParams.get('state'), 'the state');
    const code = back.searchParams.get('code') ?? '';
    return msal.acquireTokenByCode({
      scopes: SCOPES,
      redirectUri,
      code,
      codeVerifier: verifier,
      nonce: 'the nonce',
    });
  }

  async function silently(claims = '', forceRefresh = true) {
    const [account] = await msal.getTokenCache().getAllAccounts();
    assert.ok(account);
    return msal.acquireTokenSilent({
      account,
      scopes: SCOPES,
      forceRefresh,
      ...(claims === '' ? {} : { claims }),
    });
  }

  const onBehalfOf = (options = {}) =>
    msal.acquireTokenOnBehalfOf({
      oboAssertion: entra.teamsToken('ada', options),
      scopes: SCOPES,
      skipCache: true,
    });

  it('signs somebody in by code and PKCE, with tokens that say who it is', async () => {
    const result = await signIn('ada');
    const ada = fakePerson('ada');
    assert.equal(result.account?.homeAccountId, `${ada.objectId}.${ada.tenantId}`);
    assert.equal(result.account?.username, ada.email);
    const claims = entra.signer.open(result.accessToken);
    assert.equal(claims?.['aud'], AZURE_DEVOPS_RESOURCE);
    assert.equal(claims?.['iss'], `https://login.microsoftonline.com/${LOCAL_TENANT_ID}/v2.0`);
    assert.equal(claims?.['oid'], ada.objectId);
    assert.equal(claims?.['scp'], 'vso.pats vso.pats_manage vso.profile');
    assert.equal(claims?.['exp'], clock.now() / 1000 + 3600);
  });

  it('renews tokens by refresh token, and leaves cached ones to msal', async () => {
    const first = await signIn('ada');
    const cached = await silently('', false);
    assert.equal(cached.accessToken, first.accessToken);
    const renewed = await silently();
    assert.notEqual(renewed.accessToken, first.accessToken);
    assert.deepEqual(
      entra.requests.map(({ operation }) => operation).filter((name) => name.includes('_')),
      ['authorization_code', 'refresh_token'],
    );
  });

  it('exchanges the token of Teams on behalf of its person', async () => {
    const result = await onBehalfOf();
    assert.equal(readJwt(result?.accessToken ?? '')?.claims['oid'], fakePerson('ada').objectId);
  });

  it('takes a certificate or a federated credential in place of the secret', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    const other = await createFakeEntra({ clock, client: { assertionKeys: [publicKeyOf(publicKey)] } });
    try {
      const clientCertificate = { thumbprintSha256: 'ab'.repeat(32), privateKey };
      msal = createMsalOnLoopback(other, { clientCertificate });
      const asked = { oboAssertion: other.teamsToken('ben'), scopes: SCOPES };
      assert.equal((await msal.acquireTokenOnBehalfOf(asked))?.tokenType, 'Bearer');
      msal = createMsalOnLoopback(other, { clientAssertion: entra.teamsToken('ben') });
      await assert.rejects(msal.acquireTokenOnBehalfOf(asked), /AADSTS700027/);
    } finally {
      await other.close();
    }
  });

  it('asks for consent once, then takes it as given', async () => {
    entra.set({ consentRequired: true });
    await assert.rejects(onBehalfOf(), (error) => {
      assert.ok(error instanceof InteractionRequiredAuthError);
      assert.equal(error.subError, 'consent_required');
      return true;
    });
    await signIn('ada');
    assert.ok(await onBehalfOf());
    entra.forgetConsent('ada');
    await assert.rejects(onBehalfOf(), /AADSTS65001/);
  });

  it('asks for a second factor with claims, which a sign-in brings', async () => {
    await signIn('ada');
    entra.set({ mfaRequired: true });
    const claims: string[] = [];
    for (const attempt of [onBehalfOf, silently])
      await assert.rejects(attempt(), (error) => {
        assert.ok(error instanceof InteractionRequiredAuthError);
        claims.push(error.claims);
        return true;
      });
    assert.match(claims[0] ?? '', /^\{"access_token":\{"capolids"/);
    assert.equal(claims[0], claims[1]);
    await signIn('ada', claims[0]);
    assert.ok(await silently());
  });

  it('gives an authentication context to those who signed in for it', async () => {
    await signIn('ada');
    const wish = contextClaims('c1');
    await assert.rejects(silently(wish), (error) => {
      assert.ok(error instanceof InteractionRequiredAuthError);
      assert.equal(error.claims, wish);
      return true;
    });
    await signIn('ada', wish);
    const { accessToken } = await silently(wish);
    assert.deepEqual(readJwt(accessToken)?.claims['acrs'], ['c1']);
  });

  it('refuses an expired assertion with a plain server error', async () => {
    await assert.rejects(onBehalfOf({ expiresIn: -1 }), (error) => {
      assert.ok(error instanceof ServerError && !(error instanceof InteractionRequiredAuthError));
      assert.match(error.message, /AADSTS500133/);
      return true;
    });
    entra.set({ assertionsExpired: true });
    await assert.rejects(onBehalfOf(), /AADSTS500133/);
  });

  it('refuses revoked sessions and disabled accounts', async () => {
    await signIn('ada');
    entra.revokeSessions('ada');
    await assert.rejects(silently(), /AADSTS50173/);
    entra.set({ disabled: ['ada'] });
    await assert.rejects(onBehalfOf(), /AADSTS50057/);
    await assert.rejects(signIn('ada'), /AADSTS50057/);
    await signIn('ben');
  });

  it('refuses a refresh token that nobody used for 90 days', async () => {
    await signIn('ada');
    clock.advance(90 * 24 * 60 * 60 * 1000);
    await assert.rejects(silently(), /AADSTS700082/);
  });

  it('refuses a wrong secret', async () => {
    msal = createMsalOnLoopback(entra, { clientSecret: 'guessed' });
    await assert.rejects(onBehalfOf(), /AADSTS7000215/);
  });

  it('fails on purpose, once or until it is healed', async () => {
    entra.failNext('on_behalf_of', { kind: 'aadsts', code: 50076 });
    await assert.rejects(onBehalfOf(), InteractionRequiredAuthError);
    assert.ok(await onBehalfOf());
    entra.failAlways('on_behalf_of', { kind: 'status', status: 429, retryAfter: 7 });
    await assert.rejects(onBehalfOf());
    entra.heal();
    // This msal keeps to itself for the seconds that were named.
    await assert.rejects(onBehalfOf());
    assert.equal(entra.requests.filter(({ status }) => status === 429).length, 1);
    msal = createMsalOnLoopback(entra);
    assert.ok(await onBehalfOf());
  });

  it('keeps no secret in what it records', async () => {
    const { accessToken } = await signIn('ada');
    await onBehalfOf();
    await silently();
    const recorded = JSON.stringify(entra.requests);
    assert.doesNotMatch(recorded, /fake-client-secret|fake-refresh|fake-code|eyJ[\w-]+\.eyJ/);
    assert.equal(recorded.includes(accessToken), false);
  });
});
