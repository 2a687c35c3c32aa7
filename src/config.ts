import { distance } from 'fastest-levenshtein';
import type { Collection } from './authorities/tracked/tracked-authority.ts';
import { type AzureDevOpsConfig, azureDevOps, entraWarnings, serverCollections } from './config-azure.ts';
import { localMode, teamsMode } from './config-mode.ts';
import { organizations } from './config-organizations.ts';
import type { Environment } from './config-reader.ts';
import { type ConfigReader, createConfigReader, misspelledVariables, quote } from './config-reader.ts';
import { type StoreConfig, storeConfig, storeWarnings } from './config-store.ts';
import { verifyConfig, verifyWarnings } from './config-verify.ts';
import type { Policy } from './core/policy.ts';
import { allScopes, findScope, type ScopeId } from './core/scopes.ts';
import { Secret } from './core/secret.ts';
import type { AuthorityId, Organization } from './core/token.ts';
import type { Subnet } from './http/client-address.ts';
import type { VerifyClient } from './http/verify-clients.ts';
import type { LogLevel } from './log.ts';

const SHORTEST_PEPPER = 32;

/** Without bot credentials: loopback only, nobody signs in. */
export interface LocalMode {
  readonly kind: 'local';
  readonly chat: { readonly kind: 'on'; readonly port: number } | { readonly kind: 'off' };
  readonly clockOffsetHours: number;
}

/** With bot credentials, as botbuilder takes them. All ids are GUIDs in lower case. */
export type TeamsMode = {
  readonly kind: 'teams';
  readonly appId: string;
  readonly tenantId: string;
  readonly allowedTenants: readonly string[];
} & (
  | { readonly type: 'SingleTenant'; readonly password: Secret }
  | { readonly type: 'UserAssignedMSI'; readonly password?: never }
);

/** The listener where reverse proxies and other services have tokens verified. */
export type VerifyConfig =
  | { readonly kind: 'off' }
  | {
      readonly kind: 'on';
      readonly host: string;
      /** 0 stands for any free port. */
      readonly port: number;
      /** Who may introspect and revoke tokens. */
      readonly clients: readonly VerifyClient[];
      /** Whose X-Forwarded-For is believed. */
      readonly trustedProxies: readonly Subnet[];
    };

/** Every setting, read and checked. */
export interface Config {
  readonly mode: LocalMode | TeamsMode;
  readonly host: string;
  /** 0 stands for any free port. */
  readonly port: number;
  readonly verify: VerifyConfig;
  readonly dataDir: string;
  readonly store: StoreConfig;
  readonly authorities: readonly AuthorityId[];
  readonly organizations: readonly Organization[];
  /** Keys of the digests of built-in secrets: the first makes new ones, all verify. Absent for one that is made in `dataDir`. */
  readonly peppers?: readonly Secret[];
  /** Present when azure-devops is among the authorities. */
  readonly azureDevOps?: AzureDevOpsConfig;
  /** Hours between two looks at the tokens of people who are signed in. */
  readonly sweepHours: number;
  /** Collections of Azure DevOps Server whose tokens can be tracked. */
  readonly serverCollections: readonly Collection[];
  /** Keys that encrypt what is kept of sign-ins, as `CACHE_KEY` has them. */
  readonly cacheKey?: Secret;
  /** Whether guests of the tenant may have tokens. */
  readonly guests: 'refuse' | 'allow';
  readonly policy: Policy;
  readonly cardActions: 'execute' | 'submit';
  readonly logLevel: LogLevel;
  /** What is odd but no reason not to start, as sentences. */
  readonly warnings: readonly string[];
}

/** One setting that can't be used: what is wrong with it and what to write instead. */
export interface ConfigProblem {
  readonly variable: string;
  readonly problem: string;
  readonly fix: string;
}

/** Thrown for settings that can't be used; the message names every one of them and never holds a secret. */
export class ConfigError extends Error {
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    const count = problems.length === 1 ? 'one setting needs' : `${problems.length} settings need`;
    const lines = problems.map(({ variable, problem, fix }) => `  ${variable} ${problem}.\n    ${fix}`);
    super([`Patkeeper can't start: ${count} a change (see .env.example).`, ...lines].join('\n'));
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** Reads every setting from an environment. Throws a `ConfigError` that names every bad one. */
export function loadConfig(env: Environment): Config {
  const read = createConfigReader({ env });
  const host = read.text('HOST');
  const port = read.port('PORT');
  const mode = read.isSet('MicrosoftAppId') ? teamsMode(read) : localMode(read, { host, port });
  const verify = verifyConfig(read, takenPorts(mode, port));
  const issuers = authorities(read);
  const builtinOrganizations = organizations(read);
  const config: Config = {
    mode,
    host,
    port,
    verify,
    dataDir: read.text('DATA_DIR'),
    store: storeConfig(read),
    authorities: issuers,
    organizations: builtinOrganizations,
    ...peppers(read),
    ...(issuers.includes('azure-devops') ? { azureDevOps: azureDevOps(read, mode) } : {}),
    sweepHours: read.whole('SWEEP_HOURS', 1, 168, 'Write a number of hours from 1 to 168.'),
    serverCollections: serverCollections(read),
    ...cacheKey(read),
    guests: read.choice('GUESTS', ['refuse', 'allow']),
    policy: policy(read, builtinOrganizations),
    cardActions: read.choice('CARD_ACTIONS', ['execute', 'submit']),
    logLevel: read.choice('LOG_LEVEL', ['debug', 'info', 'warn', 'error', 'silent']),
    warnings: [
      ...warnings(read, env),
      ...entraWarnings(read, issuers),
      ...verifyWarnings(verify),
      ...storeWarnings(read),
    ],
  };
  if (read.problems.length > 0) throw new ConfigError(read.problems);
  return config;
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
      named.length === 0 ? 'names no authority' : `names an unknown one: ${unknown.map(quote).join(', ')}`;
    read.report('AUTHORITIES', problem, 'Write builtin, azure-devops, or both with a comma between.');
  }
  return known.filter((authority) => named.includes(authority));
}

/** Texts with commas between. What is wrong is never quoted: they are keys. */
function peppers(read: ConfigReader): { peppers?: readonly Secret[] } {
  if (!read.isSet('TOKEN_PEPPER')) return {};
  const texts = read.list('TOKEN_PEPPER');
  if (texts.length === 0 || texts.some((text) => text.length < SHORTEST_PEPPER)) {
    const fix = `Write at least ${SHORTEST_PEPPER} random characters, "openssl rand -base64 32" say, or several such with commas between, or leave it out.`;
    read.report('TOKEN_PEPPER', texts.length > 1 ? 'holds one that is too short' : 'is too short', fix);
  }
  return { peppers: texts.map((text) => new Secret(text)) };
}

function cacheKey(read: ConfigReader): { cacheKey?: Secret } {
  if (!read.isSet('CACHE_KEY')) return {};
  const keys = read.list('CACHE_KEY');
  // Never quoted: they are keys.
  if (keys.length === 0 || !keys.every((key) => /^[A-Za-z0-9+/]{43}=$/.test(key))) {
    const fix = 'Write what "openssl rand -base64 32" prints, or leave it out.';
    read.report('CACHE_KEY', 'is not made of 32 bytes in base64', fix);
  }
  return { cacheKey: new Secret(keys.join(',')) };
}

function policy(read: ConfigReader, builtin: readonly Organization[]): Policy {
  return {
    maxLifespanDays: read.whole('MAX_LIFESPAN_DAYS', 1, 365, 'Write a number of days from 1 to 365.'),
    forbiddenScopes: [...new Set(read.list('FORBIDDEN_SCOPES').map((id) => knownScope(read, id)))],
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

function warnings(read: ConfigReader, env: Environment): string[] {
  const unused =
    read.isSet('MicrosoftAppPassword') && read.text('MicrosoftAppType').toLowerCase() === 'userassignedmsi';
  return [
    ...misspelledVariables(env),
    ...(unused ? ['MicrosoftAppPassword is not used with UserAssignedMSI. Remove it.'] : []),
  ];
}
