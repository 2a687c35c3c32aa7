import { isIPv6 } from 'node:net';
import type { AzureDevOpsConfig } from '../config/azure-devops.ts';
import { type Config, type ConfigSource, loadConfig } from '../config/config.ts';
import { ConfigError, createConfigReader, type Environment } from '../config/reader.ts';
import { isGuid } from '../core/guid.ts';
import type { Clock } from '../core/ports.ts';
import type { SignInStore } from '../core/sign-in.ts';
import { applicationIdUri } from '../identity/teams-token.ts';
import { TENANT_ID as LOCAL_TENANT_ID } from '../local/directory.ts';
import type { RefusedSettings } from './aadsts.ts';
import { examineCredential, examineRedirectUri } from './application.ts';
import { examineAzureDevOps } from './azure-devops.ts';
import { type BotDeps, examineBot } from './bot.ts';
import { withKeptInDatabase } from './database.ts';
import { type Finding, note, ok, problem, unchecked } from './findings.ts';
import { GUIDE } from './guide.ts';
import { keptInFolder } from './kept-sign-in.ts';
import { examineKeyEnds } from './key-ends.ts';
import { examinePerson } from './person.ts';
import { examinePublicAddress } from './public-address.ts';
import { examineStorage } from './storage.ts';
import { examineTenant, type TenantFindings } from './tenant.ts';

/** Addresses that stand for all of this machine's, and one of those. */
const EVERYWHERE: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

export interface ExaminationDeps {
  readonly env: Environment;
  readonly source?: ConfigSource;
  /** The Entra object id of somebody who has signed in. */
  readonly as?: string;
  readonly clock: Clock;
  readonly bot?: Omit<BotDeps, 'mode' | 'clock'>;
}

/** Looks at a whole setup; the findings are in the order of the setup guide. Never prints and never changes anything. */
export async function examine(deps: ExaminationDeps): Promise<readonly Finding[]> {
  const config = configOf(deps);
  if (config instanceof ConfigError) {
    return [
      ...config.problems.map(({ variable, problem: wrong, fix }) =>
        problem('Settings', `${variable} ${wrong}.`, fix, GUIDE.settings),
      ),
      unchecked('Everything else', 'you must correct the settings first.'),
    ];
  }
  const groups = await Promise.all([
    examineStorage({ config }),
    examineBot({ mode: config.mode, clock: deps.clock, ...deps.bot }),
    examineKeyEnds(config, deps.clock),
    publicAddress(config, deps.env),
    signIn(config, deps),
  ]);
  const settings =
    config.warnings.length === 0
      ? [ok('Settings', 'all of them are usable.')]
      : config.warnings.map((warning) => note('Settings', warning));
  return [...settings, ...groups.flat()];
}

function configOf({ env, source }: ExaminationDeps): Config | ConfigError {
  try {
    return loadConfig(env, source);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
}

async function publicAddress(config: Config, env: Environment): Promise<readonly Finding[]> {
  const { azureDevOps, mode } = config;
  const what = 'Public address';
  const given = azureDevOps?.publicUrl ?? createConfigReader({ env }).text('PUBLIC_URL').replace(/\/+$/, '');
  const publicUrl = given === '' && mode.kind === 'local' ? ownUrl(config) : given;
  if (azureDevOps === undefined && mode.kind === 'local') return [];
  if (publicUrl === undefined)
    return [unchecked(what, 'PORT is 0, so nobody knows the address before Patkeeper runs.')];
  if (!URL.canParse(publicUrl) || !/^https?:/.test(publicUrl))
    return [unchecked(what, 'PUBLIC_URL is not set. Set it, and run this again.')];
  const pages = azureDevOps !== undefined;
  return examinePublicAddress({
    publicUrl,
    ownUrl: ownUrl(config) ?? publicUrl,
    pages,
    teams: mode.kind === 'teams',
  });
}

async function signIn(config: Config, deps: ExaminationDeps): Promise<readonly Finding[]> {
  const { azureDevOps, mode } = config;
  if (azureDevOps === undefined) return [unchecked('Signing in', 'AUTHORITIES doesn’t name azure-devops.')];
  const { clock } = deps;
  const { authority, clientId } = azureDevOps.entra;
  const names = namesOf(deps.env);
  const local = mode.kind === 'local';
  const tenants = local ? [LOCAL_TENANT_ID] : mode.allowedTenants;
  const [tenant, devOps] = await Promise.all([
    examineTenant({ authority, tenants, local, names, clock }),
    examineAzureDevOps(azureDevOps),
  ]);
  const { authorizationEndpoint } = tenant;
  const publicUrl = azureDevOps.publicUrl ?? ownUrl(config);
  const application =
    authorizationEndpoint === undefined
      ? ['Application credential', 'Redirect URI'].map((what) =>
          unchecked(what, 'Microsoft Entra gave no usable answer.'),
        )
      : await Promise.all([
          examineCredential({ azureDevOps, names, clock }),
          examineRedirectUri({ authorizationEndpoint, clientId, publicUrl, names }),
        ]);
  const uri = applicationIdUri(clientId);
  const silent = `only Teams can try it. Compare ${uri} with the Application ID URI on the Expose an API page: setup guide, ${GUIDE.teamsToken}.`;
  return [
    ...tenant.findings,
    ...application,
    unchecked('Silent sign-in', silent),
    ...devOps,
    ...(await personFindings(config, azureDevOps, tenant, deps)),
  ];
}

async function personFindings(
  config: Config,
  azureDevOps: AzureDevOpsConfig,
  { tenantId }: TenantFindings,
  { as, clock }: ExaminationDeps,
): Promise<readonly Finding[]> {
  if (as === undefined) {
    const how = 'Type /pat signin in Teams, then run "patkeeper doctor --as" with your Entra object id';
    const where = 'or check under API permissions that each says "Granted"';
    return [unchecked('Consent', `the doctor can check it only for a person. ${how}; ${where}.`)];
  }
  const what = 'Kept sign-in';
  if (!isGuid(as))
    return [
      problem(
        what,
        '--as is not an object id.',
        'Write the Object ID of a person from the Entra admin center.',
      ),
    ];
  if (tenantId === undefined) return [unchecked(what, 'Microsoft Entra gave no usable answer.')];
  const person = { tenantId, objectId: as };
  const look = (store: SignInStore) => examinePerson({ config, azureDevOps, person, store, clock });
  if (config.store.kind === 'lowdb') return look(keptInFolder(config.dataDir));
  return withKeptInDatabase(config.store, look).catch(() => [unchecked(what, "the database can't be used.")]);
}

/** Where it listens on this machine; undefined for a port that is chosen at the start. */
function ownUrl({ host, port }: Config): string | undefined {
  if (port === 0) return undefined;
  const name = EVERYWHERE[host] ?? host;
  return `http://${isIPv6(name) ? `[${name}]` : name}:${port}`;
}

/** Problems name the setting that was written, not the one that could have been. */
function namesOf(env: Environment): RefusedSettings {
  const read = createConfigReader({ env });
  return {
    id: read.isSet('ENTRA_CLIENT_ID') ? 'ENTRA_CLIENT_ID' : 'MicrosoftAppId',
    secret: read.isSet('ENTRA_CLIENT_SECRET') ? 'ENTRA_CLIENT_SECRET' : 'MicrosoftAppPassword',
    certificate: read.isSet('ENTRA_CLIENT_CERTIFICATE')
      ? 'ENTRA_CLIENT_CERTIFICATE'
      : 'MicrosoftAppCertificate',
    tenant: read.isSet('ENTRA_AUTHORITY') ? 'ENTRA_AUTHORITY' : 'MicrosoftAppTenantId',
  };
}
