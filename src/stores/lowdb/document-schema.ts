import { z } from 'zod';
import { DOCUMENT_VERSION } from './person-document.ts';

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
    quietMs: number.optional(),
  }),
  z.object({ state: z.literal('undone'), startedAt: number }),
]);

/** A token in a document. */
export const token = z.object({
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

/** An audit event, in a document and as a line of the journal. */
export const event = z.object({
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
  targets: z.array(
    z.object({
      owner: person,
      tokenId: text,
      name: text,
      ownerName: text.optional(),
      authority: text.optional(),
    }),
  ),
  asked: z.record(text, z.unknown()).optional(),
  since: z.object({ renewed: number, made: number }).optional(),
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

/** A notice in a document, and until when it is claimed. */
export const storedNotice = z.object({ notice, leaseUntil: number.optional() });

/** The document of one person. */
export const personDocument = z.object({
  version: z.literal(DOCUMENT_VERSION),
  person,
  contact: contact.optional(),
  tokens: z.array(token),
  notices: z.array(storedNotice),
  records: z.array(record).optional(),
  watch: watch.optional(),
  account: account.optional(),
  jobs: z.array(job).optional(),
  pendingEvents: z.array(event),
});
