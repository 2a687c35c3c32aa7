import type { Clock, Log } from '../../core/ports.ts';
import type { Later } from '../../core/timing/clock.ts';
import { withDeadline } from '../../core/timing/deadline.ts';
import { HOUR } from '../../core/timing/durations.ts';
import { createRunOnce } from '../../core/timing/run-once.ts';
import { TIME_BUDGET } from '../../core/timing/time-budget.ts';
import { type Actor, ownerOf, personKey } from '../../core/tokens/token.ts';
import type { SentenceKey } from '../../sentences/sentences.ts';
import type { Activity } from '../channel/activity.ts';
import type { Connector } from '../channel/connector.ts';
import type { Turn, TurnDeps } from './turn.ts';

/**
 * What Teams says of a person: `member` of the tenant whose chat it is, `guest` in it, or `foreign`, from another tenant.
 * `unknown` when it could not be asked.
 */
export type Membership = 'member' | 'guest' | 'foreign' | 'unknown';

/** Looks people up among the members of a conversation. */
export interface Memberships {
  /** The standing of whoever sent this activity, not older than an hour. Never rejects, and takes no longer than `TIME_BUDGET.membership`. */
  of(activity: Activity, actor: Actor): Promise<Membership>;
}

interface MembershipsDeps {
  readonly connector: Pick<Connector, 'getMember'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly later?: Later;
}

/** Why somebody can't use the bot at all, for them to read. */
export interface Refusal {
  readonly title: SentenceKey;
  readonly text: SentenceKey;
}

const FOREIGN: Refusal = {
  title: 'reply.foreign.title',
  text: 'reply.foreign.text',
};

const GUEST: Refusal = {
  title: 'reply.guest.title',
  text: 'reply.guest.text',
};

const KEPT_MS = HOUR;
/** The roles that Teams gives to people who are in the chat, but not of the organization. */
const NO_MEMBERS = ['guest', 'anonymous'];

/** Creates the look-up. What it learns is kept in memory; a failure is not kept. */
export function createMemberships({ connector, log, ...deps }: MembershipsDeps): Memberships {
  const once = createRunOnce<Membership>({ ...deps, ttlMs: KEPT_MS, bytesOf: () => 300 });

  async function ask({ serviceUrl, conversation, from }: Activity, actor: Actor): Promise<Membership> {
    const found = await connector.getMember(serviceUrl, conversation.id, from.id);
    if (!found.ok) throw new Error(`${found.outcome}: ${found.reason}`);
    if (found.tenantId !== undefined && found.tenantId.toLowerCase() !== actor.tenantId.toLowerCase())
      return 'foreign';
    // Said even where the tenant is left out: a guest does not become a member by what is missing.
    if (NO_MEMBERS.includes(found.userRole?.toLowerCase() ?? '')) return 'guest';
    if (found.tenantId === undefined) throw new Error('the member has no tenant');
    return 'member';
  }

  return {
    async of(activity, actor) {
      try {
        const asked = once.run(personKey(actor), () => ask(activity, actor));
        return await withDeadline(asked, TIME_BUDGET.membership, deps.later);
      } catch (error) {
        // The activity's own tenant was checked: whoever can't be looked up now is at the next turn.
        log.debug({ err: error }, 'a person was not found among the members');
        return 'unknown';
      }
    },
  };
}

/** What decides who is let in. */
export interface AdmissionDeps extends Pick<TurnDeps, 'store'> {
  /** Tells guests and people of other tenants apart; without it, everybody is a member. */
  readonly memberships?: Memberships;
  /** Whether guests may have tokens. */
  readonly guestsAllowed?: boolean;
}

/** The turn of a person who is let in, as a guest where they are one; or why they are not. */
export async function admit(
  turn: Turn,
  { memberships, guestsAllowed = false, store }: AdmissionDeps,
): Promise<Turn | Refusal> {
  const { activity, actor } = turn;
  const membership = await memberships?.of(activity, actor);
  if (membership === 'foreign') return FOREIGN;
  if (membership !== 'guest' || guestsAllowed) return turn;
  // A guest who has tokens may still list and revoke them.
  if ((await store.tokens.list(ownerOf(actor))).length === 0) return GUEST;
  return { ...turn, actor: { ...actor, isGuest: true } };
}
