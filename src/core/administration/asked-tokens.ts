import type { PersonId, TokenState } from '../tokens/token.ts';

/** Which tokens an administrator asks for. Nothing of it has been checked; what is left out doesn't matter. */
export interface AskedTokens {
  readonly owner?: PersonId;
  readonly organization?: string;
  readonly authority?: string;
  readonly scope?: string;
  readonly privileges?: 'full' | 'high';
  readonly state?: TokenState;
  readonly endsWithinDays?: number;
  readonly olderThanDays?: number;
  readonly idleDays?: number;
  readonly beyondPolicy?: true;
  readonly undelivered?: true;
  readonly unreachable?: true;
}
