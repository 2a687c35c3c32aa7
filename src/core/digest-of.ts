import { createHash } from 'node:crypto';

/** The SHA-256 of a text, base64url: of one length and alphabet, and the text can't be had back from it. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
