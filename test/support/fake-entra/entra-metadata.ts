import { issuerOf } from './token-mint.ts';

/** The OpenID discovery document of a tenant. Its endpoints are here; its issuer reads as Microsoft's. */
export function discoveryDocument(url: string, tenantId: string): object {
  const base = `${url}/${tenantId}`;
  return {
    issuer: issuerOf(tenantId),
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    token_endpoint: `${base}/oauth2/v2.0/token`,
    end_session_endpoint: `${base}/oauth2/v2.0/logout`,
    jwks_uri: `${base}/discovery/v2.0/keys`,
    response_types_supported: ['code'],
    response_modes_supported: ['query', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt'],
  };
}

/** What instance discovery says about the host it was asked about: that it is a cloud of its own. */
export function instanceDocument(authorizationEndpoint: string): object {
  const host = URL.canParse(authorizationEndpoint)
    ? new URL(authorizationEndpoint).host
    : 'login.microsoftonline.com';
  return {
    tenant_discovery_endpoint: authorizationEndpoint.replace(
      /\/oauth2\/v2\.0\/authorize$/,
      '/v2.0/.well-known/openid-configuration',
    ),
    'api-version': '1.1',
    metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
  };
}
