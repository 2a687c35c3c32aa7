import type { Leaving } from '../store/accounts.ts';
import type { Instant, PersonId } from '../tokens/token.ts';

/** Somebody whose account is disabled or deleted. */
export interface Leaver extends Pick<Leaving, 'why'> {
  readonly person: PersonId;
  /** How many of their tokens worked. */
  readonly tokens: number;
}

/** What administrators have to know of those who leave. */
export type LeaverNews =
  /** The tokens of these people are refused from now on. */
  | { readonly kind: 'left'; readonly people: readonly Leaver[] }
  /** So many at once may be a mistake: nothing is done before an administrator agrees. */
  | { readonly kind: 'held'; readonly people: readonly Leaver[] }
  /** The authority still has tokens of these people that are to be revoked: no administrator is signed in there who may do it. */
  | { readonly kind: 'not-ended'; readonly people: readonly Leaver[] }
  /** Since then nothing that could tell of leavers has answered. */
  | { readonly kind: 'silent'; readonly since: Instant };

/** Those who run Patkeeper. */
export interface Administrators {
  tell(news: LeaverNews): Promise<void>;
}
