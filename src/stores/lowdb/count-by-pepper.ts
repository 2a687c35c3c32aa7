import { type Instant, tokenState } from '../../core/tokens/token.ts';
import type { PersonRecord } from './person-record.ts';

/** How many active tokens of these people were digested with each pepper, by its version. */
export function countByPepper(people: Iterable<PersonRecord>, now: Instant): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const record of people) {
    for (const token of record.document().tokens) {
      if (token.digest === undefined || tokenState(token, now) !== 'active') continue;
      counts.set(token.digest.pepper, (counts.get(token.digest.pepper) ?? 0) + 1);
    }
  }
  return counts;
}
