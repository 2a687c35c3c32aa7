import type { ListQuery } from '../../core/tokens/token-service-port.ts';
import type { TokenLine } from './token-view.ts';

/** Which list a card came from, so that "Back" leads there again. */
export type ListReference = ListQuery;

/** Which tokens a list can show. */
export const LIST_STATES = [
  'active',
  'expired',
  'revoked',
  'all',
] as const satisfies readonly ListQuery['state'][];

/** The list that "My tokens" opens. */
export const ACTIVE_LIST: ListReference = { words: '', state: 'active', page: 0 };

/** A token in two lines, as a row of a list. */
export interface ListedToken extends TokenLine, Undelivered {
  /** What a press on the row does, with the token's name. */
  readonly details: string;
}

/** That a message did not arrive; empty when all did. */
interface Undelivered {
  readonly undelivered: string;
}

/** A page of a person's tokens. What is undelivered on the page itself is about no single token. */
export interface ListPage extends Undelivered {
  readonly summary: string;
  readonly title: string;
  readonly tokens: readonly ListedToken[];
  /** The words that were searched for. */
  readonly search: string;
  readonly state: ListReference['state'];
  readonly query: ListReference;
  readonly previous: ListReference;
  readonly next: ListReference;
  readonly hasPrevious: boolean;
  readonly hasNext: boolean;
  /** Whether there is more than one page. */
  readonly hasPages: boolean;
  readonly empty: boolean;
  readonly emptyText: string;
  readonly hasActive: boolean;
  /** Why this may not be the latest, empty when it is; and whether a sign-in would mend that. */
  readonly problem: string;
  readonly signInNeeded: boolean;
}
