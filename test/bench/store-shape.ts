import { createHash } from 'node:crypto';
import { digestSecret } from '../../src/authorities/builtin/digest.ts';
import type { Peppers } from '../../src/authorities/builtin/peppers.ts';
import type { AuditEvent } from '../../src/core/audit/audit-event.ts';
import {
  type Notice,
  type NoticeKind,
  type NoticeState,
  noticeId,
  REMINDER_LEAD,
} from '../../src/core/notices/notices.ts';
import { generateSecret } from '../../src/core/secrets/secret.ts';
import type { Contact } from '../../src/core/store/contacts.ts';
import type { Instant, PersonId, SecretDigest, Token, TokenUse } from '../../src/core/tokens/token.ts';

// What a filled store holds; `store-fill-postgres.ts` says the same in SQL, and a test compares the two.

export const DAY = 24 * 60 * 60 * 1000;
export const TENANT = '11111111-1111-4111-8111-111111111111';
export const TOKENS_EACH = 10;
/** Of ten tokens one is revoked, two expired, seven active, two of them elsewhere; the reminders of some of the latest are due now. */
export const REVOKED = 1;
export const ENDED = 3;
export const ELSEWHERE = 5;
export const LATEST = 8;
/** Who makes the tokens from `ENDED` to `ELSEWHERE`, and in how many organizations. */
export const ELSEWHERE_AUTHORITY = 'azure-devops';
export const ORGANIZATIONS = 7;
/** Reminders that are due, whatever the size: as many as a busy minute leaves. */
const BACKLOG = 200;
/** Spreads instants over 81 days, the same for the same token. */
export const SPREAD = { factor: 7919, modulus: 1_000_003, stepMs: 7000 } as const;
/** Which scopes every so many tokens have, the first rule that fits; `rest` is for all others. */
export const SCOPES = {
  rules: [
    { every: 20_000, from: 5, scopes: ['vso.security_manage'] },
    { every: 40, from: 1, scopes: ['app_token'] },
    { every: 3, from: 0, scopes: ['vso.code_write', 'vso.packaging'] },
  ],
  rest: ['vso.code', 'vso.packaging'],
} as const;
/** Every so many built-in tokens before the latest are in an organization that the settings don't name. */
export const REMOVED = { every: 1000, organization: 'archive' } as const;
/** One active token in so many was never used, the others at some part of their life. */
export const UNUSED = 5;
export const USES = 100;

/** How much is in a store. */
export interface Fill {
  readonly tokens: number;
  readonly people: number;
  /** The moment at which the bench plays. */
  readonly now: Instant;
  /** Reminders that are due at that moment. */
  readonly backlog: number;
  /** The Bot Connector that speaks for everyone's Teams. */
  readonly serviceUrl: string;
  /** Tokens whose secrets are known, by index. */
  readonly known: ReadonlyMap<number, KnownSecret>;
}

export interface KnownSecret {
  readonly text: string;
  readonly digest: SecretDigest;
}

/** A fill of so many tokens, of which 2,000 at most (active ones) have secrets that can be verified. */
export function planFill(
  tokens: number,
  now: Instant,
  peppers: Peppers,
  {
    backlog = BACKLOG,
    serviceUrl = 'http://127.0.0.1:1/',
  }: Partial<Pick<Fill, 'backlog' | 'serviceUrl'>> = {},
): Fill {
  const people = tokens / TOKENS_EACH;
  const [first, count] = [ELSEWHERE * people, tokens - ELSEWHERE * people];
  const step = Math.max(1, Math.floor(count / 2000));
  const known = new Map<number, KnownSecret>();
  for (let i = first; i < tokens && known.size < 2000; i += step) {
    const { parsed } = generateSecret();
    const digest = digestSecret(parsed.text, peppers.current);
    known.set(i, {
      text: parsed.text,
      digest: { selector: parsed.selector, digest, pepper: peppers.current.version },
    });
  }
  return { tokens, people, now, backlog, serviceUrl, known };
}

export function personAt(n: number): PersonId {
  return { tenantId: TENANT, objectId: idOf(`person ${n}`) };
}

export function contactAt(n: number, { serviceUrl }: Pick<Fill, 'serviceUrl'>): Contact {
  return {
    person: personAt(n),
    name: `Person ${n}`,
    locale: 'en-GB',
    serviceUrl,
    userId: `29:${n}`,
    botId: '28:bot',
    conversationId: `a:chat-${n}`,
  };
}

/** The token of this index. Those of one person are far from each other, as tokens made over months are. */
export function tokenAt(i: number, fill: Fill): Token {
  const slot = Math.floor(i / fill.people);
  // Without the slot, all tokens of one person would be alike.
  const kind = i + slot;
  const lived = life(i, fill);
  return {
    id: idOf(`token ${i}`),
    owner: personAt(i % fill.people),
    name: `Build server ${i}`,
    scopes: (SCOPES.rules.find(({ every, from }) => kind % every === from) ?? { scopes: SCOPES.rest }).scopes,
    createdBy: `Person ${i % fill.people}`,
    ...lived,
    ...(slot < ENDED || kind % UNUSED === 0 ? {} : { lastUsed: lastUse(kind, lived, fill) }),
    formKey: md5(`form ${i}`),
    ...issuer(i, slot, kind, fill),
  };
}

function issuer(i: number, slot: number, kind: number, { people, known }: Fill) {
  if (slot >= ENDED && slot < ELSEWHERE) {
    const organization = `contoso-${(i % people) % ORGANIZATIONS}`;
    return { authority: ELSEWHERE_AUTHORITY, organization, externalId: md5(`elsewhere ${i}`) };
  }
  const isRemoved = slot < LATEST && kind % REMOVED.every === 0;
  return {
    authority: 'builtin',
    organization: isRemoved ? REMOVED.organization : 'internal',
    digest: known.get(i)?.digest ?? {
      selector: md5(`selector ${i}`).slice(0, 12),
      digest: (md5(`digest ${i}`) + md5(`${i}`)).slice(0, 43),
      pepper: 1,
    },
  };
}

function lastUse(kind: number, { createdAt }: Pick<Token, 'createdAt'>, { now }: Fill): TokenUse {
  return { at: createdAt + Math.floor(((now - createdAt) * (kind % USES)) / USES), service: 'git' };
}

function life(i: number, { people, now, backlog }: Fill): Pick<Token, 'createdAt' | 'validTo' | 'revokedAt'> {
  const slot = Math.floor(i / people);
  const spread = ((i * SPREAD.factor) % SPREAD.modulus) * SPREAD.stepMs;
  const turn = i - LATEST * people;
  const isDue = turn >= 0 && turn < backlog;
  if (slot < REVOKED) {
    const revokedAt = now - DAY - spread;
    return { createdAt: revokedAt - DAY, validTo: now + 8 * DAY + spread, revokedAt };
  }
  const alive = isDue ? now + REMINDER_LEAD - backlog + turn : now + 8 * DAY + spread;
  const validTo = slot < ENDED ? now - DAY - spread : alive;
  return { createdAt: validTo - 90 * DAY, validTo };
}

export function noticesAt(i: number, fill: Fill): Notice[] {
  const token = tokenAt(i, fill);
  const { revokedAt, validTo, createdAt } = token;
  const reminded = revokedAt === undefined ? (validTo < fill.now ? 'sent' : 'waiting') : 'dropped';
  return [
    noticeOf(token, 'created', createdAt, 'sent'),
    noticeOf(token, 'expiring', validTo - REMINDER_LEAD, reminded),
  ];
}

function noticeOf(token: Token, kind: NoticeKind, dueAt: Instant, state: NoticeState): Notice {
  const { id: tokenId, owner, validTo, revokedAt } = token;
  const settledAt = state === 'waiting' ? undefined : state === 'dropped' ? revokedAt : dueAt;
  return {
    id: noticeId(tokenId, kind, validTo),
    owner,
    tokenId,
    kind,
    validTo,
    dueAt,
    state,
    attempts: state === 'sent' ? 1 : 0,
    ambiguousAttempts: 0,
    ...(state === 'dropped' ? { reason: 'the token was revoked' } : {}),
    ...(settledAt === undefined ? {} : { settledAt }),
  };
}

/** One event of its creation, and of its revocation another. */
export function eventsAt(i: number, fill: Fill): AuditEvent[] {
  const { id: tokenId, name: tokenName, owner, createdAt, revokedAt } = tokenAt(i, fill);
  const common = { actor: owner, place: 'personal', owner, tokenId, tokenName };
  const created: AuditEvent = { ...common, id: idOf(`created ${i}`), at: createdAt, action: 'create' };
  if (revokedAt === undefined) return [created];
  return [created, { ...common, id: idOf(`revoked ${i}`), at: revokedAt, action: 'revoke' }];
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

function idOf(text: string): string {
  return md5(text).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
