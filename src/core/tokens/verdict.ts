import type { Token } from './token.ts';

/** A presented text that proves no token. */
export interface Unproven {
  /**
   * `malformed`: no secret of ours looks like it, or its checksum is wrong. `ended`: the secret of a token that is revoked
   * or has expired. `unknown`: well formed, and of no token.
   */
  readonly why: 'malformed' | 'ended' | 'unknown';
  /** Tells one text from another: its SHA-256 in base64url; empty for a malformed one. */
  readonly digest: string;
}

/** What becomes of a presented text: the active token that it proves, or why it proves none. */
export type Verdict = Token | Unproven;

/** Whether a verdict is a token. */
export function isProven(verdict: Verdict): verdict is Token {
  return !('why' in verdict);
}
