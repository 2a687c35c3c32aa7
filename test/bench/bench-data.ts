import { createBuiltinAuthority } from '../../src/authorities/builtin/builtin-authority.ts';
import { loadPeppers } from '../../src/authorities/builtin/peppers.ts';
import { Secret } from '../../src/core/secrets/secret.ts';
import type { Actor } from '../../src/core/tokens/token.ts';
import { createLowdbStore } from '../../src/stores/lowdb/lowdb-store.ts';
import { createSilentLog } from '../support/silent-log.ts';

const PEOPLE = 500;
const TOKENS_EACH = 20;
const REVOKED_PEOPLE = 25;
const LIFE_MS = 90 * 24 * 60 * 60 * 1000;

/** The secrets of a data folder that is ready to be served. */
export interface BenchData {
  readonly total: number;
  readonly valid: readonly string[];
  readonly revoked: readonly string[];
}

/**
 * Fills a data folder with 10,000 tokens of 500 people, through the real authority and store; some are revoked. They owe
 * no notices: 10,000 messages to be sent at once would be measured as well.
 */
export async function createBenchData(dataDir: string, pepper: string): Promise<BenchData> {
  const log = createSilentLog();
  const fail = (error: Error): void => {
    throw error;
  };
  const store = await createLowdbStore({ dataDir, log, onLockLost: fail });
  const peppers = await loadPeppers({ dataDir, configured: [new Secret(pepper)], log });
  const authority = createBuiltinAuthority({
    organizations: [{ id: 'internal', name: 'Internal' }],
    peppers,
  });
  const now = Date.now();
  const valid: string[] = [];
  const revoked: string[] = [];

  async function add(person: number, index: number): Promise<void> {
    const actor = personOf(person);
    const { tenantId, objectId } = actor;
    const name = `token ${index}`;
    const scopes = ['vso.code_write'];
    const asked = { name, organization: 'internal', scopes, validTo: now + LIFE_MS };
    const { secret, validTo, digest } = await authority.issue(actor, asked);
    const id = `${person}-${index}`;
    const owner = { tenantId, objectId };
    await store.tokens.insert({
      token: {
        id,
        owner,
        name,
        authority: 'builtin',
        organization: 'internal',
        scopes,
        createdAt: now,
        createdBy: actor.name,
        validTo,
        formKey: id,
        ...(digest === undefined ? {} : { digest }),
        ...(person < REVOKED_PEOPLE ? { revokedAt: now } : {}),
      },
      notices: [],
      event: { id, at: now, action: 'create', actor: owner, place: actor.place, owner },
      maxActive: TOKENS_EACH,
    });
    (person < REVOKED_PEOPLE ? revoked : valid).push(secret.reveal());
  }

  for (let person = 0; person < PEOPLE; person += 1)
    await Promise.all(Array.from({ length: TOKENS_EACH }, (_, index) => add(person, index)));
  await store.close();
  return { total: valid.length + revoked.length, valid, revoked };
}

function personOf(person: number): Actor {
  const objectId = `aaaaaaaa-aaaa-4aaa-8aaa-${String(person).padStart(12, '0')}`;
  const tenantId = '11111111-1111-4111-8111-111111111111';
  return { tenantId, objectId, name: `Person ${person}`, locale: 'en', place: 'personal' };
}
