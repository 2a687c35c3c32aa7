import type { AuditEvent } from '../../src/core/audit/audit-event.ts';
import type { Notice, NoticeKind } from '../../src/core/notices/notices.ts';
import { noticeAboutPerson, noticeId } from '../../src/core/notices/notices.ts';
import type { Log } from '../../src/core/ports.ts';
import type { Contact } from '../../src/core/store/contacts.ts';
import type { SealedRecord } from '../../src/core/store/records.ts';
import type { Watch } from '../../src/core/store/watches.ts';
import type { Instant, PersonId, Rotation, Token } from '../../src/core/tokens/token.ts';
import type {
  SyncChanges,
  TokenChange,
  TokenInsert,
  TokenPatch,
} from '../../src/core/tokens/token-writes.ts';

export const HOUR = 60 * 60 * 1000;
export const DAY = 24 * HOUR;
/** The moment at which the stories of the store tests begin. */
export const START: Instant = Date.UTC(2026, 2, 1, 9);
export const LEASE = 60_000;

export const TENANT = '0b1f7d3a-6a0c-4c57-9d1a-3f6b8e2c5d40';
export const ada: PersonId = { tenantId: TENANT, objectId: 'a0000000-0000-4000-8000-00000000000a' };
export const ben: PersonId = { tenantId: TENANT, objectId: 'b0000000-0000-4000-8000-00000000000b' };
/** The same object id as Ada's, in another tenant. */
export const otherAda: PersonId = { ...ada, tenantId: 'ffffffff-6a0c-4c57-9d1a-3f6b8e2c5d40' };
/** Ada, spelled as another service might. */
export const shoutedAda: PersonId = { tenantId: TENANT.toUpperCase(), objectId: ada.objectId.toUpperCase() };

export const silentLog: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

let made = 0;

export function contactOf(person: PersonId, more: Partial<Contact> = {}): Contact {
  return {
    person,
    name: 'Ada Example',
    locale: 'en-GB',
    serviceUrl: 'http://127.0.0.1:1/',
    userId: '29:ada',
    botId: '28:bot',
    ...more,
  };
}

export function tokenOf(owner: PersonId, more: Partial<Token> = {}): Token {
  made += 1;
  return {
    id: `token-${made}`,
    owner,
    name: `Token ${made}`,
    authority: 'builtin',
    organization: 'example',
    scopes: ['vso.code'],
    createdAt: START,
    createdBy: 'Ada Example',
    validTo: START + 30 * DAY,
    formKey: `form-${made}`,
    digest: { selector: `selector${made}`, digest: `digest-${made}`, pepper: 1 },
    ...more,
  };
}

export function noticeOf(token: Token, kind: NoticeKind = 'created', more: Partial<Notice> = {}): Notice {
  return {
    id: noticeId(token.id, kind, more.validTo ?? token.validTo),
    owner: token.owner,
    tokenId: token.id,
    kind,
    validTo: token.validTo,
    dueAt: kind === 'created' ? token.createdAt : token.validTo - 7 * DAY,
    state: 'waiting',
    attempts: 0,
    ambiguousAttempts: 0,
    ...more,
  };
}

export function eventOf(token: Token, more: Partial<AuditEvent> = {}): AuditEvent {
  made += 1;
  const { owner, id: tokenId, name: tokenName } = token;
  return {
    id: `event-${made}`,
    at: START,
    action: 'create',
    actor: owner,
    place: 'personal',
    owner,
    tokenId,
    tokenName,
    ...more,
  };
}

/** An insert of the token with the notices, `created` and `expiring` unless others are named. */
export function insertOf(token: Token, more: Partial<TokenInsert> = {}): TokenInsert {
  const notices = [noticeOf(token), noticeOf(token, 'expiring')];
  return { token, notices, event: eventOf(token), maxActive: 50, ...more };
}

export function revocationOf(
  token: Token,
  now: Instant = START + HOUR,
  more: Partial<TokenChange> = {},
): TokenChange {
  return {
    owner: token.owner,
    tokenId: token.id,
    now,
    set: { revokedAt: now },
    notices: [],
    dropOpenNotices: 'the token was revoked',
    event: eventOf(token, { action: 'revoke' }),
    ...more,
  };
}

export function renewalOf(token: Token, validTo: Instant, now: Instant = START + HOUR): TokenChange {
  return {
    owner: token.owner,
    tokenId: token.id,
    now,
    set: { validTo, renewedAt: now },
    notices: [noticeOf({ ...token, validTo }, 'expiring')],
    dropOpenNotices: 'the token was renewed',
    event: eventOf(token, { action: 'renew' }),
  };
}

/** A change of the token that owes nothing new. */
export function changeOf(token: Token, set: TokenPatch, more: Partial<TokenChange> = {}): TokenChange {
  const now = more.now ?? START + HOUR;
  const event = eventOf(token, { action: 'rotate' });
  return {
    owner: token.owner,
    tokenId: token.id,
    now,
    set,
    notices: [],
    dropOpenNotices: 'it changed',
    event,
    ...more,
  };
}

/** How the old token of a finished rotation stands until its time is over. */
export function overlapOf(old: Token, successorId: string): Extract<Rotation, { state: 'overlap' }> {
  return {
    state: 'overlap',
    startedAt: START + HOUR,
    successorId,
    lastValidTo: old.validTo,
    endsItself: true,
  };
}

/** An insert of `next` in place of `old`, which ends a day later and owes its `cut-over` and `ended`. */
export function replacementOf(old: Token, next: Token, more: Partial<TokenInsert> = {}): TokenInsert {
  const validTo = next.createdAt + DAY;
  const ending = { ...old, validTo };
  return insertOf(next, {
    replaces: {
      tokenId: old.id,
      set: { rotation: overlapOf(old, next.id), validTo },
      notices: [
        noticeOf(ending, 'cut-over', { dueAt: next.createdAt }),
        noticeOf(ending, 'ended', { dueAt: validTo }),
      ],
      dropOpenNotices: 'the token was replaced',
    },
    ...more,
  });
}

/** A token that was made elsewhere and seen at its authority. */
export function foundOf(owner: PersonId, more: Partial<Token> = {}): Token {
  const { digest: _, ...token } = tokenOf(owner, { authority: 'azure-devops', foundAt: START });
  return { ...token, externalId: `external-${token.id}`, ...more };
}

/** A look at an authority an hour after the start that brought nothing, unless it is said what. */
export function syncOf(owner: PersonId, more: Partial<SyncChanges> = {}): SyncChanges {
  return { owner, now: START + HOUR, found: [], changes: [], notices: [], ...more };
}

/** A found token with the notices that it owes: `found`, unless others are named. */
export function findingOf(token: Token, notices?: readonly Notice[]): SyncChanges['found'][number] {
  const owed = notices ?? [noticeOf(token, 'found', { dueAt: START + HOUR })];
  return { token, notices: owed, event: eventOf(token, { action: 'find' }) };
}

/** The notice that somebody's tokens made elsewhere are known from now on, due an hour after the start. */
export function stockNoticeOf(owner: PersonId, more: Partial<Notice> = {}): Notice {
  return { ...noticeAboutPerson('stock', owner, START + HOUR, '3 tokens'), ...more };
}

/** A record without an end. */
export function recordOf(owner: PersonId, more: Partial<SealedRecord> = {}): SealedRecord {
  made += 1;
  return { owner, kind: 'sign-in', key: 'key', sealed: `sealed-${made}`, ...more };
}

/** A watch that is due at the start. */
export function watchOf(person: PersonId, more: Partial<Watch> = {}): Watch {
  return { person, nextAt: START, stocked: ['example'], ...more };
}
