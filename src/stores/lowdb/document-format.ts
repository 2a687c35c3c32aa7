import { type PersonId, samePerson } from '../../core/token.ts';
import { DOCUMENT_VERSION, type PersonDocument } from './person-document.ts';
import { fields, flag, listOf, number, oneOf, oneOfBy, optional, text } from './shape.ts';

const person = fields({ tenantId: text, objectId: text });

const contact = fields({
  person,
  name: text,
  locale: text,
  serviceUrl: text,
  userId: text,
  botId: text,
  conversationId: optional(text),
  unreachable: optional(text),
});

const rotation = oneOfBy('state', {
  started: fields({ startedAt: number }),
  overlap: fields({ startedAt: number, successorId: text, lastValidTo: number, endsItself: flag }),
  undone: fields({ startedAt: number }),
});

const token = fields({
  id: text,
  owner: person,
  name: text,
  authority: text,
  organization: text,
  scopes: listOf(text),
  createdAt: number,
  createdBy: text,
  validTo: number,
  renewedAt: optional(number),
  revokedAt: optional(number),
  revokedBy: optional(text),
  lastUsed: optional(fields({ at: number, service: text })),
  formKey: text,
  digest: optional(fields({ selector: text, digest: text, pepper: number })),
  externalId: optional(text),
  foundAt: optional(number),
  recognizedAt: optional(number),
  everywhere: optional(flag),
  rotation: optional(rotation),
});

const notice = fields({
  id: text,
  owner: person,
  tokenId: text,
  kind: text,
  validTo: number,
  dueAt: number,
  state: oneOf('waiting', 'sending', 'held', 'sent', 'dropped', 'failed'),
  attempts: number,
  ambiguousAttempts: number,
  reason: optional(text),
  settledAt: optional(number),
  detail: optional(text),
});

const record = fields({
  owner: person,
  kind: text,
  key: text,
  sealed: text,
  expiresAt: optional(number),
});

const watch = fields({
  person,
  nextAt: number,
  stocked: listOf(text),
  lastAt: optional(number),
});

const event = fields({
  id: text,
  at: number,
  action: text,
  actor: person,
  place: text,
  owner: person,
  tokenId: optional(text),
  tokenName: optional(text),
  detail: optional(text),
});

const shape = fields({
  version: oneOf(DOCUMENT_VERSION),
  person,
  contact: optional(contact),
  tokens: listOf(token),
  notices: listOf(fields({ notice, leaseUntil: optional(number) })),
  records: optional(listOf(record)),
  watch: optional(watch),
  pendingEvents: listOf(event),
});

/** Reads a document's bytes. Throws an Error that says in a few words what is wrong, without quoting the content. */
export function decodeDocument(bytes: Uint8Array): PersonDocument {
  if (bytes.length === 0) throw new Error('it is empty');
  const value = parseJson(bytes);
  if (value === null) throw new Error('it holds null');
  const version: unknown = typeof value === 'object' ? Reflect.get(value, 'version') : undefined;
  if (typeof version === 'number' && version > DOCUMENT_VERSION) {
    throw new Error(`a newer Patkeeper wrote it (version ${version}, this one reads ${DOCUMENT_VERSION})`);
  }
  return checked(value);
}

/** The text of a document. Throws for one that `decodeDocument` would refuse: it must never reach the disk. */
export function encodeDocument(document: PersonDocument): string {
  checked(document);
  return JSON.stringify(document);
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new Error('it is not whole JSON');
  }
}

function checked(value: unknown): PersonDocument {
  const problem = shape(value, '');
  if (problem !== undefined) throw new Error(problem.trim());
  const document = value as PersonDocument;
  if (!peopleIn(document).every((one) => samePerson(one, document.person)))
    throw new Error('it holds another person’s data');
  return document;
}

function peopleIn({ contact, tokens, notices, records = [], watch }: PersonDocument): PersonId[] {
  const people = [...tokens, ...notices.map(({ notice }) => notice), ...records].map(({ owner }) => owner);
  if (contact !== undefined) people.push(contact.person);
  if (watch !== undefined) people.push(watch.person);
  return people;
}
