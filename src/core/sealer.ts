import type { PersonId } from './tokens/token.ts';

/**
 * Encrypts a text so that it can be read only in the place that it was sealed for: one person's record of one kind and key.
 */
export interface Sealer {
  /** A text that is safe to store and in an address. */
  seal(owner: PersonId, kind: string, key: string, text: string): string;
  /** Undefined when it was sealed for another place or under a key that is gone, or was changed. */
  open(owner: PersonId, kind: string, key: string, sealed: string): string | undefined;
}
