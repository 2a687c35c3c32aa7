import { Secret } from '../core/secrets/secret.ts';
import type { ConfigReader } from './reader.ts';

const SHORTEST_PEPPER = 32;

/** Reads the keys of the digests: texts with commas between. Problems never quote them, because they are keys. */
export function peppers(read: ConfigReader): { peppers?: readonly Secret[] } {
  if (!read.isSet('TOKEN_PEPPER')) return {};
  const texts = read.list('TOKEN_PEPPER');
  if (texts.length === 0 || texts.some((text) => text.length < SHORTEST_PEPPER)) {
    const fix = `Write at least ${SHORTEST_PEPPER} random characters, for example what "openssl rand -base64 32" prints. You can write several with commas between, or leave the setting out.`;
    read.report('TOKEN_PEPPER', texts.length > 1 ? 'has one that is too short' : 'is too short', fix);
  }
  return { peppers: texts.map((text) => new Secret(text)) };
}

/** Reads the keys that encrypt stored sign-ins. */
export function cacheKey(read: ConfigReader): { cacheKey?: Secret } {
  if (!read.isSet('CACHE_KEY')) return {};
  const keys = read.list('CACHE_KEY');
  // Never quoted: they are keys.
  if (keys.length === 0 || !keys.every((key) => /^[A-Za-z0-9+/]{43}=$/.test(key))) {
    const fix = 'Write what "openssl rand -base64 32" prints, or leave it out.';
    read.report('CACHE_KEY', 'is not 32 bytes in base64', fix);
  }
  return { cacheKey: new Secret(keys.join(',')) };
}
