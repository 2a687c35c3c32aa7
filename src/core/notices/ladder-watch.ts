import type { AuditEvent } from '../audit/audit-event.ts';
import type { Clock, Log } from '../ports.ts';
import type { Contact } from '../store/contacts.ts';
import type { Store } from '../store/store.ts';
import { type Later, later as systemLater } from '../timing/clock.ts';
import { DAY, HOUR } from '../timing/durations.ts';
import { createHourlyWatch, type HourlyWatch } from '../timing/hourly-watch.ts';
import { type Instant, isoOf, type PersonId, personKey, type Token } from '../tokens/token.ts';
import {
  chosenReminders,
  DAY_LEAD,
  ESCALATION_LEAD,
  escalatesAt,
  isSettled,
  MONTH_LEAD,
  noticeOfEnd,
  readerOf,
} from './ladder.ts';
import { REMINDER_LEAD } from './notices.ts';

/** A token that ends, and whose owner does not answer. */
export interface Unanswered {
  readonly owner: PersonId;
  readonly ownerName: string;
  readonly tokenId: string;
  readonly tokenName: string;
  readonly validTo: Instant;
  readonly isUnreachable: boolean;
}

export interface LadderWatchDeps {
  readonly clock: Clock;
  readonly store: Pick<Store, 'tokens' | 'notices' | 'contacts' | 'accounts' | 'oversight' | 'rateLimits'>;
  /** Tells the administrators of tokens that have no second reader who can be reached. Rejects when the store does. */
  readonly tellOfUnanswered: (tokens: readonly Unanswered[]) => Promise<void>;
  readonly log: Log;
  readonly wake: () => void;
  readonly newId: () => string;
  readonly later?: Later;
}

/** Reminders are written ahead, so that they go out to the second; longer than two looks lie apart. */
const AHEAD = 2 * HOUR;
/** How late a chosen reminder still is one, after a time in which nothing ran. */
const LATEST_MONTH = DAY;
const LATEST_DAY = 12 * HOUR;
/** Administrators get one list in so long. */
const LIST_EVERY = 6 * HOUR;
const BATCH = 100;

/**
 * Creates what sees to the reminders that people chose, and to the ends that nobody answers. Of several replicas one looks in
 * each hour.
 */
export function createLadderWatch(deps: LadderWatchDeps): HourlyWatch {
  const { clock, store, log, wake, newId, later = systemLater } = deps;

  /** The active tokens that end between two instants, the soonest first; of all people, or of those who can't be reached. */
  async function* ending(after: Instant, before: Instant, unreachable?: true): AsyncGenerator<Token> {
    const filter = {
      state: 'active',
      endsBefore: before,
      ...(unreachable ? { unreachable } : {}),
    } as const;
    let from = { at: after, id: '' };
    while (!watch.isStopped()) {
      const asked = { filter, sort: 'ends', now: clock.now(), after: from, limit: BATCH } as const;
      const tokens = await store.oversight.findTokens(asked);
      yield* tokens;
      const last = tokens.at(-1);
      if (last === undefined || tokens.length < BATCH) return;
      from = { at: last.validTo, id: last.id };
    }
  }

  /** Contacts that were asked for in one look: many tokens have the same owner. */
  function contactsOnce(): (person: PersonId) => Promise<Contact | undefined> {
    const known = new Map<string, Promise<Contact | undefined>>();
    return (person) => {
      const key = personKey(person);
      const contact = known.get(key) ?? store.contacts.find(person);
      known.set(key, contact);
      return contact;
    };
  }

  async function remind(now: Instant, contactOf: ReturnType<typeof contactsOnce>): Promise<void> {
    const spans = [
      ['expiring-month', now + MONTH_LEAD - LATEST_MONTH, now + MONTH_LEAD + AHEAD],
      ['expiring-day', now + DAY_LEAD - LATEST_DAY, now + DAY_LEAD + AHEAD],
    ] as const;
    for (const [due, after, before] of spans) {
      for await (const token of ending(after, before)) {
        if (isSettled(token)) continue;
        const { reminders = {} } = (await contactOf(token.owner)) ?? {};
        const notice = chosenReminders(token, reminders).find(({ kind }) => kind === due);
        if (notice !== undefined && (await store.notices.owe(notice, { now, quietMs: 0 }))) wake();
      }
    }
  }

  /** The second reader, if they can be told: one who has left can't, nor one who removed the bot. */
  async function reachableReader(
    token: Token,
    contactOf: ReturnType<typeof contactsOnce>,
  ): Promise<Contact | undefined> {
    const reader = readerOf(token);
    if (reader === undefined) return undefined;
    const contact = await contactOf(reader);
    const { leaving } = (await store.accounts.find(reader)) ?? {};
    const hasLeft = leaving?.state === 'refused' || leaving?.state === 'held';
    return canBeReached(contact) && !hasLeft ? contact : undefined;
  }

  async function note(token: Token, now: Instant, told: string): Promise<void> {
    const { owner, id, name, validTo } = token;
    const event: AuditEvent = {
      id: newId(),
      at: now,
      action: 'report',
      actor: owner,
      place: 'reminders',
      owner,
      tokenId: id,
      tokenName: name,
      detail: `its owner did not answer before it ends at ${isoOf(validTo)}; ${told} told`,
    };
    await store.tokens.change({
      owner,
      tokenId: id,
      now,
      set: { escalatedEnd: validTo },
      notices: [],
      dropOpenNotices: '',
      event,
    });
  }

  /** Tells the second reader at once; gives the tokens that have none. */
  async function escalate(
    now: Instant,
    contactOf: ReturnType<typeof contactsOnce>,
  ): Promise<readonly Token[]> {
    const left = new Map<string, Token>();
    async function consider(token: Token): Promise<void> {
      const contact = await contactOf(token.owner);
      const isUnreachable = !canBeReached(contact);
      const at = escalatesAt(token, isUnreachable);
      if (at === undefined || at > now) return;
      const reader = await reachableReader(token, contactOf);
      if (reader === undefined) {
        left.set(token.id, token);
        return;
      }
      const about = { ownerName: contact?.name ?? '', isUnreachable };
      await store.notices.owe(noticeOfEnd(token, reader.person, about, now), { now, quietMs: 0 });
      await note(token, now, 'its second reader was');
      wake();
    }
    for await (const token of ending(now, now + ESCALATION_LEAD + 1)) await consider(token);
    // What has just been told of is read as told of; what is left is left once, by its id.
    for await (const token of ending(now, now + REMINDER_LEAD + 1, true)) await consider(token);
    return [...left.values()];
  }

  async function tellAdministrators(
    tokens: readonly Token[],
    now: Instant,
    contactOf: ReturnType<typeof contactsOnce>,
  ): Promise<void> {
    if (tokens.length === 0) return;
    // What ends meanwhile stands in the next list.
    if (!(await store.rateLimits.claimKey('unanswered', now, now + LIST_EVERY - 1))) return;
    const list: Unanswered[] = [];
    for (const { owner, id: tokenId, name, validTo } of tokens) {
      const contact = await contactOf(owner);
      const about = { ownerName: contact?.name ?? '', isUnreachable: !canBeReached(contact) };
      list.push({ owner, tokenId, tokenName: name, validTo, ...about });
    }
    await deps.tellOfUnanswered(list);
    for (const token of tokens) await note(token, now, 'the administrators were');
  }

  async function look(): Promise<void> {
    const now = clock.now();
    if (!(await store.rateLimits.claimKey('reminders', now, now + HOUR - 1))) return;
    const contactOf = contactsOnce();
    await remind(now, contactOf);
    await tellAdministrators(await escalate(now, contactOf), now, contactOf);
  }

  const watch = createHourlyWatch({
    look,
    failed: (err) => log.warn({ err }, 'reminders could not be looked after'),
    later,
  });
  return watch;
}

/** Whether a person can be written to: not one who has never met the bot, nor one who removed it. */
function canBeReached(contact: Contact | undefined): boolean {
  return contact !== undefined && contact.unreachable === undefined;
}
