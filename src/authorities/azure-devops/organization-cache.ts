import { type Later, later as systemLater } from '../../core/clock.ts';
import type { Clock } from '../../core/ports.ts';
import { type Instant, type PersonId, personKey } from '../../core/token.ts';
import type { Account } from './wire.ts';

export interface OrganizationCacheDeps {
  readonly clock: Clock;
  /** Asks Azure DevOps for a person's organizations. */
  readonly load: (person: PersonId) => Promise<readonly Account[]>;
  /** How long an answer is good, in milliseconds. */
  readonly ttlMs: number;
  readonly later?: Later;
}

/** The organizations of each person, asked for once in a while. Failures are not kept. */
export interface OrganizationCache {
  of(person: PersonId): Promise<readonly Account[]>;
  /** Asks again next time, because the person signed out or in. */
  forget(person: PersonId): void;
}

interface Entry {
  readonly accounts: Promise<readonly Account[]>;
  /** Absent while they are asked for. */
  until?: Instant;
}

export function createOrganizationCache(deps: OrganizationCacheDeps): OrganizationCache {
  const { clock, load, ttlMs, later = systemLater } = deps;
  const entries = new Map<string, Entry>();

  async function fill(key: string, entry: Entry): Promise<readonly Account[]> {
    const drop = () => {
      if (entries.get(key) === entry) entries.delete(key);
    };
    try {
      const accounts = await entry.accounts;
      entry.until = clock.now() + ttlMs;
      later(ttlMs, drop);
      return accounts;
    } catch (error) {
      drop();
      throw error;
    }
  }

  return {
    async of(person) {
      const key = personKey(person);
      const known = entries.get(key);
      if (known !== undefined && (known.until === undefined || clock.now() < known.until))
        return known.accounts;
      const entry: Entry = { accounts: load(person) };
      entries.set(key, entry);
      return fill(key, entry);
    },
    forget(person) {
      entries.delete(personKey(person));
    },
  };
}
