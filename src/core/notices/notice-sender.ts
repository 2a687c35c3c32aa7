import { withJobCorrelation } from '../correlation.ts';
import type { Delivery, Log, Messenger } from '../ports.ts';
import type { Contact } from '../store/contacts.ts';
import type { Settlement } from '../store/notices.ts';
import type { Store } from '../store/store.ts';
import { backoffMs } from '../timing/backoff.ts';
import { MINUTE } from '../timing/durations.ts';
import type { Instant, PersonId } from '../tokens/token.ts';
import { type LookUpDeps, lookUp } from './look-up.ts';
import type { NoticePace } from './notice-pace.ts';
import {
  isGivenUp,
  MOST_AMBIGUOUS,
  mayBeEarly,
  NO_CHAT,
  NOT_TAKEN,
  repeatAfter,
  retryAfter,
  THROTTLED,
} from './notice-schedule.ts';
import { NOT_ITS_TURN, type Notice, type NoticeKind, UNKNOWN_FATE } from './notices.ts';
import { QUIET, quietUntil } from './quiet-hours.ts';
import type { TenantRecovery } from './tenant-recovery.ts';
import { EXPIRED, whyDrop } from './why-drop.ts';

/** What became of one claim, for the metrics. */
export type NoticeOutcome = Delivery['outcome'] | 'held' | 'dropped' | 'failed' | 'error';

interface NoticeSenderDeps extends LookUpDeps {
  readonly store: Pick<Store, 'notices' | 'contacts' | 'tokens' | 'rateLimits'>;
  readonly messenger: Messenger;
  readonly log: Log;
  readonly metrics: (kind: NoticeKind, outcome: NoticeOutcome) => void;
  readonly random: () => number;
  readonly leaseMs: number;
  readonly pace: NoticePace;
  /** Sees whether Teams takes messages. */
  readonly recovery: TenantRecovery;
  /** Teams asked to slow down for so many milliseconds. */
  readonly slowDown: (ms: number) => void;
  /** Waits; false, at once, when nobody has time to wait any more. */
  readonly sleep: (ms: number) => Promise<boolean>;
}

/** Whatever Teams says about one message, the others are held up no longer than this. */
export const LONGEST_PAUSE_MS = 5 * MINUTE;
const DEFAULT_RETRY_AFTER_MS = 2_000;
const FIRST_RETRY_MS = 1_000;
const NO_ANSWER = 'the store did not answer';

type HandleNotice = (notice: Notice, claimedAt: Instant) => Promise<void>;

/** Creates the function that does what a notice claimed at `claimedAt` needs, records what became of it, and never rejects. */
export function createNoticeSender(deps: NoticeSenderDeps): HandleNotice {
  const { clock, store, messenger, log, metrics, random, slowDown, sleep, pace, recovery } = deps;

  async function handle(notice: Notice, claimedAt: Instant): Promise<NoticeOutcome> {
    const known = await answered(notice, lookUp(notice, deps));
    if (known === undefined) return notSent(notice, NO_ANSWER);
    const { token, contact, successor } = known;
    const drop = whyDrop(notice, token, clock.now());
    const isLate = isGivenUp(notice, clock.now()) && (drop === undefined || drop === EXPIRED);
    if (isLate) return fail(notice, notice.reason ?? 'Teams did not take it');
    if (drop !== undefined) return finish(notice, { state: 'dropped', reason: drop }, 'dropped');
    if (notice.ambiguousAttempts >= MOST_AMBIGUOUS) return fail(notice, UNKNOWN_FATE);
    if (contact === undefined) return hold(notice, 'no conversation known', 'held');
    if (contact.unreachable !== undefined) return hold(notice, contact.unreachable, 'held');
    const quiet = quietUntil(notice, contact, clock.now());
    if (quiet !== undefined) return finish(notice, putOff(quiet, QUIET), 'not-sent');
    const wait = await answered(notice, pace.waitForPass(notice, contact));
    if (wait === undefined) return notSent(notice, NO_ANSWER);
    if (wait > 0) return finish(notice, putOff(clock.now() + wait, NOT_ITS_TURN), 'not-sent');
    // The store was slow, or the machine slept: another process may soon send what this one would still be sending.
    if (clock.now() - claimedAt > deps.leaseMs / 2) return notSent(notice, 'too little time was left');
    return record(notice, contact, await send(contact, notice, token, successor));
  }

  function putOff(dueAt: Instant, reason: string): Settlement {
    return { state: 'waiting', dueAt, reason, ambiguous: false };
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

  async function send(...asked: Parameters<Messenger['sendNotice']>): Promise<Delivery> {
    try {
      return await messenger.sendNotice(...asked);
    } catch (error) {
      // Never expected. It may have happened after the message left.
      log.error({ err: error, notice: asked[1].id }, 'the messenger failed');
      return { outcome: 'ambiguous', reason: 'the messenger failed' };
    }
  }

  async function record(notice: Notice, contact: Contact, delivery: Delivery): Promise<NoticeOutcome> {
    const { outcome } = delivery;
    switch (outcome) {
      case 'sent':
        recovery.taken(notice.owner);
        await finish(notice, { state: 'sent' }, outcome);
        await answered(notice, rememberConversation(contact, delivery.conversationId));
        return outcome;
      case 'not-sent':
        recovery.notTaken(notice.owner);
        return finish(notice, notTaken(notice, delivery.reason), outcome);
      case 'throttled':
        recovery.notTaken(notice.owner);
        return wasThrottled(notice, delivery);
      case 'rejected':
        return fail(notice, delivery.reason);
      case 'ambiguous': {
        recovery.notTaken(notice.owner);
        const now = clock.now();
        const wait = repeatAfter(notice, now);
        const { reason } = delivery;
        if (wait === undefined) return fail(notice, reason);
        return finish(notice, { state: 'waiting', dueAt: now + wait, reason, ambiguous: true }, outcome);
      }
      case 'no-chat': {
        const { conversationId } = contact;
        if (conversationId !== undefined)
          await answered(notice, store.contacts.forgetConversation(notice.owner, conversationId));
        const now = clock.now();
        const dueAt = now + retryAfter(notice, now, NO_CHAT, random);
        const { reason } = delivery;
        return finish(notice, { state: 'waiting', dueAt, reason, ambiguous: false, notTaken: true }, outcome);
      }
      case 'unreachable': {
        const marking = store.contacts.setUnreachable(notice.owner, delivery.reason).then(() => true);
        // Held for somebody who counts as reachable, it would be let go at once.
        if (await answered(notice, marking)) return hold(notice, delivery.reason, outcome);
        return finish(notice, again(notice, delivery.reason), outcome);
      }
    }
  }

  /** Everything waits, and this notice at least as long as Teams said: longer each time. */
  async function wasThrottled(
    notice: Notice,
    { reason, retryAfterMs }: Delivery & { readonly outcome: 'throttled' },
  ): Promise<NoticeOutcome> {
    const asked = retryAfterMs > 0 && Number.isFinite(retryAfterMs) ? retryAfterMs : DEFAULT_RETRY_AFTER_MS;
    slowDown(asked);
    const now = clock.now();
    const isFirst = notice.notTakenSince === undefined;
    const wait = isFirst ? asked : Math.max(asked, retryAfter(notice, now, THROTTLED, random));
    const settlement = {
      state: 'waiting',
      dueAt: now + wait,
      reason,
      ambiguous: false,
      notTaken: true,
    } as const;
    await finish(notice, settlement, 'throttled');
    await answered(notice, pace.block(notice.owner, now + Math.min(asked, LONGEST_PAUSE_MS)));
    return 'throttled';
  }

  function notTaken(notice: Notice, reason: string): Settlement {
    const now = clock.now();
    const dueAt = now + retryAfter(notice, now, NOT_TAKEN, random);
    const early = mayBeEarly(notice, now, dueAt) ? ({ mayBeEarly: true } as const) : {};
    return { state: 'waiting', dueAt, reason, ambiguous: false, notTaken: true, ...early };
  }

  /** Given up, which its owner reads on the token's card and the operator in the metrics. */
  function fail(notice: Notice, reason: string): Promise<NoticeOutcome> {
    log.warn({ notice: notice.id, kind: notice.kind, reason }, 'a message did not arrive and is given up');
    return finish(notice, { state: 'failed', reason }, 'failed');
  }

  /** Something here was in the way, before Teams was asked. */
  function notSent(notice: Notice, reason: string): Promise<NoticeOutcome> {
    return finish(notice, again(notice, reason), 'not-sent');
  }

  function again(notice: Notice, reason: string): Settlement {
    // Who only waited for a pass, or for the morning, has not failed yet, however often that was.
    const attempts = notice.reason === NOT_ITS_TURN || notice.reason === QUIET ? 1 : notice.attempts;
    return { state: 'waiting', dueAt: clock.now() + backoffMs(attempts, random), reason, ambiguous: false };
  }

  async function hold(notice: Notice, reason: string, outcome: NoticeOutcome): Promise<NoticeOutcome> {
    await finish(notice, { state: 'held', reason }, outcome);
    await answered(notice, releaseIfReachable(notice.owner));
    return outcome;
  }

  /** The bot may have been installed while the notice was on its way to being held: nobody would release it later. */
  async function releaseIfReachable(person: PersonId): Promise<void> {
    const contact = await store.contacts.find(person);
    if (contact !== undefined && contact.unreachable === undefined)
      await store.contacts.setReachable(person, clock.now());
  }

  async function rememberConversation(contact: Contact, conversationId: string): Promise<void> {
    if (contact.conversationId === conversationId) return;
    const latest = (await store.contacts.find(contact.person)) ?? contact;
    await store.contacts.save({ ...latest, conversationId });
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
        await store.notices.settle(notice, settlement, clock.now());
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

  return (notice, claimedAt) => withJobCorrelation(() => settle(notice, claimedAt));

  async function settle(notice: Notice, claimedAt: Instant): Promise<void> {
    try {
      const outcome = await handle(notice, claimedAt).catch((error: unknown): NoticeOutcome => {
        log.error({ err: error, notice: notice.id }, 'a notice could not be settled; its claim runs out');
        return 'error';
      });
      metrics(notice.kind, outcome);
    } catch (error) {
      log.error({ err: error }, 'a notice could not be counted');
    }
  }
}
