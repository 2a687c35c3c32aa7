import { isIPv4 } from 'node:net';
import { groupsOf, parseSubnet, type Subnet } from '../http/verification/client-address.ts';
import { type ConfigReader, quote } from './reader.ts';

type Family = Subnet['family'];
/** From the first address to the one behind the last. */
type Span = readonly [from: bigint, to: bigint];

const BITS: Readonly<Record<Family, number>> = { ipv4: 32, ipv6: 128 };
/**
 * The longest that all ranges together may be, as the prefix of one range: whoever trusts more trusts strangers. In IPv6 all
 * of the public Internet is in 2000::/3, and the largest provider has a /19.
 */
const LONGEST: Readonly<Record<Family, number>> = { ipv4: 8, ipv6: 16 };
/** Addresses that no stranger has on the public Internet don't count. */
const PRIVATE: readonly Subnet[] = [
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '::1',
  'fc00::/7',
  'fe80::/10',
].flatMap((text) => parseSubnet(text) ?? []);
const FIX =
  'Write IP addresses or ranges such as 10.0.0.0/8 with commas between. Name your own proxies only: whoever is trusted can claim to be any client.';

/** Reads the proxies whose word about their client is trusted. Ranges that hold nearly everybody are refused, alone or together. */
export function trustedProxies(read: ConfigReader): Subnet[] {
  const report = (problem: string): void => read.report('TRUSTED_PROXIES', problem, FIX);
  const subnets = read.list('TRUSTED_PROXIES').flatMap((text) => {
    const subnet = parseSubnet(text);
    // A typing error before or after the slash can make a range of everybody.
    if (subnet !== undefined && tooWide([subnet]) === undefined) return [subnet];
    const wrong = subnet === undefined ? 'that is neither an IP address nor a range' : 'that trusts too many';
    report(`has an entry ${wrong}: ${quote(text)}`);
    return [];
  });
  const family = tooWide(subnets);
  if (family !== undefined)
    report(
      `trusts more public ${family === 'ipv4' ? 'IPv4' : 'IPv6'} addresses than a /${LONGEST[family]} has`,
    );
  return subnets;
}

/** The family of which ranges together hold more than may be trusted; undefined when there is none. */
function tooWide(subnets: readonly Subnet[]): Family | undefined {
  return (['ipv4', 'ipv6'] as const).find((family) => {
    const isOf = (subnet: Subnet) => subnet.family === family;
    const hidden = PRIVATE.filter(isOf);
    const open = size([...subnets.filter(isOf), ...hidden]) - size(hidden);
    return open > 1n << BigInt(BITS[family] - LONGEST[family]);
  });
}

/** How many addresses are in at least one of the ranges. */
function size(subnets: readonly Subnet[]): bigint {
  let [total, end] = [0n, 0n];
  for (const [from, to] of subnets.map(spanOf).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const begin = from > end ? from : end;
    if (to > begin) [total, end] = [total + to - begin, to];
  }
  return total;
}

function spanOf({ address, prefix, family }: Subnet): Span {
  const length = 1n << BigInt(BITS[family] - prefix);
  const from = (numberOf(address) / length) * length;
  return [from, from + length];
}

function numberOf(address: string): bigint {
  const isSmall = isIPv4(address);
  const parts = isSmall
    ? address.split('.').map(Number)
    : groupsOf(address).map((group) => Number.parseInt(group, 16));
  return parts.reduce((number, part) => (number << (isSmall ? 8n : 16n)) | BigInt(part), 0n);
}
