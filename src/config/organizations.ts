import { isLoopback } from '../core/loopback.ts';
import type { Organization } from '../core/tokens/token.ts';
import { plainAddress } from '../core/tokens/usage.ts';
import { type ConfigReader, quote, repeated } from './reader.ts';

/** Means every organization when a proxy asks about a token. */
const ANY = 'any';

/** Reads the organizations of the built-in authority and their addresses. */
export function organizations(read: ConfigReader, isLocal: boolean): Organization[] {
  const fix =
    'Write each as id or id=Display name. An id has a-z, 0-9 and -, at most 64 characters, may appear only once, and may not be any.';
  const found = read.list('BUILTIN_ORGANIZATIONS').map((part) => {
    const { id, rest } = splitPair(part);
    return { authority: 'builtin' as const, id, name: rest || id };
  });
  const bad = found.find(
    ({ id, name }) => id === ANY || !/^[a-z0-9-]{1,64}$/.test(id) || !/^\P{Cc}{1,80}$/u.test(name),
  );
  const twice = repeated(found.map(({ id }) => id));
  const report = (problem: string): void => read.report('BUILTIN_ORGANIZATIONS', problem, fix);
  if (found.length === 0) report('names no organization');
  if (bad !== undefined) report(`has an organization that is not allowed: ${quote(bad.id)}`);
  if (twice !== undefined) report(`names one organization twice: ${quote(twice)}`);
  const ids = found.map(({ id }) => id);
  const urls = addresses(read, ids, isLocal);
  return found.map((organization) => {
    const url = urls.get(organization.id);
    return url === undefined ? organization : { ...organization, url };
  });
}

/** Problems never quote an address, because it may have a password. */
function addresses(
  read: ConfigReader,
  ids: readonly string[],
  isLocal: boolean,
): ReadonlyMap<string, string> {
  const pairs = read.list('BUILTIN_ORGANIZATION_URLS').map((part) => {
    const { id, rest } = splitPair(part);
    return { id, url: plainAddress(rest) };
  });
  const report = (problem: string): void =>
    read.report(
      'BUILTIN_ORGANIZATION_URLS',
      problem,
      'Write id=https://host or id=https://host/path with commas between. Use each id of BUILTIN_ORGANIZATIONS only once. Use http:// only for this machine.',
    );
  const unknown = pairs.findIndex(({ id }) => !ids.includes(id));
  const bad = pairs.findIndex(({ url }) => url === undefined || !mayBeShown(url, isLocal));
  const twice = repeated(pairs.map(({ id }) => id));
  if (unknown >= 0)
    report(`names an organization that is not in BUILTIN_ORGANIZATIONS, in pair number ${unknown + 1}`);
  else if (bad >= 0) report(`has an address that is not allowed, number ${bad + 1}`);
  else if (twice !== undefined) report(`names one organization twice: ${quote(twice)}`);
  return new Map(pairs.flatMap(({ id, url }) => (url === undefined ? [] : [[id, url]])));
}

/** People send their tokens to this address. It may be unencrypted only on this machine or in local mode. */
function mayBeShown(url: string, isLocal: boolean): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || isLoopback(hostname) || isLocal;
}

function splitPair(part: string): { id: string; rest: string } {
  const [id = '', ...rest] = part.split('=');
  return { id: id.trim(), rest: rest.join('=').trim() };
}
