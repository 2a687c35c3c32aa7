import { isDeepStrictEqual } from 'node:util';
import type { AuditEvent } from '../../src/core/audit/audit-event.ts';
import { isLoopbackUrl } from '../../src/core/loopback.ts';
import type { Notice } from '../../src/core/notices/notices.ts';
import type { Contact } from '../../src/core/store/contacts.ts';
import type { SealedRecord } from '../../src/core/store/records.ts';
import type { Store } from '../../src/core/store/store.ts';
import type { Watch } from '../../src/core/store/watches.ts';
import { blockedLane, passInLane } from '../../src/core/timing/rate-limit.ts';
import { withPlace } from '../../src/core/tokens/places.ts';
import {
  alreadyRotating,
  formUsed,
  nameTaken,
  notActive,
  tooManyTokens,
} from '../../src/core/tokens/refusals.ts';
import {
  foldName,
  holdsPlace,
  type Instant,
  idAtAuthority,
  isAsRead,
  type PersonId,
  personKey,
  samePerson,
  type Token,
  tokenState,
} from '../../src/core/tokens/token.ts';
import type { TokenInsert, TokenUpdate } from '../../src/core/tokens/token-writes.ts';
import { withoutEnd } from '../../src/core/tokens/without-end.ts';
import { countActive } from '../../src/stores/lowdb/count-active.ts';
import { listCuttingOver, listIdle } from '../../src/stores/lowdb/list-watched.ts';
import { createFakeAccounts } from './fake-accounts.ts';
import { createFakeAudit } from './fake-audit.ts';
import { createFakeNotices } from './fake-notices.ts';
import { createFakeOversight } from './fake-oversight.ts';

export interface FakeStore extends Store {
  /** Every audit event, the oldest first. */
  readonly events: readonly AuditEvent[];
  /** The notices of one token, whatever became of them; those about no token have the id ''. */
  listNotices(owner: PersonId, tokenId: string): Promise<readonly Notice[]>;
}

/** A store in memory that keeps the port's promises, for unit tests. Replace a method to make it fail. */
export function createFakeStore(): FakeStore {
  const contacts = new Map<string, Contact>();
  const tokens = new Map<string, Token>();
  const notices = createFakeNotices((person) => {
    const { unreachable: _, ...contact } = contacts.get(personKey(person)) ?? {};
    if ('person' in contact) contacts.set(personKey(person), contact as Contact);
  });
  const records = new Map<string, SealedRecord>();
  const watches = new Map<string, Watch>();
  const keys = new Map<string, Instant>();
  const lanes = new Map<string, Instant>();
  const events: AuditEvent[] = [];
  const marks = new Set<string>();
  let served = false;

  const ownedBy = (owner: PersonId) =>
    [...tokens.values()]
      .filter((token) => samePerson(token.owner, owner))
      .sort((a, b) => a.validTo - b.validTo || (a.id < b.id ? -1 : 1));

  const accounts = createFakeAccounts(tokens, events);

  const tokensByPerson = () => {
    const owners = new Map([...tokens.values()].map(({ owner }) => [personKey(owner), owner]));
    return [...owners.values()].map(ownedBy);
  };

  const owned = (owner: PersonId, id: string) => {
    const token = tokens.get(id);
    return token !== undefined && samePerson(token.owner, owner) ? token : undefined;
  };

  const sameAtAuthority = (token: Token) => (other: Token) =>
    token.externalId !== undefined && idAtAuthority(other) === idAtAuthority(token);

  const recordKey = (owner: PersonId, kind: string, key: string) =>
    JSON.stringify([personKey(owner), kind, key]);

  function refuse({ token, maxActive, replaces }: TokenInsert): void {
    const all = ownedBy(token.owner);
    if (all.some((other) => other.formKey === token.formKey)) throw formUsed();
    if (replaces !== undefined) {
      const old = owned(token.owner, replaces.tokenId);
      if (old === undefined) throw notActive('expired');
      const state = tokenState(old, token.createdAt);
      if (state !== 'active') throw notActive(state);
      if (!isAsRead(old, replaces.asRead)) throw alreadyRotating();
    }
    const holding = all
      .filter((other) => tokenState(other, token.createdAt) === 'active' && holdsPlace(other))
      .filter(({ id }) => id !== replaces?.tokenId);
    if (holding.some(({ name }) => foldName(name) === foldName(token.name))) throw nameTaken();
    if (holding.length >= maxActive) throw tooManyTokens(maxActive);
  }

  function change(owner: PersonId, asked: TokenUpdate, now: Instant) {
    const token = owned(owner, asked.tokenId);
    const revives = asked.revives === true;
    if (token === undefined || (!revives && tokenState(token, now) !== 'active')) return undefined;
    if (!isAsRead(token, asked.asRead)) return undefined;
    const changed = { ...(revives ? withoutEnd(token) : token), ...asked.set };
    tokens.set(token.id, changed);
    notices.change(asked, now);
    return changed;
  }

  function find(owner: PersonId, kind: string, key: string, now: Instant): SealedRecord | undefined {
    const record = records.get(recordKey(owner, kind, key));
    return (record?.expiresAt ?? Number.POSITIVE_INFINITY) > now ? record : undefined;
  }

  return {
    events,
    async listNotices(owner, tokenId) {
      return notices.of(owner, tokenId);
    },
    tokens: {
      async insert(insert) {
        refuse(insert);
        const { token, replaces, ...more } = structuredClone(insert);
        if (replaces !== undefined) change(token.owner, replaces, token.createdAt);
        for (const copy of ownedBy(token.owner).filter(sameAtAuthority(token))) {
          if (copy.foundAt === undefined) continue;
          tokens.delete(copy.id);
          notices.forget(copy.id);
        }
        tokens.set(token.id, token);
        notices.add(more.notices);
        events.push(more.event);
      },
      async change(asked) {
        const { owner, now, event } = asked;
        const changed = change(owner, structuredClone(asked), now);
        if (changed !== undefined) events.push(event);
        return changed;
      },
      async list(owner) {
        return ownedBy(owner);
      },
      async find(owner, tokenId) {
        return owned(owner, tokenId);
      },
      async findBySelector(selector) {
        return [...tokens.values()].find((token) => token.digest?.selector === selector);
      },
      async recordUse(owner, tokenId, use) {
        const token = owned(owner, tokenId);
        if (token === undefined || (token.lastUsed !== undefined && token.lastUsed.at >= use.at)) return;
        tokens.set(token.id, { ...token, lastUsed: use });
      },
      async recordRefusal(owner, tokenId, refusal) {
        const token = owned(owner, tokenId);
        if (token === undefined || (token.lastRefused?.at ?? -1) >= refusal.at) return;
        tokens.set(token.id, { ...token, lastRefused: refusal });
      },
      async recordPlace(owner, tokenId, place) {
        const token = owned(owner, tokenId);
        if (token === undefined) return;
        tokens.set(token.id, { ...token, places: withPlace(token.places, place) });
      },
      async listIdle(asked) {
        return listIdle(tokensByPerson(), asked);
      },
      async listCuttingOver(asked) {
        return listCuttingOver(tokensByPerson(), asked);
      },
      async countActive(asked) {
        return countActive(tokensByPerson(), asked);
      },
    },
    notices: notices.part,
    oversight: createFakeOversight({
      tokens,
      contacts,
      memberNames: accounts.memberNames,
      noticesOf: notices.of,
      allNotices: notices.all,
    }),
    contacts: {
      async save({ unreachable: asSaid, language: _, reminders: __, ...contact }) {
        const known = contacts.get(personKey(contact.person));
        const { conversationId = known?.conversationId, zone = known?.zone } = contact;
        const unreachable = known === undefined ? asSaid : known.unreachable;
        contacts.set(personKey(contact.person), {
          ...contact,
          ...(contact.locale === '' && known !== undefined ? { locale: known.locale } : {}),
          ...(zone === undefined ? {} : { zone }),
          ...(known?.language === undefined ? {} : { language: known.language }),
          ...(known?.reminders === undefined ? {} : { reminders: known.reminders }),
          ...(conversationId === undefined ? {} : { conversationId }),
          ...(unreachable === undefined ? {} : { unreachable }),
        });
      },
      async setLanguage(person, language) {
        const known = contacts.get(personKey(person));
        if (known === undefined) return;
        const { language: _, ...contact } = known;
        contacts.set(personKey(person), language === undefined ? contact : { ...contact, language });
      },
      async setReminders(person, reminders) {
        const known = contacts.get(personKey(person));
        if (known === undefined) return;
        const { reminders: _, ...contact } = known;
        contacts.set(personKey(person), reminders === undefined ? contact : { ...contact, reminders });
      },
      async find(person) {
        return contacts.get(personKey(person));
      },
      async setUnreachable(person, reason) {
        const known = contacts.get(personKey(person));
        if (known !== undefined) contacts.set(personKey(person), { ...known, unreachable: reason });
      },
      async countUnreachable() {
        return [...contacts.values()].filter(({ unreachable }) => unreachable !== undefined).length;
      },
      async setReachable(person, now) {
        const known = contacts.get(personKey(person));
        if (known !== undefined) {
          const { unreachable: _, ...contact } = known;
          contacts.set(personKey(person), contact);
        }
        notices.release(person, now);
      },
      async forgetConversation(person, conversationId) {
        const known = contacts.get(personKey(person));
        if (known?.conversationId !== conversationId) return;
        const { conversationId: _, ...contact } = known;
        contacts.set(personKey(person), contact);
      },
      servedTeams: async () =>
        served || [...contacts.values()].some(({ serviceUrl }) => !isLoopbackUrl(serviceUrl)),
      async markServedTeams() {
        served = true;
      },
    },
    records: {
      async save(record) {
        records.set(recordKey(record.owner, record.kind, record.key), record);
      },
      async find(owner, kind, key, now) {
        return find(owner, kind, key, now);
      },
      async take(owner, kind, key, now) {
        const record = find(owner, kind, key, now);
        if (record !== undefined) records.delete(recordKey(owner, kind, key));
        return record;
      },
      async delete({ owner, kind, key, sealed }) {
        const at = recordKey(owner, kind, key);
        if (records.get(at)?.sealed === sealed) records.delete(at);
      },
      async deleteAll(owner, kind) {
        for (const [key, record] of records) {
          if (samePerson(record.owner, owner) && record.kind === (kind ?? record.kind)) records.delete(key);
        }
      },
      async deleteExpired(now) {
        const ended = [...records].filter(([, { expiresAt = Number.POSITIVE_INFINITY }]) => expiresAt <= now);
        for (const [key] of ended) records.delete(key);
        return ended.length;
      },
    },
    watches: {
      async save(watch) {
        const known = watches.get(personKey(watch.person));
        watches.set(personKey(watch.person), { ...watch, ...known, nextAt: watch.nextAt });
      },
      async find(person) {
        return watches.get(personKey(person));
      },
      async delete(person) {
        watches.delete(personKey(person));
      },
      async claimDue({ now, leaseMs, limit }) {
        const due = [...watches.values()].filter(({ nextAt }) => nextAt <= now);
        const taken = due.sort((a, b) => a.nextAt - b.nextAt).slice(0, limit);
        return taken.map((watch) => {
          const leased = { ...watch, nextAt: now + leaseMs };
          watches.set(personKey(watch.person), leased);
          return leased;
        });
      },
      async settle({ person, nextAt: claimedAt }, nextAt) {
        const known = watches.get(personKey(person));
        if (known?.nextAt === claimedAt) watches.set(personKey(person), { ...known, nextAt });
      },
      async syncTokens(sync) {
        const { owner, now, found, changes, stock, ...more } = structuredClone(sync);
        const watch = watches.get(personKey(owner));
        if (stock !== undefined && !isDeepStrictEqual(watch?.stocked, stock.asRead)) return undefined;
        const written: AuditEvent[] = [];
        for (const { token, notices: owed, event } of found) {
          if (ownedBy(owner).some(sameAtAuthority(token))) continue;
          tokens.set(token.id, token);
          notices.add(owed);
          written.push(event);
        }
        for (const asked of changes) if (change(owner, asked, now) !== undefined) written.push(asked.event);
        notices.add(more.notices);
        if (watch !== undefined && stock !== undefined) {
          const stocked = [...watch.stocked, ...stock.added];
          watches.set(personKey(owner), { ...watch, stocked });
        }
        events.push(...written);
        return written;
      },
    },
    accounts,
    audit: createFakeAudit(events),
    rateLimits: {
      async takePass(lane, now, rate, patienceMs) {
        const { at, next } = passInLane(lanes.get(lane), now, rate, patienceMs);
        lanes.set(lane, next);
        return at;
      },
      async blockLane(lane, until, rate) {
        lanes.set(lane, blockedLane(lanes.get(lane), until, rate));
      },
      async claimKey(key, now, expiresAt) {
        if ((keys.get(key) ?? now) > now) return false;
        keys.set(key, expiresAt);
        return true;
      },
    },
    marks: {
      async add(name) {
        marks.add(name);
      },
      async list(beginning) {
        return [...marks].filter((name) => name.startsWith(beginning)).sort();
      },
    },
    async check() {},
    async close() {},
  };
}
