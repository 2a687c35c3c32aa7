import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { FakeEntra } from './fake-entra-types.ts';
import { LOCAL_TENANT_ID } from './fake-people.ts';
import { AZURE_DEVOPS_RESOURCE } from './token-mint.ts';

const SCOPE = `openid profile offline_access ${AZURE_DEVOPS_RESOURCE}/vso.pats`;
const CHALLENGE = createHash('sha256').update('v'.repeat(43)).digest('base64url');

type Fields = Readonly<Record<string, string>>;

/** Asks the fake in the way a good client does, without msal; what is out of the ordinary is given. */
export function createAsk(entra: FakeEntra) {
  const [redirectUri = ''] = entra.client.redirectUris;

  function authorizeUrl(change: Fields = {}, tenantId = LOCAL_TENANT_ID): URL {
    const url = new URL(`${entra.url}/${tenantId}/oauth2/v2.0/authorize`);
    const usual = {
      client_id: entra.client.clientId,
      response_type: 'code',
      redirect_uri: redirectUri,
      scope: SCOPE,
      state: 's-1',
      nonce: 'n-1',
      code_challenge: CHALLENGE,
      code_challenge_method: 'S256',
    };
    for (const [name, value] of Object.entries({ ...usual, ...change })) url.searchParams.set(name, value);
    return url;
  }

  async function token(fields: Fields, tenantId = LOCAL_TENANT_ID) {
    const answer = await fetch(`${entra.url}/${tenantId}/oauth2/v2.0/token`, {
      method: 'POST',
      body: new URLSearchParams({
        client_id: entra.client.clientId,
        client_secret: entra.client.secret,
        scope: SCOPE,
        ...fields,
      }),
    });
    const body = z.record(z.string(), z.unknown()).parse(await answer.json());
    return { status: answer.status, body, codes: body['error_codes'] };
  }

  /** Redeems a code of `authorizeUrl`. */
  const redeem = (code: string, change: Fields = {}) =>
    token({
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: 'v'.repeat(43),
      ...change,
    });

  async function byCode(change: Fields = {}) {
    const back = await entra.signIn(authorizeUrl(), 'ada');
    return redeem(back.searchParams.get('code') ?? '', change);
  }

  const onBehalfOf = (assertion: string, change: Fields = {}) =>
    token({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      requested_token_use: 'on_behalf_of',
      assertion,
      ...change,
    });

  return { authorizeUrl, token, redeem, byCode, onBehalfOf };
}
