import { createHash, randomInt } from 'node:crypto';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** A new secret in Azure DevOps' format of 84 characters. */
export function makeSecret(): string {
  const some = (count: number, from = LETTERS): string =>
    Array.from({ length: count }, () => from[randomInt(from.length)]).join('');
  return `${some(52)}JQQJ99${some(1)}${some(1, 'ABCDEFGHIJKL')}${some(12)}AAAAAZDO${some(4)}`;
}

/** What is kept of a secret. */
export function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}
