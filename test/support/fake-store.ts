import type { Notice } from '../../src/core/notices.ts';
import type { AuditEvent, Contact, Settlement, Store, TokenChange } from '../../src/core/ports.ts';
import { formUsed, nameTaken, tooManyTokens } from '../../src/core/refusals.ts';
import {
  foldName,
  type Instant,
  type PersonId,
  personKey,
  samePerson,
  type Token,
  tokenState,
} from '../../src/core/token.ts';

interface Row {
  notice: Notice;
  leaseUntil?: Instant;
}

export interface FakeStore extends Store {
  /** Every audit event, the oldest first. */
  readonly events: readonly AuditEvent[];
}

/** A store in memory that keeps the port's promises, for unit tests. Replace a method to make it fail. */
export function createFakeStore(): FakeStore {
  const contacts = new Map<string, Contact>();
  const tokens = new Map<string, Token>();
  const rows = new Map<string, Row>();
  const events: AuditEvent[] = [];

  const ownedBy = (owner: PersonId) =>
    [...tokens.values()]
      .filter((token) => samePerson(token.owner, owner))
      .sort((a, b) => a.validTo - b.validTo || a.id.localeCompare(b.id));

  const owned = (owner: PersonId, id: string) => {
    const token = tokens.get(id);
    return token !== undefined && samePerson(token.owner, owner) ? token : undefined;
  };

  function addNotices(notices: readonly Notice[]): void {
    for (const notice of notices) {
      const known = rows.get(notice.id)?.notice;
      if (known === undefined) rows.set(notice.id, { notice });
      else if (known.state === 'dropped') {
        // Owed again. The attempts go on counting, so that an old claim stays fenced off.
        const { attempts, ambiguousAttempts } = known;
        rows.set(notice.id, { notice: { ...notice, attempts, ambiguousAttempts } });
      }
    }
  }

  function dropOpen({ tokenId, set, dropOpenNotices: reason, now }: TokenChange): void {
    for (const row of rows.values()) {
      const { notice } = row;
      if (notice.tokenId !== tokenId || !['waiting', 'sending', 'held'].includes(notice.state)) continue;
      if (!('revokedAt' in set) && notice.kind === 'created') continue;
      row.notice = { ...notice, state: 'dropped', reason, settledAt: now };
      delete row.leaseUntil;
    }
  }

  function release(row: Row, now: Instant): void {
    const { reason: _reason, ...notice } = row.notice;
    row.notice = { ...notice, state: 'waiting', dueAt: now };
  }

  const dueAt = ({ notice, leaseUntil }: Row) =>
    notice.state === 'waiting' ? notice.dueAt : notice.state === 'sending' ? leaseUntil : undefined;

  return {
    events,
    async saveContact(contact) {
      const known = contacts.get(personKey(contact.person));
      const { conversationId = known?.conversationId } = contact;
      const { unreachable } = known ?? contact;
      contacts.set(personKey(contact.person), {
        ...contact,
        ...(conversationId === undefined ? {} : { conversationId }),
        ...(unreachable === undefined ? {} : { unreachable }),
      });
    },
    async findContact(person) {
      return contacts.get(personKey(person));
    },
    async setUnreachable(person, reason) {
      const known = contacts.get(personKey(person));
      if (known !== undefined) contacts.set(personKey(person), { ...known, unreachable: reason });
    },
    async setReachable(person, now) {
      const known = contacts.get(personKey(person));
      if (known !== undefined) {
        const { unreachable: _unreachable, ...contact } = known;
        contacts.set(personKey(person), contact);
      }
      for (const row of rows.values()) {
        if (row.notice.state === 'held' && samePerson(row.notice.owner, person)) release(row, now);
      }
    },
    async insertToken({ token, notices, event, maxActive }) {
      const all = ownedBy(token.owner);
      const active = all.filter((other) => tokenState(other, token.createdAt) === 'active');
      if (all.some((other) => other.formKey === token.formKey)) throw formUsed();
      if (active.some((other) => foldName(other.name) === foldName(token.name))) {
        throw nameTaken();
      }
      if (active.length >= maxActive) throw tooManyTokens(maxActive);
      tokens.set(token.id, token);
      addNotices(notices);
      events.push(event);
    },
    async changeToken(change) {
      const token = owned(change.owner, change.tokenId);
      if (token === undefined || tokenState(token, change.now) !== 'active') return undefined;
      const changed = { ...token, ...change.set };
      tokens.set(token.id, changed);
      dropOpen(change);
      addNotices(change.notices);
      events.push(change.event);
      return changed;
    },
    async listTokens(owner) {
      return ownedBy(owner);
    },
    async findToken(owner, tokenId) {
      return owned(owner, tokenId);
    },
    async findTokenBySelector(selector) {
      return [...tokens.values()].find((token) => token.digest?.selector === selector);
    },
    async recordUse(owner, tokenId, use) {
      const token = owned(owner, tokenId);
      if (token === undefined || (token.lastUsed !== undefined && token.lastUsed.at >= use.at)) return;
      tokens.set(token.id, { ...token, lastUsed: use });
    },
    async recordEvent(event) {
      events.push(event);
    },
    async claimDueNotices({ now, leaseMs, limit }) {
      const due = [...rows.values()].filter((row) => (dueAt(row) ?? Number.POSITIVE_INFINITY) <= now);
      return due.slice(0, limit).map((row) => {
        const { state, attempts, ambiguousAttempts } = row.notice;
        const ranOut = state === 'sending' ? 1 : 0;
        row.leaseUntil = now + leaseMs;
        row.notice = {
          ...row.notice,
          state: 'sending',
          attempts: attempts + 1,
          ambiguousAttempts: ambiguousAttempts + ranOut,
        };
        return row.notice;
      });
    },
    async settleNotice(claimed, settlement, now) {
      const row = rows.get(claimed.id);
      if (row?.notice.state !== 'sending' || row.notice.attempts !== claimed.attempts) return;
      row.notice = settled(row.notice, settlement, now);
      delete row.leaseUntil;
    },
    async nextNoticeAt() {
      const times = [...rows.values()].map(dueAt).filter((at) => at !== undefined);
      return times.length === 0 ? undefined : Math.min(...times);
    },
    async listNotices(owner, tokenId) {
      const all = [...rows.values()].map((row) => row.notice);
      return all.filter((notice) => notice.tokenId === tokenId && samePerson(notice.owner, owner));
    },
    async check() {},
    async close() {},
  };
}

function settled(notice: Notice, settlement: Settlement, now: Instant): Notice {
  if (settlement.state !== 'waiting') return { ...notice, ...settlement, settledAt: now };
  const { ambiguous, ...rest } = settlement;
  return { ...notice, ...rest, ambiguousAttempts: notice.ambiguousAttempts + (ambiguous ? 1 : 0) };
}
