import { ManagedIdentityApplication, type NodeAuthOptions } from '@azure/msal-node';
import { type ClientCredential, readTokenFile } from './client-credential.ts';
import type { EntraHttp } from './entra-http.ts';

/** What a managed identity's token must be for, to stand for an application that trusts it. */
const EXCHANGE_AUDIENCE = 'api://AzureADTokenExchange';

/** Gives what msal needs to know of a credential. */
export function msalCredential(credential: ClientCredential, http: EntraHttp): Partial<NodeAuthOptions> {
  if (credential.kind === 'secret') return { clientSecret: credential.secret.reveal() };
  if (credential.kind === 'certificate') {
    const { privateKey, thumbprintSha256, chain } = credential;
    return { clientCertificate: { privateKey: privateKey.reveal(), thumbprintSha256, x5c: chain } };
  }
  if (credential.kind === 'token-file') return { clientAssertion: () => readTokenFile(credential.path) };
  const application = new ManagedIdentityApplication({
    managedIdentityIdParams: { userAssignedClientId: credential.identity },
    system: { networkClient: http.forMsal, disableInternalRetries: true },
  });
  // msal keeps the identity's token until shortly before its end.
  return {
    clientAssertion: async () =>
      (await application.acquireToken({ resource: EXCHANGE_AUDIENCE })).accessToken,
  };
}
