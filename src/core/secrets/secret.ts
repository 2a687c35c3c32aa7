import { randomInt } from 'node:crypto';
import { inspect } from 'node:util';
import { crc32 } from 'node:zlib';
import { DEFAULT_PREFIX } from './own-prefixes.ts';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const SELECTOR_LENGTH = 12;
const KEY_LENGTH = 43;
const CHECKSUM_LENGTH = 6;
/** How many characters a built-in secret has behind its `_`. */
export const REST_LENGTH = SELECTOR_LENGTH + KEY_LENGTH + CHECKSUM_LENGTH;
/** Fewest characters of a prefix, without the `_`. */
export const SHORTEST_PREFIX = 2;
/** Most characters of a prefix, without the `_`. */
export const LONGEST_PREFIX = 10;
const UNDERSCORE = 0x5f;
/** The value of each digit, by its character code; -1 for other characters. */
const VALUES: readonly number[] = Array.from({ length: 128 }, (_, code) =>
  ALPHABET.indexOf(String.fromCharCode(code)),
);
const SHOWN = '[secret]';

/** A secret in memory. It prints as a placeholder everywhere, unless `reveal` is called for the one dialog that shows it. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return SHOWN;
  }

  toJSON(): string {
    return SHOWN;
  }

  [inspect.custom](): string {
    return SHOWN;
  }
}

/** The parts of a built-in secret: the selector finds its token, the whole text proves it. */
export interface ParsedSecret {
  readonly selector: string;
  readonly text: string;
}

/**
 * Makes a built-in secret: the prefix and `_`, 12 characters selector, 43 characters key (256 bits), and 6 characters CRC-32 of
 * all that, all base62.
 */
export function generateSecret(prefix: string = DEFAULT_PREFIX): { secret: Secret; parsed: ParsedSecret } {
  const selector = randomBase62(SELECTOR_LENGTH);
  const body = `${prefix}_${selector}${randomBase62(KEY_LENGTH)}`;
  const text = body + checksum(body);
  return { secret: new Secret(text), parsed: { selector, text } };
}

/**
 * Reads a built-in secret; undefined for anything whose form or checksum is wrong. Refusing is as quick as it can be. Any
 * prefix will do, because the checksum and the digest cover it: another replica may already make secrets with a new one.
 */
export function parseSecret(text: string): ParsedSecret | undefined {
  const end = text.length - REST_LENGTH - 1;
  if (end < SHORTEST_PREFIX || end > LONGEST_PREFIX || text.charCodeAt(end) !== UNDERSCORE) return undefined;
  if (statedChecksum(text) !== crc32(text.slice(0, -CHECKSUM_LENGTH))) return undefined;
  for (let i = 0; i < end; i += 1) if (!isOfPrefix(text.charCodeAt(i))) return undefined;
  for (let i = end + 1; i < text.length; i += 1) if (valueAt(text, i) < 0) return undefined;
  return { selector: text.slice(end + 1, end + 1 + SELECTOR_LENGTH), text };
}

/** Whether a character code is a lower-case letter or a digit. */
function isOfPrefix(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39);
}

function randomBase62(length: number): string {
  return Array.from({ length }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('');
}

function checksum(body: string): string {
  let rest = crc32(body);
  let digits = '';
  for (let i = 0; i < CHECKSUM_LENGTH; i += 1) {
    digits = ALPHABET.charAt(rest % ALPHABET.length) + digits;
    rest = Math.floor(rest / ALPHABET.length);
  }
  return digits;
}

function statedChecksum(text: string): number {
  let number = 0;
  const first = text.length - CHECKSUM_LENGTH;
  for (let i = first; i < text.length; i += 1) number = number * ALPHABET.length + valueAt(text, i);
  return number;
}

function valueAt(text: string, index: number): number {
  return VALUES[text.charCodeAt(index)] ?? -1;
}
