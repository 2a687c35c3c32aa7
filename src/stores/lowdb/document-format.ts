import { z } from 'zod';
import type { AuditEvent } from '../../core/audit/audit-event.ts';
import { type PersonId, samePerson, type Token } from '../../core/tokens/token.ts';
import { event, personDocument, storedNotice, token } from './document-schema.ts';
import { DOCUMENT_VERSION, type PersonDocument, type StoredNotice } from './person-document.ts';
import { withRealEnds } from './with-real-ends.ts';

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
export function encodeNotice(given: StoredNotice, index: number, owner: PersonId): string {
  return encodeItem(storedNotice, given, ['notices', index], owner, given.notice.owner);
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
  const [problem] = personDocument.safeParse(value).error?.issues ?? [];
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
