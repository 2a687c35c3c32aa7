import type { Token } from './token.ts';

/** A presented text that proves no token. */
export interface Unproven {
  /**
   * `malformed`: it doesn't look like a secret of ours, or its checksum is wrong. `ended`: it is the secret of a revoked or
   * expired token. `unknown`: it is well formed, but no token has it.
   */
  readonly why: 'malformed' | 'ended' | 'unknown';
  /** Identifies the text: its SHA-256 in base64url; empty for a malformed one. */
  readonly digest: string;
  /** The token whose secret it is, when that has ended. Whoever presents it must not see that it is there. */
  readonly token?: Token;
}

/** The result for a presented text: the active token that it proves, or why it proves none. */
export type Verdict = Token | Unproven;

/** Whether a verdict is a token. */
export function isProven(verdict: Verdict): verdict is Token {
  return !('why' in verdict);
}
