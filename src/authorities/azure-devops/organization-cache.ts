import type { Clock } from '../../core/ports.ts';
import type { Later } from '../../core/timing/clock.ts';
import { createRunOnce } from '../../core/timing/run-once.ts';
import { type PersonId, personKey } from '../../core/tokens/token.ts';
import type { MemberOrganization } from './wire.ts';

export interface OrganizationCacheDeps {
  readonly clock: Clock;
  /** Asks Azure DevOps for a person's organizations. */
  readonly load: (person: PersonId) => Promise<readonly MemberOrganization[]>;
  /** How long an answer is good, in milliseconds. */
  readonly ttlMs: number;
  readonly later?: Later;
}

/** The organizations of each person, asked for once in a while. Failures are not kept. */
export interface OrganizationCache {
  /** A person's organizations, not older than `ttlMs`. */
  of(person: PersonId): Promise<readonly MemberOrganization[]>;
  /** Asks again next time, because the person signed out or in. */
  forget(person: PersonId): void;
}

/** Creates the cache. Callers that ask while an answer is on its way get the same answer. `of` rejects as `load` does. */
export function createOrganizationCache(deps: OrganizationCacheDeps): OrganizationCache {
  const { load, ...times } = deps;
  const once = createRunOnce<readonly MemberOrganization[]>(times);
  return {
    of: (person) => once.run(personKey(person), () => load(person)),
    forget: (person) => once.forget(personKey(person)),
  };
}
