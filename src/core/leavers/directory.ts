import type { PersonId } from '../tokens/token.ts';

/** What a directory knows of an account. `unknown` is no reason for anything. */
export type AccountState = 'active' | 'disabled' | 'deleted' | 'unknown';

/** A directory that can be asked who is still there. */
export interface Directory {
  /** The state of accounts now; surely known of these people if it can be. Rejects when the directory doesn't answer. */
  look(people: readonly PersonId[]): Promise<(person: PersonId) => AccountState>;
}
