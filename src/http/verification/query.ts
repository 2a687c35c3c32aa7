import type { IncomingMessage } from 'node:http';
import { type ScopeId, satisfies } from '../../core/tokens/scopes.ts';
import type { Token } from '../../core/tokens/token.ts';
import { onlyHeader } from '../raw-headers.ts';
import { cleanHost } from './clean-text.ts';

/** What the proxy wants a token to have: what its question says, once that was understood. */
export interface Asked {
  /** All are needed; none when any valid token may pass. */
  readonly scopes: readonly ScopeId[];
  /** Absent when a token of any organization may pass. */
  readonly organization?: string;
  /** What the proxy calls the service that it guards; empty when it says nothing. */
  readonly service: string;
}

/** Caddy and Traefik send the first; nginx sends what it is told to. */
const HOSTS = ['x-forwarded-host', 'x-original-host', 'host'];

/** What a valid token lacks. */
export interface Missing {
  readonly kind: 'organization' | 'scope';
  readonly id: string;
}

/** What a valid token lacks for what is asked; undefined when nothing. */
export function whatIsMissing(token: Token, asked: Asked): Missing | undefined {
  const { organization = token.organization } = asked;
  if (organization !== token.organization) return { kind: 'organization', id: organization };
  const scope = missingScope(token, asked);
  return scope === undefined ? undefined : { kind: 'scope', id: scope };
}

/** The first scope that is asked for and that a token lacks; undefined when it lacks none. */
export function missingScope({ scopes }: Token, asked: Asked): string | undefined {
  return asked.scopes.find((id) => !satisfies(scopes, id));
}

/**
 * The service that asks, for the owner to read: what its proxy calls it, or the host that its user asked for, if a trusted
 * proxy says so. Whoever else sends a host could be anybody.
 */
export function serviceOf(
  asked: Asked,
  request: IncomingMessage,
  isTrusted: (request: IncomingMessage) => boolean,
): string {
  if (asked.service !== '') return asked.service;
  const hosts = isTrusted(request) ? HOSTS.map((name) => onlyHeader(request, name)) : [];
  const [host = ''] = hosts.find((given) => given !== undefined)?.split(',', 1) ?? [];
  return cleanHost(host) || 'unknown';
}
