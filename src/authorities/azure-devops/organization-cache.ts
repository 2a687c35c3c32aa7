import type { Later } from '../../core/clock.ts';
import { createOnce } from '../../core/once.ts';
import type { Clock } from '../../core/ports.ts';
import { type PersonId, personKey } from '../../core/token.ts';
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

/** Creates the cache. A burst of callers asks once. */
export function createOrganizationCache(deps: OrganizationCacheDeps): OrganizationCache {
  const { load, ...times } = deps;
  const once = createOnce<readonly Account[]>(times);
  return {
    of: (person) => once.run(personKey(person), () => load(person)),
    forget: (person) => once.forget(personKey(person)),
  };
}
