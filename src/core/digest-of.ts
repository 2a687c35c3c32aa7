import { hash } from 'node:crypto';

/**
 * The SHA-256 of a text in base64url. It always has the same length and alphabet, and nobody can get the text back from it.
 */
export function digestOf(text: string): string {
  return hash('sha256', text, 'base64url');
}
