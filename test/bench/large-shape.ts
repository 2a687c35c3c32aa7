import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestSecret } from '../../src/authorities/builtin/digest.ts';
import type { Peppers } from '../../src/authorities/builtin/peppers.ts';
import { type Notice, noticeId, REMINDER_LEAD } from '../../src/core/notices/notices.ts';
import { generateSecret } from '../../src/core/secrets/secret.ts';
import type { Instant, PersonId, Token } from '../../src/core/tokens/token.ts';
import { encodeDocument } from '../../src/stores/lowdb/document-format.ts';
import { DOCUMENT_VERSION, type PersonDocument } from '../../src/stores/lowdb/person-document.ts';
import { personFileName } from '../../src/stores/lowdb/person-file-name.ts';
import { DAY, TENANT } from './store-shape.ts';

/** How much one person has. */
export interface Amount {
  /** Active tokens. */
  readonly tokens: number;
  /** Notices of earlier renewals of their first token, all sent. */
  readonly sentNotices?: number;
}

/** A person of the fill, with what is known of their tokens, in the order of the tokens. */
export interface FilledPerson {
  readonly name: string;
  readonly person: PersonId;
  readonly tokenIds: readonly string[];
  readonly secrets: readonly string[];
}

/** Writes the documents of people who have so much each, into a data folder that is new. */
export async function fillPeople<Name extends string>(
  dataDir: string,
  amounts: Readonly<Record<Name, Amount>>,
  { peppers, now, serviceUrl }: { peppers: Peppers; now: Instant; serviceUrl: string },
): Promise<Readonly<Record<Name, FilledPerson>>> {
  const folder = join(dataDir, 'people');
  await mkdir(folder, { recursive: true });
  await writeFile(join(dataDir, 'audit.jsonl'), '', { mode: 0o600 });
  const filled: [string, FilledPerson][] = [];
  for (const [name, { tokens: count, sentNotices = 0 }] of Object.entries<Amount>(amounts)) {
    const person = { tenantId: TENANT, objectId: idOf(name) };
    const made = Array.from({ length: count }, (_, n) => tokenOf(person, name, n, now, peppers));
    const tokens = made.map(({ token }) => token);
    const [first] = tokens;
    const old =
      first === undefined ? [] : Array.from({ length: sentNotices }, (_, n) => sent(first, now - n));
    const notices = [...old, ...tokens.map((token) => reminder(token))].map((notice) => ({ notice }));
    const contact = {
      person,
      name,
      locale: 'en-US',
      serviceUrl,
      userId: `29:${name}`,
      botId: '28:bot',
      conversationId: `a:chat-with-29:${name}`,
    };
    const document: PersonDocument = {
      version: DOCUMENT_VERSION,
      person,
      contact,
      tokens,
      notices,
      pendingEvents: [],
    };
    await writeFile(join(folder, personFileName(person)), encodeDocument(document), { mode: 0o600 });
    const tokenIds = tokens.map(({ id }) => id);
    filled.push([name, { name, person, tokenIds, secrets: made.map(({ secret }) => secret) }]);
  }
  return Object.fromEntries(filled) as Record<Name, FilledPerson>;
}

function tokenOf(owner: PersonId, name: string, n: number, now: Instant, peppers: Peppers) {
  const { parsed } = generateSecret();
  const { current } = peppers;
  const token: Token = {
    id: idOf(`${name} ${n}`),
    owner,
    name: `build-server-${n}`,
    authority: 'builtin',
    organization: 'internal',
    scopes: ['vso.code_write', 'vso.packaging'],
    createdAt: now - DAY,
    createdBy: name,
    validTo: now + 60 * DAY + n,
    formKey: idOf(`form ${name} ${n}`),
    digest: {
      selector: parsed.selector,
      digest: digestSecret(parsed.text, current),
      pepper: current.version,
    },
  };
  return { token, secret: parsed.text };
}

function reminder(token: Token): Notice {
  return noticeOf(token, token.validTo, { state: 'waiting', attempts: 0 });
}

function sent(token: Token, validTo: Instant): Notice {
  return noticeOf(token, validTo, { state: 'sent', attempts: 1, settledAt: validTo - REMINDER_LEAD });
}

function noticeOf(
  { id: tokenId, owner }: Token,
  validTo: Instant,
  how: Pick<Notice, 'state' | 'attempts' | 'settledAt'>,
): Notice {
  const dueAt = validTo - REMINDER_LEAD;
  const id = noticeId(tokenId, 'expiring', validTo);
  return { id, owner, tokenId, kind: 'expiring', validTo, dueAt, ambiguousAttempts: 0, ...how };
}

function idOf(text: string): string {
  const hex = createHash('md5').update(text).digest('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
