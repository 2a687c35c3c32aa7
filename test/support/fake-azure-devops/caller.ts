import type { Clock } from '../../../src/core/ports.ts';
import { contextClaims, newerThanClaims } from '../fake-entra/claims-request.ts';
import type { FakePerson } from '../fake-entra/fake-people.ts';
import { AZURE_DEVOPS_RESOURCE } from '../fake-entra/token-mint.ts';
import type { TokenSigner } from '../fake-entra/token-signer.ts';
import type { Answer } from '../fake-http/answer.ts';
import type { Call } from '../fake-http/call.ts';
import type { AzureDevOpsState } from './fake-azure-devops-types.ts';
import { claimsChallengeAnswer, problemAnswer, signInPageAnswer } from './refusal-answers.ts';

/** Who asks; or the answer that nobody known to us gets. */
export type Caller =
  | { readonly person: FakePerson; readonly refusal?: undefined }
  | { readonly person?: FakePerson; readonly refusal: Answer };

/** Tells who asks by the access token, which must be good for Azure DevOps and hold every one of these scopes. */
export function callerOf(
  call: Call,
  scopes: readonly string[],
  deps: {
    readonly clock: Clock;
    readonly signers: readonly TokenSigner[];
    readonly people: readonly FakePerson[];
    readonly state: AzureDevOpsState;
    /** Seconds until which the person's access tokens were revoked. */
    revokedUntil(person: FakePerson): number | undefined;
  },
): Caller {
  const { clock, signers, people, state } = deps;
  const signedOut = { refusal: signInPageAnswer(state.signedOutStatus) };
  const [, token = ''] = /^Bearer (\S+)$/i.exec(call.headers.authorization ?? '') ?? [];
  const claims = signers.map((signer) => signer.open(token)).find((opened) => opened !== undefined);
  if (claims === undefined || claims['aud'] !== AZURE_DEVOPS_RESOURCE) return signedOut;
  const now = Math.floor(clock.now() / 1000);
  if (!(Number(claims['exp']) > now)) return signedOut;
  // Only people may manage tokens: an application by itself is sent to the page for people.
  if (claims['idtyp'] === 'app' || typeof claims['scp'] !== 'string')
    return { refusal: signInPageAnswer(302) };
  const person = people.find(
    ({ tenantId, objectId }) => tenantId === claims['tid'] && objectId === claims['oid'],
  );
  if (person === undefined || state.disabledPeople.includes(person.key)) return signedOut;
  const granted = claims['scp'].split(' ');
  const lacks = scopes.filter((scope) => !granted.includes(scope) && !granted.includes('user_impersonation'));
  if (lacks.length > 0)
    return { person, refusal: problemAnswer(401, `TF400813: this sign-in lacks ${lacks.join(' ')}`) };
  const until = deps.revokedUntil(person);
  if (until !== undefined && Number(claims['iat']) <= until)
    return { person, refusal: claimsChallengeAnswer(newerThanClaims(until + 1)) };
  const { requiredContext } = state;
  const proved: unknown = claims['acrs'];
  if (requiredContext !== null && !(Array.isArray(proved) && proved.includes(requiredContext)))
    return { person, refusal: claimsChallengeAnswer(contextClaims(requiredContext)) };
  return { person };
}
