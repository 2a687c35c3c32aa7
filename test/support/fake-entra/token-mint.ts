import { createHash, randomUUID } from 'node:crypto';
import type { Clock } from '../../../src/core/ports.ts';
import type { MintOptions } from './fake-entra-types.ts';
import type { FakePerson } from './fake-people.ts';
import type { Claims, TokenSigner } from './token-signer.ts';

/** Azure DevOps as Entra knows it: the audience of its access tokens. */
export const AZURE_DEVOPS_RESOURCE = '499b84ac-1321-427f-aa17-267ca6975798';
/** The delegated permissions of the bot's own sign-in. */
export const OWN_SCOPES: readonly string[] = ['vso.pats', 'vso.pats_manage', 'vso.profile'];

/** Makes the tokens of one application's people. Times are seconds, as tokens have them. */
export interface TokenMint {
  accessToken(person: FakePerson, options?: MintOptions & { readonly audience?: string }): string;
  idToken(
    person: FakePerson,
    options: Pick<MintOptions, 'claims'> & { readonly expiresIn: number; readonly nonce: string | undefined },
  ): string;
  /** The token that Teams hands to the bot. */
  teamsToken(person: FakePerson, options?: MintOptions): string;
  appToken(tenantId: string, audience?: string): string;
}

/** Gives a mint for an application; the Application ID URI is the audience of its single sign-on tokens. */
export function createTokenMint(deps: {
  readonly clock: Clock;
  readonly signer: TokenSigner;
  readonly client: { readonly clientId: string; readonly applicationIdUri: string };
}): TokenMint {
  const { clock, signer, client } = deps;

  function common(tenantId: string, expiresIn: number): Claims {
    const now = Math.floor(clock.now() / 1000);
    return {
      iss: issuerOf(tenantId),
      tid: tenantId,
      iat: now,
      nbf: now,
      exp: now + expiresIn,
      ver: '2.0',
      uti: randomUUID(),
    };
  }

  function delegated(person: FakePerson, options: MintOptions, specific: Claims): string {
    const { expiresIn = 3600, claims = {}, unknownKey = false } = options;
    const { tenantId, objectId, name, email } = person;
    const who = {
      oid: objectId,
      sub: subjectOf(client.clientId, objectId),
      name,
      preferred_username: email,
    };
    return signer.sign({ ...common(tenantId, expiresIn), ...who, ...specific, ...claims }, { unknownKey });
  }

  return {
    accessToken(person, { audience = AZURE_DEVOPS_RESOURCE, scopes = OWN_SCOPES, ...options } = {}) {
      return delegated(person, options, { aud: audience, azp: client.clientId, scp: scopes.join(' ') });
    },
    idToken: (person, { expiresIn, nonce, claims = {} }) =>
      delegated(
        person,
        { expiresIn, claims },
        { aud: client.clientId, ...(nonce === undefined ? {} : { nonce }) },
      ),
    teamsToken: (person, { scopes = ['access_as_user'], ...options } = {}) =>
      delegated(person, options, {
        aud: client.applicationIdUri,
        azp: TEAMS_CLIENT,
        scp: scopes.join(' '),
      }),
    appToken: (tenantId, audience = AZURE_DEVOPS_RESOURCE) =>
      signer.sign({
        ...common(tenantId, 3600),
        aud: audience,
        azp: client.clientId,
        oid: client.clientId,
        sub: client.clientId,
        idtyp: 'app',
      }),
  };
}

/** The issuer of a tenant's tokens: Microsoft's, because msal refuses any that isn't https. */
export function issuerOf(tenantId: string): string {
  return `https://login.microsoftonline.com/${tenantId}/v2.0`;
}

/** The desktop client of Teams. */
const TEAMS_CLIENT = '1fec8e78-bce4-4aaf-ab1b-5451cc387264';

function subjectOf(clientId: string, objectId: string): string {
  return createHash('sha256').update(`${clientId} ${objectId}`).digest('base64url');
}
