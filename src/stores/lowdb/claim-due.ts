import type { Log } from '../../core/ports.ts';
import type { Instant, PersonId } from '../../core/tokens/token.ts';
import type { People } from './people.ts';
import type { Due } from './people-indexes.ts';
import type { Change } from './person-document.ts';
import type { PersonRecord } from './person-record.ts';

export interface ClaimDueDeps<T, C> {
  readonly people: People;
  readonly log: Log;
  readonly due: Due<T>;
  /** Claims what one person has due, as far as it still is. */
  readonly claim: (values: readonly T[]) => Change<readonly C[]>;
}

/**
 * Claims what is due of any people, the longest due first; gives what was taken from the index, and what of it was
 * claimed, by person. It leaves the index while it is written, so that callers at the same time get others. When some
 * people's documents can't be written, the others' claims still stand; rejects only when none does.
 */
export async function claimDue<T extends { readonly person: PersonId }, C>(
  { people, log, due, claim }: ClaimDueDeps<T, C>,
  now: Instant,
  limit: number,
): Promise<{ readonly taken: readonly T[]; readonly claimed: readonly C[] }> {
  const taken = due.take(now, limit);
  const byRecord = new Map<PersonRecord, T[]>();
  for (const value of taken) {
    const record = people.findOrAdd(value.person);
    byRecord.set(record, [...(byRecord.get(record) ?? []), value]);
  }
  const writes = [...byRecord].map(([record, values]) => record.apply(claim(values)));
  const results = await Promise.allSettled(writes);
  for (const value of taken) due.putBack(value);

  const claimed = results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
  for (const result of results) {
    if (result.status === 'fulfilled') continue;
    if (claimed.length === 0) throw result.reason;
    log.error({ err: result.reason }, 'could not claim what a person has due');
  }
  return { taken, claimed };
}
