import { PatkeeperError } from '../errors.ts';
import type { Clock } from '../ports.ts';
import type { RateLimitStore } from '../store/rate-limits.ts';
import { type Actor, personKey } from '../tokens/token.ts';
import type { Role } from './role.ts';
import type { RoleSource } from './roles.ts';

/** Two a second in the long run: more than anybody reads. */
const RATE = { everyMs: 500, burst: 60 };

export interface GuardDeps {
  readonly roles: Pick<RoleSource, 'standingOf'>;
  readonly store: { readonly rateLimits: Pick<RateLimitStore, 'takePass'> };
  readonly clock: Clock;
}

/** Who may do what; asked by every call of administration before anything else. */
export interface Guard {
  /** Lets administrators and auditors in, and gives which of the two the actor is. */
  seeing(actor: Actor): Promise<Role>;
  /** Lets administrators in, who prepare an act. */
  preparing(actor: Actor): Promise<void>;
  /** Lets administrators in who have just signed in. */
  acting(actor: Actor): Promise<void>;
}

/** Makes the guard. */
export function createGuard({ roles, store, clock }: GuardDeps): Guard {
  async function inTime(actor: Actor): Promise<void> {
    const now = clock.now();
    const at = await store.rateLimits.takePass(`administration ${personKey(actor)}`, now, RATE, 0);
    if (at <= now) return;
    throw new PatkeeperError('throttled.administration', { seconds: Math.ceil((at - now) / 1000) });
  }

  async function standing(actor: Actor) {
    const found = await roles.standingOf(actor);
    if (found.role === undefined) throw new PatkeeperError('refused.no-role');
    await inTime(actor);
    return { role: found.role, isFresh: found.isFresh };
  }

  async function administrator(actor: Actor): Promise<boolean> {
    const { role, isFresh } = await standing(actor);
    if (role !== 'administrator') throw new PatkeeperError('refused.auditor');
    return isFresh;
  }

  return {
    seeing: async (actor) => (await standing(actor)).role,
    async preparing(actor) {
      await administrator(actor);
    },
    async acting(actor) {
      if (!(await administrator(actor))) throw new PatkeeperError('fresh-sign-in-needed');
    },
  };
}
