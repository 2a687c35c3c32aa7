import { timingSafeEqual } from 'node:crypto';
import { EntraRefusal } from './entra-refusal.ts';
import type { FakeClient } from './fake-entra-types.ts';
import { type Claims, openJwt } from './token-signer.ts';

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/**
 * Holds that a token request comes from the registered application: by its secret, a certificate, or a federated
 * credential. Throws an `EntraRefusal` otherwise.
 */
export function proveClient(form: URLSearchParams, client: FakeClient, tokenEndpoint: string): void {
  if (form.get('client_id') !== client.clientId) throw new EntraRefusal(700016);
  const assertion = form.get('client_assertion');
  if (assertion === null) {
    const secret = Buffer.from(form.get('client_secret') ?? '');
    const expected = Buffer.from(client.secret);
    if (secret.length === expected.length && timingSafeEqual(secret, expected)) return;
    throw new EntraRefusal(7000215);
  }
  if (form.get('client_assertion_type') !== ASSERTION_TYPE)
    throw new EntraRefusal(9000411, { detail: 'client_assertion_type' });
  const opened = client.assertionKeys
    ?.map((key) => openJwt(assertion, key))
    .find((claims) => claims !== undefined);
  if (opened === undefined || !isMeant(opened, client, tokenEndpoint)) throw new EntraRefusal(700027);
}

// Its times are not checked: msal takes them from the machine, not from the fake's clock.
function isMeant(
  { iss, sub, aud }: Claims,
  { clientId, federated }: FakeClient,
  tokenEndpoint: string,
): boolean {
  if (iss === clientId) return sub === clientId && aud === tokenEndpoint;
  return (
    federated !== undefined &&
    iss === federated.issuer &&
    sub === federated.subject &&
    aud === 'api://AzureADTokenExchange'
  );
}
