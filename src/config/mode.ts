import { isGuid } from '../core/guid.ts';
import { isLoopback } from '../core/loopback.ts';
import { Secret } from '../core/secrets/secret.ts';
import { type BotCredential, botCredential } from './credential.ts';
import { type ConfigReader, GUID_FIX, orList, quote } from './reader.ts';
import { VARIABLES, type VariableName } from './variables.ts';

const TEN_YEARS_OF_HOURS = 87_600;
const SHORTEST_LOCAL_KEY = 8;
/** A key of fewer different characters is a word that is written again and again. */
const FEWEST_DIFFERENT = 5;
/** What somebody writes who means that there should be no key. */
const MEANT_OFF = /^(?:disabled?|deactivated?|open|insecure|false|no|none|null|undefined|never|0|unset)$/i;
/** The bot's credentials, and whom they let in. */
const OF_TEAMS = [
  'MicrosoftAppId',
  'MicrosoftAppType',
  'MicrosoftAppPassword',
  'MicrosoftAppCertificate',
  'MicrosoftAppTokenFile',
  'MicrosoftAppTenantId',
  'ALLOWED_TENANTS',
] as const satisfies readonly VariableName[];
/** Settings of a service that others rely on. Where one stands, even empty, a missing MODE may be a lost one. */
const SPEAKS_OF_SERVICE = /^(?:microsoft.*|mode|allowed_tenants|store|database_url|public_url)$/i;

export interface ModeInput {
  readonly host: string;
  readonly port: number;
  /** The names that stand in the environment and in `.env`, with a value or without. */
  readonly names: readonly string[];
  /** Whether a missing MODE may mean local mode: `npm start` says so. */
  readonly localIfUnset: boolean;
}

/** Reads the mode and its settings; undefined when nobody said which, which is reported. */
export function readMode(read: ConfigReader, input: ModeInput): LocalMode | TeamsMode | undefined {
  const mode = modeOf(read, input);
  if (mode === 'teams') return teamsMode(read);
  return mode === 'local' ? localMode(read, input) : undefined;
}

/** Absence never opens anything: local mode is asked for, or there is no sign of anything else. */
function modeOf(read: ConfigReader, { names, localIfUnset }: ModeInput): 'local' | 'teams' | undefined {
  const ofTeams = OF_TEAMS.filter((name) => read.isSet(name));
  if (read.isSet('MODE')) {
    const mode = read.text('MODE').toLowerCase();
    if (mode === 'local' && ofTeams.length > 0) {
      const fix = `Write MODE=teams, or remove ${ofTeams.join(', ')} for local mode.`;
      read.report('MODE', `is local, although ${ofTeams[0]} is set`, fix);
    }
    if (mode === 'local' || mode === 'teams') return mode;
    read.report('MODE', `has an unknown value: ${quote(read.text('MODE'))}`, 'Write local or teams.');
    return undefined;
  }
  if (ofTeams.some((name) => name !== 'ALLOWED_TENANTS')) return 'teams';
  const signs = names.filter((name) => SPEAKS_OF_SERVICE.test(name));
  if (localIfUnset && signs.length === 0) return 'local';
  const why =
    signs.length === 0 ? '' : `, although ${signs.join(', ')} ${signs.length === 1 ? 'is' : 'are'} there`;
  const fix =
    'Write MODE=teams and the bot credentials to work with Microsoft Teams. Write MODE=local to try Patkeeper on this machine only. If credentials should be here, check whether this is the right folder, and whether .env and the secret store are complete.';
  read.report('MODE', `is missing${why}, and there are no bot credentials`, fix);
  return undefined;
}

function localMode(read: ConfigReader, { host, port }: ModeInput): LocalMode {
  if (!isLoopback(host)) {
    const fix = 'Write 127.0.0.1, or write MODE=teams and the bot credentials.';
    read.report('HOST', `is not loopback (${quote(host)}), and this is local mode`, fix);
  }
  const clockOffsetHours = read.whole(
    'CLOCK_OFFSET_HOURS',
    -TEN_YEARS_OF_HOURS,
    TEN_YEARS_OF_HOURS,
    'Write a whole number of hours, for example 552 for 23 days.',
  );
  const common = {
    kind: 'local',
    clockOffsetHours,
    key: localKey(read),
    mayUseServedData: read.choice('LOCAL_DATA', ['no', 'yes']) === 'yes',
  } as const;
  const chatPort = read.port('LOCAL_CHAT_PORT');
  if (read.choice('LOCAL_CHAT', ['on', 'off']) === 'off') return { ...common, chat: { kind: 'off' } };
  if (chatPort === port && port !== 0) {
    read.report('LOCAL_CHAT_PORT', `is the same as PORT: ${port}`, 'Write another number, or 0.');
  }
  return { ...common, chat: { kind: 'on', port: chatPort } };
}

/** A value that is no key is never quoted: it may be most of one. */
function localKey(read: ConfigReader): LocalMode['key'] {
  if (!read.isSet('LOCAL_KEY')) return { kind: 'made' };
  const text = read.text('LOCAL_KEY');
  if (text.toLowerCase() === 'off') return { kind: 'off' };
  // It stands in an address, and a misspelt "off" must not become a key that anybody guesses.
  const problem = problemOfLocalKey(text);
  if (problem !== undefined) {
    const fix = `Write ${SHORTEST_LOCAL_KEY} or more letters, digits, ".", "_", "~" or "-", for example what "openssl rand -hex 16" prints. Write off to let in every account of this machine. Leave it out for a new key at each start.`;
    read.report('LOCAL_KEY', problem, fix);
  }
  return { kind: 'fixed', key: new Secret(text) };
}

function problemOfLocalKey(text: string): string | undefined {
  if (MEANT_OFF.test(text)) return 'reads as if there should be no key, and would be one';
  if (!/^[\w.~-]+$/.test(text)) return 'has a character that an address can’t have';
  if (text.length < SHORTEST_LOCAL_KEY) return 'is too short';
  const different = new Set(text.toLowerCase()).size;
  return different < FEWEST_DIFFERENT ? 'is easy to guess' : undefined;
}

/** Reads the bot credentials, and refuses what works in local mode only. */
function teamsMode(read: ConfigReader): TeamsMode {
  for (const variable of VARIABLES) {
    if ('localOnly' in variable && read.isSet(variable.name)) {
      read.report(
        variable.name,
        'works in local mode only',
        'Remove it, or write MODE=local and remove the bot credentials.',
      );
    }
  }
  const appId = guid(read, 'MicrosoftAppId');
  const tenantId = guid(read, 'MicrosoftAppTenantId');
  const type = appType(read);
  const tenants = read.list('ALLOWED_TENANTS').map((tenant) => tenant.toLowerCase());
  if (tenants.some((tenant) => !isGuid(tenant))) {
    read.report(
      'ALLOWED_TENANTS',
      'has an entry that is not a tenant id',
      `${GUID_FIX} Put commas between ids.`,
    );
  }
  const allowedTenants = tenants.length > 0 ? [...new Set(tenants)] : [tenantId];
  if (type === 'UserAssignedMSI') return { kind: 'teams', type, appId, tenantId, allowedTenants };
  const credential = botCredential(read);
  if (credential.kind === 'secret' && credential.secret.reveal() === '' && type !== undefined) {
    const fix =
      "Write the client secret of the bot's registration, or name a file in MicrosoftAppCertificate or MicrosoftAppTokenFile.";
    read.report('MicrosoftAppPassword', 'is missing, and SingleTenant needs it', fix);
  }
  return {
    kind: 'teams',
    type: 'SingleTenant',
    appId,
    credential,
    tenantId,
    allowedTenants,
  };
}

function appType(read: ConfigReader): TeamsMode['type'] | undefined {
  const types = ['SingleTenant', 'UserAssignedMSI'] as const;
  const given = read.text('MicrosoftAppType');
  const type = types.find((candidate) => candidate.toLowerCase() === given.toLowerCase());
  if (type !== undefined) return type;
  const problems: Record<string, string> = {
    '': 'is missing, and MicrosoftAppId needs it',
    multitenant: 'is MultiTenant, and such bots can no longer be registered',
  };
  const problem = problems[given.toLowerCase()] ?? `has an unknown value: ${quote(given)}`;
  read.report('MicrosoftAppType', problem, `Write ${orList(types)}, as the bot is registered.`);
  return undefined;
}

/** The value of a wrong one is not told: it may be the password, pasted into the wrong line. */
function guid(read: ConfigReader, variable: 'MicrosoftAppId' | 'MicrosoftAppTenantId'): string {
  const value = read.text(variable).toLowerCase();
  if (value === '') read.report(variable, 'is missing, and the bot needs it', GUID_FIX);
  else if (!isGuid(value)) read.report(variable, 'is not an id', GUID_FIX);
  return value;
}

/** On this machine only: nobody proves who they are, and a key keeps other accounts of the machine out. */
export interface LocalMode {
  readonly kind: 'local';
  readonly chat: { readonly kind: 'on'; readonly port: number } | { readonly kind: 'off' };
  readonly clockOffsetHours: number;
  /** `made` anew at each start, `fixed` by a setting, or `off`: then every account of the machine gets in. */
  readonly key: { readonly kind: 'made' | 'off' } | { readonly kind: 'fixed'; readonly key: Secret };
  /** Whether data that served Teams may be opened. Then nothing is sent to anybody. */
  readonly mayUseServedData: boolean;
}

/** With bot credentials, as botbuilder takes them. All ids are GUIDs in lower case. */
export type TeamsMode = {
  readonly kind: 'teams';
  readonly appId: string;
  readonly tenantId: string;
  readonly allowedTenants: readonly string[];
} & (
  | { readonly type: 'SingleTenant'; readonly credential: BotCredential }
  | { readonly type: 'UserAssignedMSI'; readonly credential?: never }
);
