import { createAzureDevOpsClient } from '../authorities/azure-devops/azure-devops-client.ts';
import { errorOf } from '../authorities/azure-devops/errors.ts';
import type { AzureDevOpsConfig } from '../config/azure-devops.ts';
import type { Config } from '../config/config.ts';
import { isSignInNeeded, PatkeeperError } from '../core/errors.ts';
import type { Clock, Log } from '../core/ports.ts';
import type { SignInStore } from '../core/sign-in.ts';
import type { PersonId } from '../core/tokens/token.ts';
import { SCOPES } from '../identity/sign-in-scopes.ts';
import { sayToOperator } from '../sentences/say-error.ts';
import { sentencesOf } from '../sentences/sentences.ts';
import { createKeptSignIn } from '../service/azure-devops.ts';
import { type Finding, ok, problem, unchecked } from './findings.ts';
import { GUIDE } from './guide.ts';
import { hasKeyFile } from './kept-sign-in.ts';

const SIGN_IN = 'Kept sign-in';
const CONSENT = 'Consent';
const ORGANIZATIONS = 'Organizations';
const CALL_MS = 8_000;

export interface PersonDeps {
  readonly config: Pick<Config, 'dataDir' | 'store' | 'cacheKey'>;
  readonly azureDevOps: AzureDevOpsConfig;
  /** Somebody who has signed in to this Patkeeper. */
  readonly person: PersonId;
  readonly store: SignInStore;
  readonly clock: Clock;
}

/** Does what only a person can do, with the sign-in that Patkeeper has kept of one: asks Azure DevOps for their organizations. */
export async function examinePerson(deps: PersonDeps): Promise<readonly Finding[]> {
  const { config, person } = deps;
  try {
    if (config.cacheKey === undefined && !(await hasKeyFile(config.dataDir)))
      return [unchecked(SIGN_IN, 'nobody has signed in to this Patkeeper yet.')];
    const { log, warnings } = rememberingLog();
    const { signIn } = await createKeptSignIn({ ...deps, storeIsOld: true, ownUrl: () => '', log });
    const account = await signIn.account(person);
    if (account === undefined) return [notSignedIn(person, warnings)];
    const accessToken = await signIn.forPerson(person);
    return [
      ok(SIGN_IN, `${account.username} is signed in.`),
      consentFinding(account.permissions),
      ...(await organizationFindings(deps, accessToken, log)),
    ];
  } catch (error) {
    if (isSignInNeeded(error))
      return [
        unchecked(
          SIGN_IN,
          'it has ended, or Azure DevOps asks for a new sign-in. Type /pat signin in Teams and run this again.',
        ),
      ];
    const text =
      error instanceof PatkeeperError
        ? sayToOperator(error, sentencesOf('en'))
        : "The stored sign-in of this person can't be read.";
    return [problem(SIGN_IN, text, 'Correct that and run this again.', GUIDE.settings)];
  }
}

function notSignedIn({ tenantId, objectId }: PersonId, warnings: readonly string[]): Finding {
  if (warnings.length === 0) {
    const who = `${objectId} of tenant ${tenantId} is not signed in`;
    return unchecked(SIGN_IN, `${who}. Let them type /pat signin in Teams, and sign in on the page.`);
  }
  const fix =
    'Put back the key that encrypted it, in CACHE_KEY or cache-key.json, or let people sign in again.';
  return problem(SIGN_IN, warnings.join(' '), fix, GUIDE.settings);
}

function consentFinding(given: readonly string[]): Finding {
  const needed = SCOPES.map((scope) => scope.split('/')[1] ?? scope);
  const missing = needed.filter((name) => !given.includes(name));
  if (missing.length === 0) return ok(CONSENT, `${needed.join(', ')} are granted.`);
  const fix =
    'Add them under API permissions, grant admin consent, and let the person type /pat signin again.';
  return problem(CONSENT, `${missing.join(', ')} not granted.`, fix, GUIDE.permissions);
}

async function organizationFindings(
  { azureDevOps, clock }: PersonDeps,
  accessToken: string,
  log: Log,
): Promise<readonly Finding[]> {
  const { url, profileUrl } = azureDevOps;
  const client = createAzureDevOpsClient({
    url,
    profileUrl,
    clock,
    log,
    timeoutMs: CALL_MS,
    maxConcurrent: 2,
  });
  const found = await client.organizations(accessToken);
  if (found.kind !== 'ok') return [refusedBy(errorOf(found))];
  const [first] = found.value;
  if (first === undefined) {
    const text = 'Azure DevOps knows no organization of this person.';
    return [
      problem(
        ORGANIZATIONS,
        text,
        'Let the administrator of an organization add this person.',
        GUIDE.permissions,
      ),
    ];
  }
  const names = found.value.map(({ name }) => name).join(', ');
  const listed = await client.list(accessToken, first.name);
  if (listed.kind !== 'ok') return [ok(ORGANIZATIONS, `${names}.`), refusedBy(errorOf(listed))];
  return [ok(ORGANIZATIONS, `${names}. ${first.name} lists ${listed.value.length} active tokens.`)];
}

function refusedBy(error: PatkeeperError): Finding {
  const fix = 'Check the permissions of the application and the policies of the organization.';
  return problem(ORGANIZATIONS, sayToOperator(error, sentencesOf('en')), fix, GUIDE.permissions);
}

/** Warnings are what a person should hear; the rest is for a log. */
function rememberingLog(): { log: Log; warnings: readonly string[] } {
  const warnings: string[] = [];
  const nothing = (): void => {};
  const warn: Log['warn'] = (_fields, message) => void warnings.push(message);
  return { log: { debug: nothing, info: nothing, warn, error: nothing }, warnings };
}
