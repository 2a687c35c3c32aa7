import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** A range of addresses; a single one has the longest prefix. */
export interface Subnet {
  readonly address: string;
  readonly prefix: number;
  readonly family: 'ipv4' | 'ipv6';
}

/** Gives the client's address from the peer's and the X-Forwarded-For header. */
export type ClientAddress = (peer: string | undefined, forwardedFor: string | undefined) => string;

const UNKNOWN = 'unknown';
/** How many bits stand before the IPv4 address in `::ffff:192.0.2.1`. */
const MAPPED_PREFIX = 96;
/** The same few proxies ask again and again, so each address is checked once. */
const MOST_PEERS = 500;

/**
 * Creates the finder of client addresses. X-Forwarded-For counts only when it comes from a trusted proxy. Read from the right
 * end, the first address that isn't a trusted proxy is the client. What the client itself wrote further left doesn't count.
 */
export function createClientAddress({ trusted }: { readonly trusted: readonly Subnet[] }): ClientAddress {
  const isTrusted = subnetCheck(trusted);
  const lookAt = createPeerLook(isTrusted);
  /** What was asked last: everybody who answers a request asks about the same one. */
  let last = { peer: '', forwardedFor: '', address: UNKNOWN };

  return (peer = '', forwardedFor = '') => {
    if (last.peer !== peer || last.forwardedFor !== forwardedFor)
      last = { peer, forwardedFor, address: find(peer, forwardedFor) };
    return last.address;
  };

  function find(peer: string, forwardedFor: string): string {
    const nearest = lookAt(peer);
    let { address } = nearest;
    let rest = nearest.isTrusted ? forwardedFor : '';
    while (rest !== '') {
      const comma = rest.lastIndexOf(',');
      const next = parseAddress(rest.slice(comma + 1).trim());
      if (next === undefined) return address;
      address = next;
      rest = comma > 0 && isTrusted(address) ? rest.slice(0, comma) : '';
    }
    return address;
  }
}

/** Creates the check whether a peer is one of the trusted proxies. */
export function createProxyCheck({ trusted }: { readonly trusted: readonly Subnet[] }) {
  const lookAt = createPeerLook(subnetCheck(trusted));
  return (peer: string | undefined): boolean => trusted.length > 0 && lookAt(peer ?? '').isTrusted;
}

interface Peer {
  readonly address: string;
  readonly isTrusted: boolean;
}

/** Creates what parses and judges each peer once, of so many. */
function createPeerLook(isTrusted: (address: string) => boolean): (peer: string) => Peer {
  const peers = new Map<string, Peer>();
  return (peer) => {
    const known = peers.get(peer);
    if (known !== undefined) return known;
    const address = parseAddress(peer) ?? UNKNOWN;
    const seen = { address, isTrusted: isTrusted(address) };
    if (peers.size >= MOST_PEERS) peers.clear();
    peers.set(peer, seen);
    return seen;
  };
}

const [DOT, ZERO] = [0x2e, 0x30];

/** Node's own block list makes native objects for every question; for IPv4, numbers do. */
function subnetCheck(subnets: readonly Subnet[]): (address: string) => boolean {
  const small = subnets
    .filter(({ family }) => family === 'ipv4')
    .map(({ address, prefix }) => ({
      base: numberOf(address),
      mask: prefix === 0 ? 0 : -1 << (32 - prefix),
    }));
  const large = new BlockList();
  for (const { address, prefix, family } of subnets)
    if (family === 'ipv6') large.addSubnet(address, prefix, family);
  return (address) => {
    if (address.includes(':')) return large.check(address, 'ipv6');
    const number = numberOf(address);
    return address !== UNKNOWN && small.some(({ base, mask }) => ((base ^ number) & mask) === 0);
  };
}

function numberOf(address: string): number {
  let [number, part] = [0, 0];
  for (let i = 0; i < address.length; i += 1) {
    const code = address.charCodeAt(i);
    if (code === DOT) [number, part] = [(number << 8) | part, 0];
    else part = part * 10 + code - ZERO;
  }
  return (number << 8) | part;
}

/**
 * A range as people write it, for example `10.0.0.0/8`, or one address without a prefix; undefined for anything else. IPv4
 * inside IPv6 counts as IPv4, as it does for a peer: `::ffff:10.0.0.0/104` is `10.0.0.0/8`. A range that begins there and
 * reaches beyond IPv4, for example `::ffff:0:0/90`, is not accepted: nobody can mean it.
 */
export function parseSubnet(text: string): Subnet | undefined {
  const [, written = '', digits] = /^([\da-f:.]+)(?:\/(\d{1,3}))?$/i.exec(text) ?? [];
  const address = parseAddress(written);
  if (address === undefined || !(isIPv4(written) || isIPv6(written))) return undefined;
  const family = isIPv4(address) ? 'ipv4' : 'ipv6';
  const longest = isIPv4(written) ? 32 : 128;
  const prefix = digits === undefined ? longest : Number(digits);
  if (prefix > longest) return undefined;
  if (family === 'ipv6' || longest === 32) return { address, prefix, family };
  return prefix < MAPPED_PREFIX ? undefined : { address, prefix: prefix - MAPPED_PREFIX, family };
}

/** One address in its usual spelling, without port and zone, IPv4 inside IPv6 as IPv4; undefined when it is none. */
export function parseAddress(text: string): string | undefined {
  if (isIPv4(text)) return text;
  const [, inBrackets, beforePort] = /^(?:\[([^\]]*)\](?::\d{1,5})?|([\d.]+):\d{1,5})$/.exec(text) ?? [];
  const [bare = ''] = (inBrackets ?? beforePort ?? text).split('%', 1);
  if (isIPv4(bare)) return bare;
  if (!isIPv6(bare)) return undefined;
  const address = new URL(`http://[${bare}]`).hostname.slice(1, -1);
  const [, high, low] = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/.exec(address) ?? [];
  if (high === undefined || low === undefined) return address;
  return [high, low]
    .flatMap((part) => [Number.parseInt(part, 16) >> 8, Number.parseInt(part, 16) & 255])
    .join('.');
}

/** The network that an address belongs to, as people know it: its /24 of IPv4 or its /48 of IPv6; undefined for no address. */
export function neighbourhoodOf(address: string): string | undefined {
  if (isIPv4(address)) return `${address.slice(0, address.lastIndexOf('.'))}.0/24`;
  if (!isIPv6(address)) return undefined;
  const parts = networkOf(address).slice(0, -'::/64'.length).split(':').slice(0, 3);
  const short = parts.join(':').replace(/(?::0)+$/, '');
  return `${short}::/48`;
}

/**
 * What identifies a client when its failures are counted: its IPv4 address, or its /64 of IPv6, because an IPv6 user has a
 * whole /64.
 */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  return `${groupsOf(address).slice(0, 4).join(':')}::/64`;
}

/** The eight groups of an IPv6 address in its usual spelling. */
export function groupsOf(address: string): readonly string[] {
  const [head = '', tail] = address.split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => '0');
  return [...first, ...zeros, ...last];
}
