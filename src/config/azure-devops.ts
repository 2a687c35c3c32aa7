import type { Collection } from '../authorities/tracked/tracked-authority.ts';
import { isGuid } from '../core/guid.ts';
import { isLoopback } from '../core/loopback.ts';
import { Secret } from '../core/secrets/secret.ts';
import type { AuthorityId } from '../core/tokens/token.ts';
import { type CredentialConfig, SIGN_IN_CREDENTIALS, signInCredential } from './credential.ts';
import type { LocalMode, TeamsMode } from './mode.ts';
import { type ConfigReader, GUID_FIX, quote, repeated } from './reader.ts';
import type { VariableName } from './variables.ts';

const MICROSOFT = 'https://login.microsoftonline.com';
/** Tenants that stand for many: a person's own tenant could not be held against them. */
const NO_TENANT = ['common', 'organizations', 'consumers'];

const ENTRA = ['ENTRA_CLIENT_ID', ...SIGN_IN_CREDENTIALS, 'ENTRA_AUTHORITY'] as const;

/** Where and as which application people sign in. */
export interface EntraConfig {
  /** Without a slash at its end: `https://login.microsoftonline.com/<tenant>`. */
  readonly authority: string;
  readonly clientId: string;
  readonly credential: CredentialConfig;
}

/** What work on Azure DevOps takes. Addresses have no slash at their end. */
export interface AzureDevOpsConfig {
  readonly url: string;
  readonly profileUrl: string;
  readonly entra: EntraConfig;
  /** Where browsers reach the bot; absent for its own address, in local mode only. */
  readonly publicUrl?: string;
}

/** Reads the settings of Azure DevOps and of signing in to it. */
export function azureDevOps(
  read: ConfigReader,
  mode: LocalMode | TeamsMode,
  who = 'azure-devops',
): AzureDevOpsConfig {
  const local = mode.kind === 'local';
  const publicUrl = read.isSet('PUBLIC_URL')
    ? address(read, 'PUBLIC_URL', local, 'Write an address such as https://patkeeper.example.com.')
    : undefined;
  if (publicUrl === undefined && !local) {
    const fix = 'Write the https address of the bot for browsers, for example https://patkeeper.example.com.';
    read.report('PUBLIC_URL', `is missing, and ${who} needs it for its sign-in pages`, fix);
  }
  const fix = 'Write an https address, or leave it out.';
  return {
    url: address(read, 'AZURE_DEVOPS_URL', local, fix),
    profileUrl: address(read, 'AZURE_DEVOPS_PROFILE_URL', local, fix),
    entra: entraApplication(read, mode, 'azure-devops'),
    ...(publicUrl === undefined ? {} : { publicUrl }),
  };
}

/** Reads where and as which application Patkeeper signs in. `needs` is the setting's value or name that needs it. */
export function entraApplication(
  read: ConfigReader,
  mode: LocalMode | TeamsMode,
  needs: 'azure-devops' | 'LEAVER_GRAPH' | 'TRACK_GRAPH',
): EntraConfig {
  return { authority: authority(read, mode, needs), ...application(read, mode, needs) };
}

/** Reads the collections of Azure DevOps Server; a name that is left out is the last part of the address. */
export function serverCollections(read: ConfigReader): readonly Collection[] {
  const fix =
    'Write addresses such as https://tfs.example.com/DefaultCollection with commas between, each alone or as name=address.';
  const found = read.list('AZURE_DEVOPS_SERVER_COLLECTIONS').map((part) => {
    const [, name = '', given = part] = /^([^=:/]+)=(.*)$/.exec(part) ?? [];
    // http too: many such servers are inside and without a certificate, and nothing is ever sent to them.
    const url = baseAddress(given.trim());
    if (url === undefined)
      read.report(
        'AZURE_DEVOPS_SERVER_COLLECTIONS',
        `has an entry that is not an address${shown(part)}`,
        fix,
      );
    return { name: name.trim() || lastPart(url ?? ''), url: url ?? '' };
  });
  const twice = repeated(found.map(({ name }) => name.toLowerCase()));
  if (twice !== undefined) {
    const each = 'Give each its own name: write name=address.';
    read.report(
      'AZURE_DEVOPS_SERVER_COLLECTIONS',
      `has two collections with the same name: ${quote(twice)}`,
      each,
    );
  }
  return found;
}

/** What is said of the sign-in and not used, as sentences. */
export function entraWarnings(read: ConfigReader, authorities: readonly AuthorityId[]): string[] {
  const asksGraph = ['LEAVER_GRAPH', 'TRACK_GRAPH'] as const;
  const isUsed = asksGraph.some((name) => read.text(name).toLowerCase() === 'on');
  if (authorities.includes('azure-devops') || isUsed) return [];
  const unused = ENTRA.filter((name) => read.isSet(name));
  if (unused.length === 0) return [];
  const are = unused.length === 1 ? 'is' : 'are';
  return [
    `${unused.join(', ')} ${are} not used, because AUTHORITIES doesn’t name azure-devops. Add it there if people should sign in.`,
  ];
}

function authority(read: ConfigReader, mode: LocalMode | TeamsMode, needs: string): string {
  if (!read.isSet('ENTRA_AUTHORITY')) {
    if (mode.kind === 'teams') return `${MICROSOFT}/${mode.tenantId}`;
    const missing = `Write ${MICROSOFT}/ and your tenant id, or the address of the fake Entra.`;
    read.report('ENTRA_AUTHORITY', `is missing, and ${needs} needs it in local mode`, missing);
    return MICROSOFT;
  }
  const fix = `Write ${MICROSOFT}/ and your tenant id.`;
  const url = address(read, 'ENTRA_AUTHORITY', mode.kind === 'local', fix);
  const parts = url === '' ? ['tenant'] : new URL(url).pathname.split('/').slice(1);
  const [tenant = ''] = parts;
  if (parts.length !== 1 || tenant === '' || NO_TENANT.includes(tenant.toLowerCase()))
    read.report('ENTRA_AUTHORITY', `doesn’t name exactly one tenant: ${quote(url)}`, fix);
  return url;
}

function application(
  read: ConfigReader,
  mode: LocalMode | TeamsMode,
  needs: 'azure-devops' | 'LEAVER_GRAPH' | 'TRACK_GRAPH',
): Omit<EntraConfig, 'authority'> {
  const given = read.text('ENTRA_CLIENT_ID').toLowerCase();
  // A managed identity can't sign people in, but it can ask Microsoft Graph.
  const isEnough = mode.kind === 'teams' && (mode.type === 'SingleTenant' || needs !== 'azure-devops');
  const clientId = given || (isEnough ? mode.appId : '');
  if (clientId === '') {
    const why =
      mode.kind === 'teams'
        ? "is missing, and a managed identity alone can't sign people in"
        : `is missing, and ${needs} needs it`;
    read.report(
      'ENTRA_CLIENT_ID',
      why,
      'Write the application (client) id of a registration with a sign-in page.',
    );
  } else if (given !== '' && !isGuid(given)) {
    // The value is not told: it may be the secret, pasted into the wrong line.
    read.report('ENTRA_CLIENT_ID', 'is not an id', GUID_FIX);
  }
  return { clientId, credential: credential(read, mode, clientId) };
}

function credential(read: ConfigReader, mode: LocalMode | TeamsMode, clientId: string): CredentialConfig {
  const own = signInCredential(read);
  if (own !== undefined) return own;
  if (mode.kind === 'teams' && mode.type === 'UserAssignedMSI')
    return { kind: 'managed-identity', identity: mode.appId };
  if (mode.kind === 'teams' && mode.type === 'SingleTenant' && mode.appId === clientId)
    return mode.credential;
  const why = mode.kind === 'teams' ? 'is missing for the application of ENTRA_CLIENT_ID' : 'is missing';
  const fix =
    'Write its client secret, or name a file in ENTRA_CLIENT_CERTIFICATE or ENTRA_CLIENT_TOKEN_FILE.';
  read.report('ENTRA_CLIENT_SECRET', why, fix);
  return { kind: 'secret', secret: new Secret('') };
}

/** Reads an https address; plain http for a loopback address in local mode. A bad one is reported and reads as empty. */
export function address(read: ConfigReader, variable: VariableName, local: boolean, fix: string): string {
  const given = read.text(variable);
  const url = baseAddress(given);
  if (url === undefined) {
    read.report(variable, `is not a plain address${shown(given)}`, fix);
    return '';
  }
  const { protocol, hostname } = new URL(url);
  if (protocol === 'https:' || (local && isLoopback(hostname))) return url;
  const why = local ? 'is http, but only loopback addresses may use http' : 'is http';
  read.report(variable, `${why}${shown(given)}`, fix);
  return '';
}

/** A web address without slashes at its end; undefined for anything else, and for one with credentials, a query or a fragment. */
function baseAddress(given: string): string | undefined {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) return undefined;
  if (url.username !== '' || url.password !== '' || /[?#\s]/.test(given)) return undefined;
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

/** A bad address as a problem shows it; not one that may hold a password. */
function shown(given: string): string {
  return given.includes('@') ? '' : `: ${quote(given)}`;
}

function lastPart(url: string): string {
  const part = url.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
