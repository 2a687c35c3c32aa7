import { Secret } from '../core/secrets/secret.ts';
import { HOUR, MINUTE } from '../core/timing/durations.ts';
import { address, type EntraConfig, entraApplication } from './azure-devops.ts';
import type { LocalMode, TeamsMode } from './mode.ts';
import type { ConfigReader } from './reader.ts';

const SHORTEST_TOKEN = 32;
const MOST_TOKENS = 2;

/** Where Microsoft Graph is asked, and as which application. The address has no slash at its end. */
export interface GraphConfig {
  readonly url: string;
  readonly entra: EntraConfig;
}

/** How Patkeeper hears who has left, and what it does then. */
export interface LeaverConfig {
  /** Present where Microsoft Graph is asked. */
  readonly graph?: GraphConfig;
  /** The tokens that open `/scim/v2`; none where it answers 404. */
  readonly scimTokens: readonly Secret[];
  readonly withinMs: number;
  readonly graceMs: number;
}

/** Reads the address of Microsoft Graph, without a slash at its end. */
export function graphAddress(read: ConfigReader, mode: LocalMode | TeamsMode): string {
  return address(read, 'GRAPH_URL', mode.kind === 'local', 'Write an https address, or leave it out.');
}

/** Reads how applications are looked at; undefined where they are not. */
export function applicationConfig(
  read: ConfigReader,
  mode: LocalMode | TeamsMode,
  known: { readonly entra: EntraConfig } | undefined,
  url: string,
): GraphConfig | undefined {
  if (read.choice('TRACK_GRAPH', ['off', 'on']) !== 'on') return undefined;
  return { url, entra: known?.entra ?? entraApplication(read, mode, 'TRACK_GRAPH') };
}

/** Reads it; undefined where nobody tells who has left. */
export function leaverConfig(
  read: ConfigReader,
  mode: LocalMode | TeamsMode,
  known: { readonly entra: EntraConfig } | undefined,
  url: string,
): LeaverConfig | undefined {
  const asks = read.choice('LEAVER_GRAPH', ['off', 'on']) === 'on';
  const scimTokens = tokens(read);
  const withinMs =
    read.whole('LEAVER_CHECK_MINUTES', 1, 60, 'Write a number of minutes from 1 to 60.') * MINUTE;
  const graceMs = read.whole('LEAVER_GRACE_HOURS', 1, 720, 'Write a number of hours from 1 to 720.') * HOUR;
  if (!asks && scimTokens.length === 0) return undefined;
  const graph = asks
    ? { url, entra: known?.entra ?? entraApplication(read, mode, 'LEAVER_GRAPH') }
    : undefined;
  return { ...(graph === undefined ? {} : { graph }), scimTokens, withinMs, graceMs };
}

/** Problems never quote a token. */
function tokens(read: ConfigReader): readonly Secret[] {
  if (!read.isSet('SCIM_TOKEN')) return [];
  const given = read.list('SCIM_TOKEN');
  const isGood = given.every((token) => /^[!-~]*$/.test(token) && token.length >= SHORTEST_TOKEN);
  const fix = `Write one token of at least ${SHORTEST_TOKEN} printable characters, for example what "openssl rand -hex 32" prints; two with a comma between while you replace one.`;
  if (given.length === 0 || !isGood)
    read.report('SCIM_TOKEN', 'is too short, or has a character that is not allowed', fix);
  else if (given.length > MOST_TOKENS) read.report('SCIM_TOKEN', `has ${given.length} tokens`, fix);
  return given.map((token) => new Secret(token));
}
