import { isLoopback } from '../core/loopback.ts';
import { Secret } from '../core/secrets/secret.ts';
import type { Organization } from '../core/tokens/token.ts';
import { parseSubnet, type Subnet } from '../http/verification/client-address.ts';
import type { VerifyClient } from '../http/verification/clients.ts';
import { type ConfigReader, quote } from './reader.ts';

const SHORTEST_CLIENT_SECRET = 16;

export interface VerifyInput {
  readonly isLocal: boolean;
  /** The ports of the other listeners. */
  readonly taken: readonly { readonly variable: string; readonly port: number }[];
}

/** Reads where and for whom tokens are verified. */
export function verifyConfig(read: ConfigReader, { isLocal, taken }: VerifyInput): VerifyConfig {
  if (read.choice('VERIFY', ['on', 'off']) === 'off') return { kind: 'off' };
  const host = read.listenAddress('VERIFY_HOST');
  const port = read.port('VERIFY_PORT');
  const clash = taken.find((other) => other.port === port && port !== 0);
  if (clash !== undefined)
    read.report('VERIFY_PORT', `is the same as ${clash.variable}: ${port}`, 'Write another number, or 0.');
  if (isLocal && !isLoopback(host)) {
    const fix = 'Write 127.0.0.1, or write MODE=teams and the bot credentials.';
    read.report('VERIFY_HOST', `is not loopback (${quote(host)}), and this is local mode`, fix);
  }
  return { kind: 'on', host, port, clients: clients(read) };
}

/** Warnings, and what proxies must ask when there are several organizations, as sentences. */
export function verifyWarnings(verify: VerifyConfig, organizations: readonly Organization[]): string[] {
  if (verify.kind === 'off') return [];
  const unencrypted =
    'VERIFY_HOST is not loopback, so secrets reach it unencrypted. Let only your reverse proxies reach VERIFY_PORT.';
  const ids = organizations.map(({ id }) => id).join(', ');
  const several =
    `BUILTIN_ORGANIZATIONS names several (${ids}): every proxy must name one when it asks /verify ` +
    '(&organization=...), or write organization=any. A question that names none gets 400.';
  return [...(isLoopback(verify.host) ? [] : [unencrypted]), ...(organizations.length > 1 ? [several] : [])];
}

/** Problems never quote the pairs, not even their names: a secret may be in the wrong place. */
function clients(read: ConfigReader): VerifyClient[] {
  const fix = `Write name:secret pairs with commas between. A name has a-z, 0-9 and -, and may appear only once. A secret has ${SHORTEST_CLIENT_SECRET} or more printable characters.`;
  const found = read.list('VERIFY_CLIENTS').map((pair) => {
    const colon = pair.indexOf(':');
    return { name: pair.slice(0, Math.max(0, colon)), secret: pair.slice(colon + 1) };
  });
  const bad = found.findIndex(
    ({ name, secret }) =>
      !/^[a-z0-9-]{1,64}$/.test(name) || !/^[!-~]*$/.test(secret) || secret.length < SHORTEST_CLIENT_SECRET,
  );
  if (bad >= 0) read.report('VERIFY_CLIENTS', `has a pair that is not allowed, number ${bad + 1}`, fix);
  else if (new Set(found.map(({ name }) => name)).size < found.length)
    read.report('VERIFY_CLIENTS', 'names one client twice', fix);
  return found.map(({ name, secret }) => ({ name, secret: new Secret(secret) }));
}

/** Reads the proxies whose word about their client is trusted. */
export function trustedProxies(read: ConfigReader): Subnet[] {
  return read.list('TRUSTED_PROXIES').flatMap((text) => {
    const subnet = parseSubnet(text);
    // A range of all addresses would trust everyone. A typing error before or after the slash can make one.
    if (subnet !== undefined && subnet.prefix > 0) return [subnet];
    const fix = 'Write IP addresses or ranges such as 10.0.0.0/8 with commas between.';
    read.report(
      'TRUSTED_PROXIES',
      `has an entry that is neither an IP address nor a usable range: ${quote(text)}`,
      fix,
    );
    return [];
  });
}

/** The listener that reverse proxies and other services use to verify tokens. */
export type VerifyConfig =
  | { readonly kind: 'off' }
  | {
      readonly kind: 'on';
      readonly host: string;
      /** 0 means any free port. */
      readonly port: number;
      /** Who may introspect and revoke tokens. */
      readonly clients: readonly VerifyClient[];
    };
