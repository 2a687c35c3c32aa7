import type { IncomingMessage } from 'node:http';
import { satisfies } from '../core/scopes.ts';
import type { Token } from '../core/token.ts';
import { cleanLabel } from './clean-text.ts';
import { firstHeader } from './raw-headers.ts';

/** What the proxy wants a token to have, from the query of its request. */
export interface Asked {
  readonly scopes: readonly string[];
  readonly organizations: readonly string[];
  /** What the proxy calls the service that it guards; empty when it says nothing. */
  readonly service: string;
}

/** A proxy asks the same few questions for ever: their queries are parsed once. */
const MOST_KEPT = 500;
/** Caddy and Traefik send the first; nginx sends what it is told to. */
const HOSTS = ['x-forwarded-host', 'x-original-host', 'host'];
const NAMELESS = 'without a name';

/** Creates the reader of queries: `scope` (repeated or separated by spaces: all are needed), `organization`, `service`. */
export function createAskedReader(): (query: string) => Asked {
  const kept = new Map<string, Asked>();
  return (query) => {
    const known = kept.get(query);
    if (known !== undefined) return known;
    const asked = readAsked(new URLSearchParams(query));
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(query, asked);
    return asked;
  };
}

/** What a valid token lacks for what is asked, `scope vso.code_write` for example; undefined when nothing. */
export function whatIsMissing(token: Token, asked: Asked): string | undefined {
  const organization = asked.organizations.find((id) => id !== token.organization);
  if (organization !== undefined) return `organization ${cleanLabel(organization) || NAMELESS}`;
  const scope = missingScope(token, asked);
  return scope === undefined ? undefined : `scope ${cleanLabel(scope) || NAMELESS}`;
}

/** The first scope that is asked for and that a token lacks; undefined when it lacks none. */
export function missingScope({ scopes }: Token, asked: Asked): string | undefined {
  return asked.scopes.find((id) => !satisfies(scopes, id));
}

/** The service that asks, for the owner to read: what its proxy calls it, or the host that its user asked for. */
export function serviceOf(asked: Asked, request: IncomingMessage): string {
  if (asked.service !== '') return asked.service;
  const hosts = HOSTS.map((name) => firstHeader(request, name));
  const [host = ''] = hosts.find((given) => given !== undefined)?.split(',', 1) ?? [];
  return cleanLabel(host) || 'unknown';
}

function readAsked(query: URLSearchParams): Asked {
  return {
    scopes: query.getAll('scope').flatMap((text) => text.trim().split(/\s+/)),
    organizations: query.getAll('organization'),
    service: cleanLabel(query.get('service') ?? ''),
  };
}
