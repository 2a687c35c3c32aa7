import type { Notice, NoticeKind } from '../../src/core/notices.ts';
import { noticeId } from '../../src/core/notices.ts';
import type { AuditEvent, Contact, Log, TokenChange, TokenInsert } from '../../src/core/ports.ts';
import type { Instant, PersonId, Token } from '../../src/core/token.ts';

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
