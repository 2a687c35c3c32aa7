import { noticeAboutPerson } from '../notices/notices.ts';
import type { Clock } from '../ports.ts';
import type { Store } from '../store/store.ts';
import { DAY } from '../timing/durations.ts';
import { type Instant, type PersonId, personKey } from '../tokens/token.ts';

export interface AdministratorNoticesDeps {
  readonly clock: Clock;
  readonly store: Pick<Store, 'contacts' | 'watches' | 'rateLimits'>;
  /** Those whom the settings name. */
  readonly administrators: readonly PersonId[];
  readonly wake: () => void;
}

/** What an administrator is told. */
export interface AdministratorNotice {
  readonly kind: 'unanswered' | 'key-ends';
  /** Two of the same kind and key are the same: each administrator gets one. */
  readonly key: string;
  /** What the card says, as the notice keeps it. */
  readonly detail: string;
  /** The end that it speaks of: it can't wait past that. */
  readonly validTo: Instant;
}

/**
 * Owes a message to every administrator whom the bot knows and who has none of that kind and key yet; gives how many the bot
 * knows. Rejects when the store does.
 */
export type OweAdministrators = (news: AdministratorNotice) => Promise<number>;

/** Creates it. The messages are owed like any other, so that each is sent again where it did not get through. */
export function createAdministratorNotices(deps: AdministratorNoticesDeps): OweAdministrators {
  const { clock, store, administrators, wake } = deps;
  return async ({ kind, key, detail, validTo }) => {
    let known = 0;
    let owed = 0;
    for (const owner of administrators) {
      if ((await store.contacts.find(owner)) === undefined) continue;
      known += 1;
      const now = clock.now();
      const id = `${personKey(owner)}.${kind}.${key}`;
      // Kept as long as it matters, where messages that went out are forgotten sooner. A store that forgets it keeps those.
      if (!(await store.rateLimits.claimKey(`told ${id}`, now, validTo + DAY))) continue;
      const notices = [{ ...noticeAboutPerson(kind, owner, now, detail), id, validTo }];
      await store.watches.syncTokens({ owner, now, found: [], changes: [], notices });
      owed += 1;
    }
    if (owed > 0) wake();
    return known;
  };
}
