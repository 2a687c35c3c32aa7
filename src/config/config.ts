import { distance } from 'fastest-levenshtein';
import type { Collection } from '../authorities/tracked/tracked-authority.ts';
import type { Secret } from '../core/secrets/secret.ts';
import type { PolicySettings } from '../core/tokens/policy.ts';
import { allScopes, findScope, type ScopeId } from '../core/tokens/scopes.ts';
import type { AuthorityId, Organization } from '../core/tokens/token.ts';
import type { Subnet } from '../http/verification/client-address.ts';
import type { LogLevel } from '../log/log.ts';
import { type AdministrationConfig, administration, administrationWarnings } from './administration.ts';
import { type AuditPushConfig, auditPush } from './audit-push.ts';
import { type AzureDevOpsConfig, azureDevOps, entraWarnings, serverCollections } from './azure-devops.ts';
import { unusedCredentials } from './credential.ts';
import { cacheKey, peppers } from './keys.ts';
import { endIdle, type LeakConfig, leakConfig, secretPrefix } from './leaks.ts';
import {
  applicationConfig,
  type GraphConfig,
  graphAddress,
  type LeaverConfig,
  leaverConfig,
} from './leavers.ts';
import type { LocalMode, TeamsMode } from './mode.ts';
import { readMode } from './mode.ts';
import { nameProblems } from './names.ts';
import { organizations } from './organizations.ts';
import type { Environment } from './reader.ts';
import { ConfigError, type ConfigReader, createConfigReader, quote } from './reader.ts';
import { type SecretEnds, secretEnds } from './secret-ends.ts';
import { type StoreConfig, storeConfig, storeWarnings } from './store.ts';
import { trustedProxies } from './trusted-proxies.ts';
import { VARIABLES } from './variables.ts';
import type { VerifyConfig } from './verification.ts';
import { verifyConfig, verifyWarnings } from './verification.ts';

/** Every setting, read and checked. */
export interface Config {
  readonly mode: LocalMode | TeamsMode;
  readonly host: string;
  /** 0 stands for any free port. */
  readonly port: number;
  readonly verify: VerifyConfig;
  /** Whose X-Forwarded-For is believed, by either listener. */
  readonly trustedProxies: readonly Subnet[];
  /** How long, after SIGTERM, readiness is red while requests are still served. */
  readonly drainSeconds: number;
  readonly secretEnds: SecretEnds;
  readonly dataDir: string;
  readonly store: StoreConfig;
  /** Where audit events are sent; absent for nowhere. */
  readonly auditPush?: AuditPushConfig;
  readonly authorities: readonly AuthorityId[];
  readonly organizations: readonly Organization[];
  /** Keys of the digests of built-in secrets: the first makes new ones, all verify. Absent for one that is made in `dataDir`. */
  readonly peppers?: readonly Secret[];
  /** How new built-in secrets begin, without the underscore. */
  readonly secretPrefix: string;
  /** Whether tokens are ended that nobody uses or keeps. */
  readonly endIdle: boolean;
  /** Absent when nobody may report leaked tokens. */
  readonly leaks?: LeakConfig;
  /** Present when azure-devops is among the authorities. */
  readonly azureDevOps?: AzureDevOpsConfig;
  /** Absent where nobody tells who has left. */
  readonly leavers?: LeaverConfig;
  /** Present where the applications of Microsoft Entra can be followed. */
  readonly applications?: GraphConfig;
  /** Present when ADMIN is on. */
  readonly administration?: AdministrationConfig;
  /** Hours between two looks at the tokens of people who are signed in. */
  readonly sweepHours: number;
  /** Collections of Azure DevOps Server whose tokens can be tracked. */
  readonly serverCollections: readonly Collection[];
  /** Keys that encrypt what is kept of sign-ins, as `CACHE_KEY` has them. */
  readonly cacheKey?: Secret;
  /** Whether guests of the tenant may have tokens. */
  readonly guests: 'refuse' | 'allow';
  readonly policy: PolicySettings;
  readonly cardActions: 'execute' | 'submit';
  readonly logLevel: LogLevel;
  /** What is odd but no reason not to start, as sentences. */
  readonly warnings: readonly string[];
}

/** What else is known of the settings than their values. */
export interface ConfigSource {
  /** The names that stand in `.env`; their values are in the environment. */
  readonly fileNames?: readonly string[];
  /** Whether a missing MODE means local mode where nothing speaks of another: `npm start` says so. */
  readonly localIfUnset?: boolean;
}

/** Where nobody said which mode it is, the other settings are read as if this were it. It is never run. */
const UNDECIDED: LocalMode = {
  kind: 'local',
  chat: { kind: 'off' },
  clockOffsetHours: 0,
  key: { kind: 'made' },
  mayUseServedData: false,
};

/** Reads every setting from an environment. Throws a `ConfigError` that names every bad one. */
export function loadConfig(env: Environment, source: ConfigSource = {}): Config {
  const read = createConfigReader({ env });
  const host = read.listenAddress('HOST');
  const port = read.port('PORT');
  const decided = readMode(read, {
    host,
    port,
    names: Object.keys(env),
    localIfUnset: source.localIfUnset === true,
  });
  const mode = decided ?? UNDECIDED;
  if (decided?.kind === 'teams') refuseLost(read);
  const verify = verifyConfig(read, { isLocal: decided?.kind === 'local', taken: takenPorts(mode, port) });
  const issuers = authorities(read);
  const builtinOrganizations = organizations(read, mode.kind === 'local');
  const leaks = leakConfig(read, mode.kind === 'local');
  const needsAzure = decided !== undefined && issuers.includes('azure-devops');
  const azure = needsAzure ? azureDevOps(read, mode) : undefined;
  const graphUrl = decided === undefined ? '' : graphAddress(read, mode);
  const leavers = decided === undefined ? undefined : leaverConfig(read, mode, azure, graphUrl);
  const applications =
    decided === undefined ? undefined : applicationConfig(read, mode, azure ?? leavers?.graph, graphUrl);
  const admin = administration(read, mode, azure);
  const config: Config = {
    mode,
    host,
    port,
    verify,
    trustedProxies: trustedProxies(read),
    drainSeconds: drainSeconds(read, decided?.kind === 'teams'),
    secretEnds: secretEnds(read),
    dataDir: read.text('DATA_DIR'),
    store: storeConfig(read, decided?.kind === 'teams'),
    ...auditPush(read),
    authorities: issuers,
    organizations: builtinOrganizations,
    ...peppers(read),
    ...(azure === undefined ? {} : { azureDevOps: azure }),
    ...(leavers === undefined ? {} : { leavers }),
    ...(applications === undefined ? {} : { applications }),
    secretPrefix: secretPrefix(read),
    endIdle: endIdle(read),
    ...(leaks === undefined ? {} : { leaks }),
    ...(admin === undefined ? {} : { administration: admin }),
    sweepHours: read.whole('SWEEP_HOURS', 1, 168, 'Write a number of hours from 1 to 168.'),
    serverCollections: serverCollections(read),
    ...cacheKey(read),
    guests: read.choice('GUESTS', ['refuse', 'allow']),
    policy: policy(read, builtinOrganizations),
    cardActions: read.choice('CARD_ACTIONS', ['execute', 'submit']),
    logLevel: read.choice('LOG_LEVEL', ['debug', 'info', 'warn', 'error', 'silent']),
    warnings: [
      ...unusedCredentials(read),
      ...entraWarnings(read, admin?.signIn === undefined ? issuers : ['azure-devops']),
      ...administrationWarnings(read, mode, admin),
      ...verifyWarnings(verify, issuers.includes('builtin') ? builtinOrganizations : []),
      ...storeWarnings(read, decided?.kind === 'teams'),
    ],
  };
  const problems = [...nameProblems(env, source.fileNames), ...read.problems];
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

/** An empty value of these is one that got lost, in a template or a secret store, and its default is the weaker way. */
function refuseLost(read: ConfigReader): void {
  for (const variable of VARIABLES) {
    if (!('lostIfEmpty' in variable) || !read.isEmpty(variable.name)) continue;
    const fix = 'Write its value, or remove the line if you want the default.';
    read.report(variable.name, 'has no value, and the value may have been lost', fix);
  }
}

/** Nobody balances the load of local mode. */
function drainSeconds(read: ConfigReader, isTeams: boolean): number {
  if (!read.isSet('DRAIN_SECONDS')) return isTeams ? 5 : 0;
  return read.whole('DRAIN_SECONDS', 0, 300, 'Write a number of seconds from 0 to 300.');
}

function takenPorts(mode: Config['mode'], port: number) {
  const chat = mode.kind === 'local' && mode.chat.kind === 'on' ? mode.chat.port : 0;
  return [
    { variable: 'PORT', port },
    { variable: 'LOCAL_CHAT_PORT', port: chat },
  ];
}

function authorities(read: ConfigReader): readonly AuthorityId[] {
  const known = ['builtin', 'azure-devops'] as const;
  const named = read.list('AUTHORITIES').map((id) => id.toLowerCase());
  const unknown = named.filter((id) => !known.some((authority) => authority === id));
  if (unknown.length > 0 || named.length === 0) {
    const problem =
      named.length === 0
        ? 'names no authority'
        : `names an unknown authority: ${unknown.map(quote).join(', ')}`;
    read.report('AUTHORITIES', problem, 'Write builtin, azure-devops, or both with a comma between.');
  }
  return known.filter((authority) => named.includes(authority));
}

function policy(read: ConfigReader, builtin: readonly Organization[]): PolicySettings {
  const forbidden = read.list('FORBIDDEN_SCOPES');
  if (read.isSet('FORBIDDEN_SCOPES') && forbidden.length === 0)
    read.report('FORBIDDEN_SCOPES', 'names no scope', 'Write scopes with commas between, or leave it out.');
  return {
    maxLifespanDays: read.whole('MAX_LIFESPAN_DAYS', 1, 365, 'Write a number of days from 1 to 365.'),
    forbiddenScopes: [...new Set(forbidden.map((id) => knownScope(read, id)))],
    maxTokensPerUser: read.whole('MAX_TOKENS_PER_USER', 1, 1000, 'Write a number from 1 to 1000.'),
    builtinOrganizations: builtin.map(({ id }) => id),
  };
}

function knownScope(read: ConfigReader, given: string): ScopeId {
  const id = given.toLowerCase();
  if (findScope(id) !== undefined) return id;
  const ids = allScopes().map((scope) => scope.id);
  const near = ids.map((other) => ({ other, far: distance(id, other) })).sort((a, b) => a.far - b.far)[0];
  const meant =
    ids.find((other) => other === `vso.${id}`) ?? (near && near.far <= 2 ? near.other : undefined);
  const fix = meant === undefined ? 'Write a scope such as vso.code_write.' : `Did you mean ${meant}?`;
  read.report('FORBIDDEN_SCOPES', `names an unknown scope: ${quote(given)}`, fix);
  return id;
}
