import { createHash, randomBytes } from 'node:crypto';
import type { AzureDevOpsConfig } from '../config/azure-devops.ts';
import { PatkeeperError } from '../core/errors.ts';
import type { Clock } from '../core/ports.ts';
import { EntraUnreachable } from '../identity/entra-http.ts';
import { SCOPES } from '../identity/sign-in-scopes.ts';
import { sayToOperator } from '../sentences/say-error.ts';
import { sentencesOf } from '../sentences/sentences.ts';
import { entraOf } from '../service/azure-devops.ts';
import { aadstsNumber } from '../web/aadsts.ts';
import { type RefusedSettings, refusedByEntra } from './aadsts.ts';
import { type Finding, noIdentity, ok, problem, unchecked } from './findings.ts';
import { GUIDE } from './guide.ts';
import { ask } from './http.ts';

const CREDENTIAL = 'Application credential';
const REDIRECT = 'Redirect URI';
/** Entra asks for a person or their consent: it has found nothing wrong with the address by then. */
const AFTER_THE_ADDRESS: readonly (number | undefined)[] = [16000, 50058, 50076, 50079, 65001];

export interface ApplicationDeps {
  readonly azureDevOps: AzureDevOpsConfig;
  readonly names: RefusedSettings;
  readonly clock: Clock;
}

/** Asks Entra for a token for the application itself, which takes the credential and nobody's consent. */
export async function examineCredential({ azureDevOps, names, clock }: ApplicationDeps): Promise<Finding> {
  const { kind } = azureDevOps.entra.credential;
  try {
    const entra = await entraOf(azureDevOps, clock);
    const client = await entra.client();
    const resource = SCOPES[0]?.split('/')[0] ?? '';
    await client.acquireTokenByClientCredential({ scopes: [`${resource}/.default`] });
    return ok(CREDENTIAL, `Microsoft Entra accepts the ${kind.replace('-', ' ')} of ${names.id}.`);
  } catch (error) {
    if (error instanceof PatkeeperError)
      return problem(
        CREDENTIAL,
        sayToOperator(error, sentencesOf('en')),
        'Then run this again.',
        GUIDE.credential,
      );
    if (error instanceof EntraUnreachable) {
      const { errorMessage } = error;
      // The identity's token comes from another place, on the machine itself.
      const isEntra = errorMessage.startsWith(new URL(azureDevOps.entra.authority).host);
      if (kind === 'managed-identity' && !isEntra) return noIdentity(CREDENTIAL, GUIDE.credential);
      return problem(CREDENTIAL, `Microsoft Entra could not be reached: ${errorMessage}.`, 'Try it again.');
    }
    // The message may quote the request, so only its number and the name of the error are read.
    const message = error instanceof Error ? error.message : '';
    const number = aadstsNumber(message);
    if (number !== undefined) return refusedByEntra(CREDENTIAL, number, names);
    if (kind === 'managed-identity') return noIdentity(CREDENTIAL, GUIDE.credential);
    const [name = 'an unknown error'] = /^[a-z_]{4,64}(?=:|$)/.exec(message) ?? [];
    const text = `Microsoft Entra gave no token: ${name}.`;
    return problem(CREDENTIAL, text, 'Check the credential again.', GUIDE.credential);
  }
}

export interface RedirectDeps {
  readonly authorizationEndpoint: string;
  readonly clientId: string;
  /** Where browsers reach the bot, without a slash at its end; undefined when that is only known while it runs. */
  readonly publicUrl: string | undefined;
  readonly names: RefusedSettings;
}

/**
 * Asks for the sign-in page as a browser would that must not show one (`prompt=none`, OpenID Connect Core 3.1.2.1): Entra
 * sends it back only to an address that is registered.
 */
export async function examineRedirectUri(deps: RedirectDeps): Promise<Finding> {
  const { authorizationEndpoint, clientId, publicUrl, names } = deps;
  if (publicUrl === undefined)
    return unchecked(REDIRECT, 'PORT is 0, so nobody knows the address before Patkeeper runs.');
  const redirectUri = `${publicUrl}/auth/callback`;
  const address = new URL(authorizationEndpoint);
  const fields = {
    client_id: clientId,
    response_type: 'code',
    response_mode: 'query',
    redirect_uri: redirectUri,
    scope: ['openid', ...SCOPES].join(' '),
    prompt: 'none',
    state: 'doctor',
    nonce: randomBytes(16).toString('hex'),
    code_challenge: createHash('sha256').update(randomBytes(32).toString('base64url')).digest('base64url'),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(fields)) address.searchParams.set(name, value);
  const reply = await ask(address, { headers: { Accept: 'text/html' } });
  if (reply.kind === 'unreached')
    return unchecked(REDIRECT, `the sign-in page could not be reached: ${reply.why}.`);
  const number = aadstsNumber(reply.text);
  const sentBack = (reply.headers.get('location') ?? '').startsWith(`${redirectUri}?`);
  if (sentBack || AFTER_THE_ADDRESS.includes(number)) return ok(REDIRECT, `${redirectUri} is registered.`);
  if (number === 50011) {
    const fix = `Add ${redirectUri} on the application's Authentication page, with the platform Web.`;
    return problem(REDIRECT, `${redirectUri} is not registered (AADSTS50011).`, fix, GUIDE.application);
  }
  if (number !== undefined) return refusedByEntra(REDIRECT, number, names);
  const look = `Check the application's Authentication page: it must have ${redirectUri}, with the platform Web.`;
  return unchecked(REDIRECT, `Entra's page doesn't say so without a browser. ${look}`);
}
