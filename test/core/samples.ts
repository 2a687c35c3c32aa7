import assert from 'node:assert/strict';
import { type ErrorCode, type FieldFaults, PatkeeperError } from '../../src/core/errors.ts';
import type { Notice } from '../../src/core/notices/notices.ts';
import type { Contact } from '../../src/core/store/contacts.ts';
import type { Policy } from '../../src/core/tokens/policy.ts';
import type { Actor, Token } from '../../src/core/tokens/token.ts';
import type { ListedToken } from '../../src/core/tokens/token-authority.ts';
import type { RotateInput } from '../../src/core/tokens/token-service-port.ts';
import type { SyncChanges } from '../../src/core/tokens/token-writes.ts';
import { AUTHORITY_TRAITS } from '../../src/service/authorities.ts';
import { DAY, START } from '../support/fixed-clock.ts';

export const POLICY: Policy = {
  maxLifespanDays: 365,
  forbiddenScopes: [],
  maxTokensPerUser: 50,
  builtinOrganizations: ['internal', 'web'],
  authorities: AUTHORITY_TRAITS,
};

export const ADA: Actor = {
  tenantId: '11111111-1111-4111-8111-111111111111',
  objectId: 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa',
  name: 'Ada Lovelace',
  locale: 'en-GB',
  place: 'personal',
};

export const BOB: Actor = { ...ADA, objectId: 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb', name: 'Bob' };

export function sampleToken(some: Partial<Token> = {}): Token {
  return {
    id: 'token-1',
    owner: { tenantId: ADA.tenantId, objectId: ADA.objectId },
    name: 'Laptop',
    authority: 'builtin',
    organization: 'internal',
    scopes: ['vso.code'],
    createdAt: START,
    createdBy: 'Ada Lovelace in Teams',
    validTo: START + 90 * DAY,
    formKey: 'form-1',
    ...some,
  };
}

export function sampleContact(actor: Actor = ADA, some: Partial<Contact> = {}): Contact {
  return {
    person: { tenantId: actor.tenantId, objectId: actor.objectId },
    name: actor.name,
    locale: actor.locale,
    serviceUrl: 'http://127.0.0.1:1/',
    userId: '29:ada',
    botId: '28:bot',
    conversationId: 'chat-ada',
    ...some,
  };
}

/** What a piece of work refuses with; fails the test when it is done instead, or fails in another way. */
export async function refusal(work: () => unknown): Promise<PatkeeperError> {
  try {
    await work();
  } catch (error) {
    assert.ok(error instanceof PatkeeperError, String(error));
    return error;
  }
  throw new assert.AssertionError({ message: 'it was not refused' });
}

export async function assertRefused(code: ErrorCode, work: () => unknown, fields?: (keyof FieldFaults)[]) {
  const error = await refusal(work);
  assert.equal(error.code, code);
  if (fields !== undefined) assert.deepEqual(Object.keys(error.fields).sort(), fields.toSorted());
}

/** A token as a look at its authority writes it. */
export function findingOf(token: Token, notices: readonly Notice[]): SyncChanges['found'][number] {
  const { id, owner } = token;
  const event = { id: `found ${id}`, at: 0, action: 'find', actor: owner, place: 'sync', owner } as const;
  return { token, notices, event };
}

/** A token as its authority lists it. */
export function listed(number: number, some: Partial<ListedToken> = {}): ListedToken {
  return {
    externalId: `ext-${number}`,
    name: `token ${number}`,
    organization: 'contoso',
    scopes: ['vso.code'],
    createdAt: START,
    validTo: START + 60 * DAY,
    everywhere: false,
    ...some,
  };
}

/** What is typed to rotate a token that `create` of the set-up made. */
export const ROTATE: Omit<RotateInput, 'tokenId'> = {
  formKey: 'rotate-1',
  name: 'Laptop',
  organization: 'internal',
  scopes: ['vso.code'],
  lifespan: { days: 90 },
  overlapHours: 24,
};
