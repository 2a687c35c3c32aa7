import { backoffMs } from './backoff.ts';
import { type LaneRate, LONGEST_LANE_MS } from './lane.ts';
import { type Notice, type NoticeKind, whyDrop } from './notices.ts';
import type { Clock, Contact, Delivery, Log, Messenger, Settlement, Store } from './ports.ts';
import type { Instant, PersonId, Token } from './token.ts';

/** What became of one claim, for the metrics. */
export type NoticeOutcome = Delivery['outcome'] | 'held' | 'dropped' | 'failed' | 'error';

interface NoticeSenderDeps {
  readonly clock: Clock;
  readonly store: Store;
  readonly messenger: Messenger;
  readonly log: Log;
  readonly metrics: (kind: NoticeKind, outcome: NoticeOutcome) => void;
  readonly random: () => number;
  readonly leaseMs: number;
  readonly pace?: Pace;
  /** Teams asked to slow down for so many milliseconds. */
  readonly slowDown: (ms: number) => void;
  /** Brings what is known of a person's tokens up to date where that is possible; rejects for the store's failures only. */
  readonly refresh?: (person: PersonId) => Promise<unknown>;
  /** Waits; false, at once, when nobody has time to wait any more. */
  readonly sleep: (ms: number) => Promise<boolean>;
}

/** How fast messages may follow one another. */
export interface Pace {
  readonly tenant: LaneRate;
  readonly conversation: LaneRate;
}

/** Within what Teams allows: 50 a second to a tenant; in a conversation 7 a second, 8 in two seconds and 60 in thirty. */
const TEAMS_PACE: Pace = {
  tenant: { everyMs: 20, burst: 1 },
  conversation: { everyMs: 575, burst: 5 },
};

/** Why a notice waits whose place in its conversation is taken already. */
const PLACED = 'other messages go first';

/** Whatever Teams says about one message, the others are held up no longer than this. */
export const LONGEST_PAUSE_MS = 5 * 60_000;
/** One resend at most when nobody knows whether a message arrived: two of a kind are bearable, more are not. */
const MOST_AMBIGUOUS = 2;
/**
 * A process that died with a claim had seldom begun to send: a few such deaths must not lose the message. Each may repeat
 * it only if it was on its way just then.
 */
const MOST_LOST_CLAIMS = 5;
const DEFAULT_RETRY_AFTER_MS = 2_000;
const FIRST_RETRY_MS = 1_000;

/** Creates the function that does what a notice claimed at `claimedAt` needs, records what became of it, and never rejects. */
export function createNoticeSender(
  deps: NoticeSenderDeps,
): (notice: Notice, claimedAt: Instant) => Promise<void> {
  const { clock, store, messenger, log, metrics, random, slowDown, sleep, pace = TEAMS_PACE } = deps;

  async function handle(notice: Notice, claimedAt: Instant): Promise<NoticeOutcome> {
    const known = await answered(notice, lookUp(notice));
    if (known === undefined) return notSent(notice, 'the store did not answer');
    const { token, contact } = known;
    const drop = whyDrop(notice, token, clock.now());
    if (drop !== undefined) return finish(notice, { state: 'dropped', reason: drop }, 'dropped');
    if (notice.ambiguousAttempts >= MOST_LOST_CLAIMS) {
      return finish(notice, { state: 'failed', reason: 'nobody knows whether it arrived' }, 'failed');
    }
    if (contact === undefined) return hold(notice, 'no conversation known', 'held');
    if (contact.unreachable !== undefined) return hold(notice, contact.unreachable, 'held');
    const wait = await answered(notice, waitForPlace(notice, contact));
    if (wait === undefined) return notSent(notice, 'the store did not answer');
    if (wait > 0) return finish(notice, putOff(wait), 'not-sent');
    // The store was slow, or the machine slept: another process may soon send what this one would still be sending.
    if (clock.now() - claimedAt > deps.leaseMs / 2)
      return notSent(notice, 'too little time was left to send it');
    return record(notice, contact, await send(contact, notice, token));
  }

  /**
   * Waits for this message's place among those of all processes. 0, or how long that is when others can go meanwhile: it
   * comes back then. Its place in the conversation is kept for it; one of the tenant's that it can't wait for is not taken,
   * else messages that all come back to find themselves at the end would fill the lane, and none would ever go.
   */
  async function waitForPlace({ reason }: Notice, { person, conversationId }: Contact): Promise<number> {
    if (conversationId !== undefined && reason !== PLACED) {
      const wait = await untilPlace(`chat ${conversationId}`, pace.conversation, LONGEST_LANE_MS);
      if (wait > 0) return wait;
    }
    const patienceMs = Math.floor(deps.leaseMs / 3);
    const wait = await untilPlace(tenantLane(person), pace.tenant, patienceMs);
    if (wait === 0) return 0;
    return wait <= patienceMs && (await sleep(wait)) ? 0 : wait;
  }

  async function untilPlace(lane: string, rate: LaneRate, patienceMs: number): Promise<number> {
    const now = clock.now();
    return (await store.takePlace(lane, now, rate, patienceMs)) - now;
  }

  function putOff(ms: number): Settlement {
    return { state: 'waiting', dueAt: clock.now() + ms, reason: PLACED, ambiguous: false };
  }

  async function lookUp({ owner, tokenId, kind }: Notice) {
    const contact = await store.findContact(owner);
    const token = tokenId === '' ? undefined : await store.findToken(owner, tokenId);
    if (kind !== 'expiring' || token?.externalId === undefined || deps.refresh === undefined)
      return { token, contact };
    // Its authority may know of a renewal that was made elsewhere.
    await deps.refresh(owner);
    return { token: await store.findToken(owner, tokenId), contact };
  }

  /** What the store answers; undefined when it does not. What is known of a notice must be settled all the same. */
  async function answered<T>({ id }: Notice, call: Promise<T>): Promise<T | undefined> {
    try {
      return await call;
    } catch (error) {
      log.warn({ err: error, notice: id }, 'the store did not answer while a notice was tried');
      return undefined;
    }
  }

  async function send(contact: Contact, notice: Notice, token: Token | undefined): Promise<Delivery> {
    try {
      return await messenger.sendNotice(contact, notice, token);
    } catch (error) {
      // Never expected. It may have happened after the message left.
      log.error({ err: error, notice: notice.id }, 'the messenger failed');
      return { outcome: 'ambiguous', reason: 'the messenger failed' };
    }
  }

  async function record(notice: Notice, contact: Contact, delivery: Delivery): Promise<NoticeOutcome> {
    const { outcome } = delivery;
    switch (outcome) {
      case 'sent':
        await finish(notice, { state: 'sent' }, outcome);
        await answered(notice, rememberConversation(contact, delivery.conversationId));
        return outcome;
      case 'not-sent':
        return notSent(notice, delivery.reason);
      case 'rejected':
        return finish(notice, { state: 'failed', reason: delivery.reason }, outcome);
      case 'throttled': {
        const { retryAfterMs } = delivery;
        const ms = retryAfterMs > 0 && Number.isFinite(retryAfterMs) ? retryAfterMs : DEFAULT_RETRY_AFTER_MS;
        slowDown(ms);
        const now = clock.now();
        const { reason } = delivery;
        await finish(notice, { state: 'waiting', dueAt: now + ms, reason, ambiguous: false }, outcome);
        const until = now + Math.min(ms, LONGEST_PAUSE_MS);
        await answered(notice, store.blockLane(tenantLane(notice.owner), until, pace.tenant));
        return outcome;
      }
      case 'ambiguous':
        return notice.ambiguousAttempts + 1 >= MOST_AMBIGUOUS
          ? finish(notice, { state: 'failed', reason: delivery.reason }, 'failed')
          : finish(notice, again(notice, delivery.reason, true), outcome);
      case 'unreachable': {
        const marking = store.setUnreachable(notice.owner, delivery.reason).then(() => true);
        // Held for somebody who counts as reachable, it would be let go at once.
        if (await answered(notice, marking)) return hold(notice, delivery.reason, outcome);
        return finish(notice, again(notice, delivery.reason, false), outcome);
      }
    }
  }

  function notSent(notice: Notice, reason: string): Promise<NoticeOutcome> {
    return finish(notice, again(notice, reason, false), 'not-sent');
  }

  function again(notice: Notice, reason: string, ambiguous: boolean): Settlement {
    // Who only waited for a place before has not failed yet, however often that was.
    const attempts = notice.reason === PLACED ? 1 : notice.attempts;
    return { state: 'waiting', dueAt: clock.now() + backoffMs(attempts, random), reason, ambiguous };
  }

  async function hold(notice: Notice, reason: string, outcome: NoticeOutcome): Promise<NoticeOutcome> {
    await finish(notice, { state: 'held', reason }, outcome);
    await answered(notice, releaseIfReachable(notice.owner));
    return outcome;
  }

  /** The bot may have been installed while the notice was on its way to being held: nobody would release it later. */
  async function releaseIfReachable(person: PersonId): Promise<void> {
    const contact = await store.findContact(person);
    if (contact !== undefined && contact.unreachable === undefined)
      await store.setReachable(person, clock.now());
  }

  async function rememberConversation(contact: Contact, conversationId: string): Promise<void> {
    if (contact.conversationId === conversationId) return;
    const latest = (await store.findContact(contact.person)) ?? contact;
    await store.saveContact({ ...latest, conversationId });
  }

  /** A known outcome is worth some patience: a claim that runs out unsettled counts as an unknown one. */
  async function finish(
    notice: Notice,
    settlement: Settlement,
    outcome: NoticeOutcome,
  ): Promise<NoticeOutcome> {
    const giveUpAt = clock.now() + deps.leaseMs / 2;
    for (let tries = 1; ; tries += 1) {
      try {
        await store.settleNotice(notice, settlement, clock.now());
        break;
      } catch (error) {
        const ms = backoffMs(tries, random, FIRST_RETRY_MS);
        if (clock.now() + ms > giveUpAt || !(await sleep(ms))) throw error;
      }
    }
    const reason = 'reason' in settlement ? settlement.reason : undefined;
    log.info({ notice: notice.id, outcome, reason, attempts: notice.attempts }, 'notice tried');
    return outcome;
  }

  return async (notice, claimedAt) => {
    try {
      const outcome = await handle(notice, claimedAt).catch((error: unknown): NoticeOutcome => {
        log.error({ err: error, notice: notice.id }, 'a notice could not be settled; its claim runs out');
        return 'error';
      });
      metrics(notice.kind, outcome);
    } catch (error) {
      log.error({ err: error }, 'a notice could not be counted');
    }
  };
}

function tenantLane({ tenantId }: PersonId): string {
  return `tenant ${tenantId.toLowerCase()}`;
}
