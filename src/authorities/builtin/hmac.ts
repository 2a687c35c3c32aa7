import { hash, type KeyObject } from 'node:crypto';

/** Gives the HMAC-SHA-256 of a text (as UTF-8) in base64url. */
export type Hmac = (text: string) => string;

const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;

/**
 * Creates the HMAC-SHA-256 of one key, composed of its two hashes as RFC 2104 has it. `createHmac` makes native objects
 * for each text, which costs twice as long and is left to the garbage collector: more than all else in a verification.
 */
export function createHmacOf(key: KeyObject): Hmac {
  const bytes = key.export();
  const block = Buffer.alloc(BLOCK_BYTES);
  block.set(bytes.length > BLOCK_BYTES ? hash('sha256', bytes, 'buffer') : bytes);
  const inner = block.map((byte) => byte ^ 0x36);
  const outer = Buffer.alloc(BLOCK_BYTES + DIGEST_BYTES);
  outer.set(block.map((byte) => byte ^ 0x5c));
  // Kept, because nearly every text has the same length as the one before.
  let message = Buffer.from(inner);
  return (text) => {
    const length = BLOCK_BYTES + Buffer.byteLength(text);
    if (message.length !== length) {
      message = Buffer.alloc(length);
      message.set(inner);
    }
    message.write(text, BLOCK_BYTES);
    outer.write(hash('sha256', message, 'binary'), BLOCK_BYTES, 'latin1');
    message.fill(0, BLOCK_BYTES);
    return hash('sha256', outer, 'base64url');
  };
}
