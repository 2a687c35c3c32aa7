import { isLoopbackUrl } from '../core/loopback.ts';
import { PREFIX_FORM } from '../core/secrets/own-prefixes.ts';
import { Secret } from '../core/secrets/secret.ts';
import { secretFormats } from '../core/secrets/secret-formats.ts';
import { type ConfigReader, quote } from './reader.ts';

/** Who may report leaked tokens, and how their signatures are checked. */
export interface LeakConfig {
  /** Where the public keys of GitHub's form are; absent when nobody may report in it. */
  readonly keysUrl?: string;
  /** SHA-256 of the public keys that count, hexadecimal; absent for every current one. */
  readonly pins?: readonly string[];
  /** Own scanners with their keys. */
  readonly scanners: readonly { readonly name: string; readonly secret: Secret }[];
}

const SHORTEST_KEY = 32;
const OWN_FORMATS = 'built-in secret';

/** Reads how new built-in secrets begin. */
export function secretPrefix(read: ConfigReader): string {
  const prefix = read.text('PAT_PREFIX');
  if (!PREFIX_FORM.test(prefix)) {
    read.report(
      'PAT_PREFIX',
      `can’t be a prefix: ${quote(prefix)}`,
      'Write 2 to 10 of a-z and 0-9, without the underscore.',
    );
  } else if (isOthers(prefix)) {
    read.report(
      'PAT_PREFIX',
      `is how another product’s secrets begin: ${quote(prefix)}`,
      'Choose another one.',
    );
  }
  return prefix;
}

/** Whether the secrets of another product begin so, or with what the prefix begins with. */
function isOthers(prefix: string): boolean {
  const beginning = `${prefix}_`;
  return secretFormats()
    .filter(({ name }) => !name.startsWith(OWN_FORMATS))
    .flatMap(({ signatures }) => signatures)
    .some(
      (one) =>
        one.startsWith(beginning) ||
        one.replace(/[^a-z0-9]+$/, '') === prefix ||
        (one.length >= 3 && beginning.startsWith(one)),
    );
}

/** Whether tokens that nobody uses are ended. Who verifies no token can't know that one is unused. */
export function endIdle(read: ConfigReader): boolean {
  const isOn = read.choice('END_IDLE', ['off', 'on']) === 'on';
  if (isOn && read.text('VERIFY').toLowerCase() === 'off')
    read.report(
      'END_IDLE',
      'is on, and VERIFY is off: every token would look unused',
      'Write END_IDLE=off here, and END_IDLE=on for the replicas that verify tokens.',
    );
  return isOn;
}

/** Reads who may report leaked tokens; undefined when nobody may. */
export function leakConfig(read: ConfigReader, isLocal: boolean): LeakConfig | undefined {
  const keysUrl = read.text('LEAK_KEYS_URL');
  if (keysUrl !== '' && !isKeysUrl(keysUrl, isLocal)) {
    const fix =
      'Write an https address without user name and password. In local mode, http to this machine will do too.';
    read.report('LEAK_KEYS_URL', 'is not an address that can be used', fix);
  }
  const pins = pinsOf(read, keysUrl);
  const scanners = scannersOf(read);
  if (keysUrl === '' && scanners.length === 0) return undefined;
  return { ...(keysUrl === '' ? {} : { keysUrl }), ...(pins === undefined ? {} : { pins }), scanners };
}

function isKeysUrl(text: string, isLocal: boolean): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || (isLocal && protocol === 'http:' && isLoopbackUrl(text));
}

function pinsOf(read: ConfigReader, keysUrl: string): readonly string[] | undefined {
  if (!read.isSet('LEAK_KEY_PINS')) return undefined;
  const pins = read.list('LEAK_KEY_PINS').map((pin) => pin.toLowerCase());
  if (pins.length === 0 || !pins.every((pin) => /^[0-9a-f]{64}$/.test(pin)))
    read.report(
      'LEAK_KEY_PINS',
      'has one that is no SHA-256 digest',
      'Write 64 hexadecimal digits for each key.',
    );
  if (keysUrl === '')
    read.report('LEAK_KEY_PINS', 'is set without LEAK_KEYS_URL', 'Write LEAK_KEYS_URL too, or leave it out.');
  return pins;
}

/** Problems never quote the pairs, not even their names: a secret may be in the wrong place. */
function scannersOf(read: ConfigReader): LeakConfig['scanners'] {
  if (!read.isSet('LEAK_KEYS')) return [];
  const fix = `Write name:secret pairs with commas between. A name has a-z, 0-9 and -, and may appear only once. A secret has ${SHORTEST_KEY} or more printable characters, for example what "openssl rand -hex 32" prints.`;
  const found = read.list('LEAK_KEYS').map((pair) => {
    const colon = pair.indexOf(':');
    return { name: pair.slice(0, Math.max(0, colon)), secret: pair.slice(colon + 1) };
  });
  const isGood = ({ name, secret }: { name: string; secret: string }) =>
    /^[a-z0-9-]{1,64}$/.test(name) && /^[!-~]+$/.test(secret) && secret.length >= SHORTEST_KEY;
  if (found.length === 0 || !found.every(isGood))
    read.report(
      'LEAK_KEYS',
      `has a pair that is not allowed, number ${found.findIndex((one) => !isGood(one)) + 1}`,
      fix,
    );
  else if (new Set(found.map(({ name }) => name)).size < found.length)
    read.report('LEAK_KEYS', 'names one scanner twice', fix);
  return found.map(({ name, secret }) => ({ name, secret: new Secret(secret) }));
}
