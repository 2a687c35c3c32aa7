import type { Clock } from '../ports.ts';
import type { Contact } from '../store/contacts.ts';
import type { Store } from '../store/store.ts';
import { LONGEST_LANE_MS, type Rate } from '../timing/rate-limit.ts';
import type { Instant, PersonId } from '../tokens/token.ts';
import { NOT_ITS_TURN, type Notice } from './notices.ts';

/** How fast messages may follow one another. */
export interface Pace {
  readonly tenant: Rate;
  readonly conversation: Rate;
}

/** Within what Teams allows: 50 a second to a tenant; in a conversation 7 a second, 8 in two seconds and 60 in thirty. */
export const TEAMS_PACE: Pace = {
  tenant: { everyMs: 20, burst: 1 },
  conversation: { everyMs: 575, burst: 5 },
};

interface NoticePaceDeps {
  readonly clock: Clock;
  readonly store: Pick<Store, 'rateLimits'>;
  readonly pace: Pace;
  /** The longest wait for a pass that the caller sits out, milliseconds. */
  readonly patienceMs: number;
  /** Waits; false, at once, when nobody has time to wait any more. */
  readonly sleep: (ms: number) => Promise<boolean>;
}

/** Keeps the messages of all processes to the pace. Its methods reject when the store does. */
export interface NoticePace {
  /**
   * Waits for a message's pass among those of all processes. 0, or how long that is when others can go meanwhile: the notice
   * is to come back then.
   */
  waitForPass(notice: Notice, contact: Contact): Promise<number>;
  /** Nothing goes to a person's tenant before `until`. */
  block(owner: PersonId, until: Instant): Promise<void>;
}

/** Creates the pace of one dispatcher. */
export function createNoticePace({ clock, store, pace, patienceMs, sleep }: NoticePaceDeps): NoticePace {
  async function untilPass(lane: string, rate: Rate, patience: number): Promise<number> {
    const now = clock.now();
    return (await store.rateLimits.takePass(lane, now, rate, patience)) - now;
  }

  return {
    /**
     * Its pass in the conversation is kept for it; one of the tenant's that it can't wait for is not taken, else messages that
     * all come back to find themselves at the end would fill the lane, and none would ever go.
     */
    async waitForPass({ reason }, { person, conversationId }) {
      if (conversationId !== undefined && reason !== NOT_ITS_TURN) {
        const wait = await untilPass(`chat ${conversationId}`, pace.conversation, LONGEST_LANE_MS);
        if (wait > 0) return wait;
      }
      const wait = await untilPass(tenantLane(person), pace.tenant, patienceMs);
      if (wait === 0) return 0;
      return wait <= patienceMs && (await sleep(wait)) ? 0 : wait;
    },
    block: (owner, until) => store.rateLimits.blockLane(tenantLane(owner), until, pace.tenant),
  };
}

function tenantLane({ tenantId }: PersonId): string {
  return `tenant ${tenantId.toLowerCase()}`;
}
