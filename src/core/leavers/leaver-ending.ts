import type { AuthorityId, PersonId, Token } from '../tokens/token.ts';

/** What became of a leaver's tokens at an authority. */
export interface LeaverEnded {
  /** The ids of those that were revoked there. */
  readonly ended: ReadonlySet<string>;
  /** How many others were revoked too, of which nobody here knew. */
  readonly unknown: number;
  /** Whether every organization was looked at where that is possible: there is no reason to try again. */
  readonly isWhole: boolean;
  /** As whom; absent where no administrator who may do this is signed in there. */
  readonly administrator?: PersonId;
}

/** Ends the tokens of those who left at an authority that would accept them again when their account returns. */
export interface LeaverEnding {
  readonly authority: AuthorityId;
  /**
   * Revokes these tokens of a person, and all others that they have in the same organizations and in those of the
   * administrators. Never rejects for one refusal.
   */
  end(person: PersonId, tokens: readonly Token[]): Promise<LeaverEnded>;
}
