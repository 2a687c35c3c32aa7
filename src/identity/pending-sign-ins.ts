import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../core/ports.ts';
import type { Sealer } from '../core/sealer.ts';
import type { RecordStore } from '../core/store/records.ts';
import { MINUTE } from '../core/timing/durations.ts';
import type { PersonId } from '../core/tokens/token.ts';

const KIND = 'pending-sign-in';
const LIFE_MS = 10 * MINUTE;
/** Nobody: a state is opened before it is known whose it is. */
const ANYBODY: PersonId = { tenantId: '', objectId: '' };

const place = z.tuple([z.string(), z.string(), z.string()]);
const pending = z.object({ verifier: z.string(), nonce: z.string(), claims: z.string().optional() });

/** What is kept on the server between a person's first step on the sign-in page and the last. */
export type Pending = z.infer<typeof pending>;

/** A sign-in under way: whose it is, and what was kept of it. */
export interface PendingSignIn extends Pending {
  readonly person: PersonId;
}

export interface PendingSignInsDeps {
  readonly store: { readonly records: Pick<RecordStore, 'save' | 'find' | 'take'> };
  readonly sealer: Sealer;
  readonly clock: Clock;
  /** What the states are sealed as: those of one purpose are not known to another. */
  readonly stateKind: string;
}

/** Sign-ins under way, for ten minutes each, by a `state` that only the server can make or read. */
export interface PendingSignIns {
  /** Whether a state is one of these, of whatever age. */
  knows(state: string): boolean;
  /** Keeps one and gives its state, which is safe in an address. */
  begin(person: PersonId, kept: Pending): Promise<string>;
  /** Undefined for a state that is none, is too old, or was taken. */
  find(state: string): Promise<PendingSignIn | undefined>;
  /** The same, and nobody finds or takes it again. */
  take(state: string): Promise<PendingSignIn | undefined>;
}

/** Makes the record of sign-ins under way. */
export function createPendingSignIns({
  store,
  sealer,
  clock,
  stateKind,
}: PendingSignInsDeps): PendingSignIns {
  async function look(state: string, how: 'find' | 'take'): Promise<PendingSignIn | undefined> {
    const named = sealer.open(ANYBODY, stateKind, '', state);
    if (named === undefined) return undefined;
    const [tenantId, objectId, key] = place.parse(JSON.parse(named));
    const person = { tenantId, objectId };
    const record = await store.records[how](person, KIND, key, clock.now());
    const kept = record && sealer.open(person, KIND, key, record.sealed);
    return kept === undefined ? undefined : { person, ...pending.parse(JSON.parse(kept)) };
  }

  return {
    knows: (state) => sealer.open(ANYBODY, stateKind, '', state) !== undefined,
    async begin(person, kept) {
      const key = randomBytes(16).toString('base64url');
      await store.records.save({
        owner: person,
        kind: KIND,
        key,
        sealed: sealer.seal(person, KIND, key, JSON.stringify(kept)),
        expiresAt: clock.now() + LIFE_MS,
      });
      const { tenantId, objectId } = person;
      return sealer.seal(ANYBODY, stateKind, '', JSON.stringify([tenantId, objectId, key]));
    },
    find: (state) => look(state, 'find'),
    take: (state) => look(state, 'take'),
  };
}
