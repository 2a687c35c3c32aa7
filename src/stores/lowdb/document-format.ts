import { z } from 'zod';
import type { AuditEvent } from '../../core/audit/audit-event.ts';
import { type PersonId, samePerson, type Token } from '../../core/tokens/token.ts';
import { DOCUMENT_VERSION, type NoticeRecord, type PersonDocument } from './person-document.ts';
import { withRealEnds } from './with-real-ends.ts';

// Fields that aren't named here are kept, so that an older version can read the document of a newer one.
const text = z.string();
const number = z.number();

const person = z.object({ tenantId: text, objectId: text });

const contact = z.object({
  person,
  name: text,
  locale: text,
  zone: text.optional(),
  language: text.optional(),
  reminders: z
    .object({
      month: z.boolean().optional(),
      day: z.boolean().optional(),
      quiet: z.object({ from: number, until: number }).optional(),
    })
    .optional(),
  serviceUrl: text,
  userId: text,
  botId: text,
  conversationId: text.optional(),
  unreachable: text.optional(),
});

const rotation = z.discriminatedUnion('state', [
  z.object({ state: z.literal('started'), startedAt: number }),
  z.object({
    state: z.literal('overlap'),
    startedAt: number,
    successorId: text,
    lastValidTo: number,
    endsItself: z.boolean(),
  }),
  z.object({ state: z.literal('undone'), startedAt: number }),
]);

const token = z.object({
  id: text,
  owner: person,
  name: text,
  authority: text,
  organization: text,
  scopes: z.array(text),
  createdAt: number,
  createdBy: text,
  validTo: number,
  renewedAt: number.optional(),
  revokedAt: number.optional(),
  revokedBy: text.optional(),
  refusedSince: number.optional(),
  lastUsed: z.object({ at: number, service: text }).optional(),
  lastRefused: z.object({ at: number, service: text, kind: text, id: text }).optional(),
  idle: z.object({ askedAt: number.optional(), keptAt: number.optional() }).optional(),
  places: z.object({ services: z.array(text), networks: z.array(text) }).optional(),
  formKey: text,
  digest: z.object({ selector: text, digest: text, pepper: number }).optional(),
  externalId: text.optional(),
  foundAt: number.optional(),
  recognizedAt: number.optional(),
  everywhere: z.boolean().optional(),
  rotation: rotation.optional(),
  reader: z.object({ objectId: text.optional(), name: text.optional(), declined: z.array(text) }).optional(),
  answeredEnd: number.optional(),
  escalatedEnd: number.optional(),
  endedBy: z.object({ name: text, reason: text, request: text }).optional(),
});

const notice = z.object({
  id: text,
  owner: person,
  tokenId: text,
  kind: text,
  validTo: number,
  dueAt: number,
  // One that only a newer version knows is kept, and nothing is sent for it here.
  state: text,
  attempts: number,
  ambiguousAttempts: number,
  notTakenSince: number.optional(),
  earlyTries: number.optional(),
  mayBeEarly: z.literal(true).optional(),
  reason: text.optional(),
  settledAt: number.optional(),
  detail: text.optional(),
});

const record = z.object({
  owner: person,
  kind: text,
  key: text,
  sealed: text,
  expiresAt: number.optional(),
});

const watch = z.object({
  person,
  nextAt: number,
  stocked: z.array(text),
});

// Words that only a newer version knows are kept, and nothing is done for them here.
const account = z.object({
  memberName: text.optional(),
  provisioned: z.object({ userName: text, state: text, changedAt: number }).optional(),
  leaving: z.object({ state: text, why: text, at: number, agreed: z.literal(true).optional() }).optional(),
});

const event = z.object({
  id: text,
  at: number,
  action: text,
  actor: person,
  place: text,
  owner: person,
  tokenId: text.optional(),
  tokenName: text.optional(),
  detail: text.optional(),
});

const organizationLook = z.object({
  authority: text,
  organization: text,
  left: z.array(z.object({ key: text, objectId: text, name: text })),
  next: text.nullish(),
  pages: number,
  people: number,
  gone: number,
  tokens: number,
  tries: number,
});

const job = z.object({
  id: text,
  requester: person,
  requesterName: text,
  createdAt: number,
  expiresAt: number,
  state: text,
  targets: z.array(z.object({ owner: person, tokenId: text, name: text, authority: text.optional() })),
  reason: text,
  startedAt: number.optional(),
  look: organizationLook.optional(),
  problem: z.object({ reason: text, facts: z.record(text, z.unknown()) }).optional(),
  second: z.object({ person, name: text }).optional(),
  next: number,
  counts: z.object({ revoked: number, ended: number, failed: number }),
  leaseUntil: number.optional(),
  messageId: text.optional(),
  version: number,
});

const noticeRecord = z.object({ notice, leaseUntil: number.optional() });

const format = z.object({
  version: z.literal(DOCUMENT_VERSION),
  person,
  contact: contact.optional(),
  tokens: z.array(token),
  notices: z.array(noticeRecord),
  records: z.array(record).optional(),
  watch: watch.optional(),
  account: account.optional(),
  jobs: z.array(job).optional(),
  pendingEvents: z.array(event),
});

/** Reads a document's bytes, with the ends that its tokens really have. Throws an Error that says in a few words what is wrong, without quoting the content. */
export function decodeDocument(bytes: Uint8Array): PersonDocument {
  if (bytes.length === 0) throw new Error('it is empty');
  const value = parseJson(bytes);
  if (value === null) throw new Error('it holds null');
  const version: unknown = typeof value === 'object' ? Reflect.get(value, 'version') : undefined;
  if (typeof version === 'number' && version > DOCUMENT_VERSION) {
    throw new Error(`a newer Patkeeper wrote it (version ${version}, this one reads ${DOCUMENT_VERSION})`);
  }
  return withRealEnds(checked(value));
}

/** The text of a document. Throws for one that `decodeDocument` would refuse: it must never reach the disk. */
export function encodeDocument(document: PersonDocument): string {
  checked(document);
  return JSON.stringify(document);
}

/** The text of a document's token at an index; throws as `encodeDocument` does. */
export function encodeToken(given: Token, index: number, owner: PersonId): string {
  return encodeItem(token, given, ['tokens', index], owner, given.owner);
}

/** The text of a document's notice at an index; throws as `encodeDocument` does. */
export function encodeNotice(given: NoticeRecord, index: number, owner: PersonId): string {
  return encodeItem(noticeRecord, given, ['notices', index], owner, given.notice.owner);
}

function encodeItem(
  schema: z.ZodType,
  item: object,
  path: readonly PropertyKey[],
  owner: PersonId,
  itsOwner: PersonId,
): string {
  const [problem] = schema.safeParse(item).error?.issues ?? [];
  if (problem !== undefined) throw problemAt([...path, ...problem.path], problem.message);
  if (!samePerson(itsOwner, owner)) throw anotherPersons();
  return JSON.stringify(item);
}

/** Reads a line of the audit journal; undefined for one that can't be read. */
export function decodeEvent(line: string): AuditEvent | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return event.safeParse(value).success ? (value as AuditEvent) : undefined;
  } catch {
    return undefined;
  }
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new Error('it is not whole JSON');
  }
}

function checked(value: unknown): PersonDocument {
  const [problem] = format.safeParse(value).error?.issues ?? [];
  if (problem !== undefined) throw problemAt(problem.path, problem.message);
  const document = value as PersonDocument;
  if (!peopleIn(document).every((one) => samePerson(one, document.person))) throw anotherPersons();
  return document;
}

function problemAt(path: readonly PropertyKey[], message: string): Error {
  const where = z.core.toDotPath(path);
  return new Error(where === '' ? message : `${where}: ${message}`);
}

function anotherPersons(): Error {
  return new Error('it holds another person’s data');
}

function peopleIn({ contact, tokens, notices, records = [], watch, jobs = [] }: PersonDocument): PersonId[] {
  const people = [...tokens, ...notices.map(({ notice }) => notice), ...records].map(({ owner }) => owner);
  if (contact !== undefined) people.push(contact.person);
  if (watch !== undefined) people.push(watch.person);
  people.push(...jobs.map(({ requester }) => requester));
  return people;
}
