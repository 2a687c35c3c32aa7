import { randomInt } from 'node:crypto';
import { inspect } from 'node:util';
import { crc32 } from 'node:zlib';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const PREFIX = 'pat_';
const SELECTOR_LENGTH = 12;
const KEY_LENGTH = 43;
const CHECKSUM_LENGTH = 6;
const BODY_LENGTH = PREFIX.length + SELECTOR_LENGTH + KEY_LENGTH;
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

/** Makes a built-in secret: `pat_`, 12 characters selector, 43 characters key (256 bits), 6 characters CRC-32, all base62. */
export function generateSecret(): { secret: Secret; parsed: ParsedSecret } {
  const selector = randomBase62(SELECTOR_LENGTH);
  const body = PREFIX + selector + randomBase62(KEY_LENGTH);
  const text = body + checksum(body);
  return { secret: new Secret(text), parsed: { selector, text } };
}

/** Reads a built-in secret; undefined for anything whose form or checksum is wrong. Refusing is as quick as it can be. */
export function parseSecret(text: string): ParsedSecret | undefined {
  if (text.length !== BODY_LENGTH + CHECKSUM_LENGTH || !text.startsWith(PREFIX)) return undefined;
  if (statedChecksum(text) !== crc32(text.slice(0, BODY_LENGTH))) return undefined;
  for (let i = PREFIX.length; i < text.length; i += 1) if (valueAt(text, i) < 0) return undefined;
  return { selector: text.slice(PREFIX.length, PREFIX.length + SELECTOR_LENGTH), text };
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
  for (let i = BODY_LENGTH; i < text.length; i += 1) number = number * ALPHABET.length + valueAt(text, i);
  return number;
}

function valueAt(text: string, index: number): number {
  return VALUES[text.charCodeAt(index)] ?? -1;
}
