import type { Clock } from '../ports.ts';
import type { Sealer } from '../sealer.ts';
import type { RecordStore } from '../store/records.ts';
import type { Instant, PersonId } from '../tokens/token.ts';
import { LOOKING_MS, type Role } from './role.ts';

const KIND = 'admin-sign-in';
const KEY = 'latest';

/** What an administrator's sign-in proved. */
export interface FreshSignIn {
  /** When the person proved to the sign-in service who they are. */
  readonly authTime: Instant;
  /** When Patkeeper heard of it. */
  readonly at: Instant;
  /** The roles that the sign-in service names. */
  readonly roles: readonly Role[];
}

/** The latest such sign-in of each person, sealed in the store. */
export interface FreshSignIns {
  /** Undefined after an hour, and for what can't be read. */
  find(person: PersonId): Promise<FreshSignIn | undefined>;
  keep(person: PersonId, signIn: Omit<FreshSignIn, 'at'>): Promise<void>;
}

/** Signs administrators in again, whatever sign-in they have. */
export interface AdministratorSignIn {
  /** The address of the page where this person signs in. */
  start(person: PersonId): Promise<string>;
  /** Completes a sign-in with the code that the page showed; rejects with `invalid-input` for a wrong one. */
  confirm(person: PersonId, code: string): Promise<void>;
}

export interface FreshSignInsDeps {
  readonly store: { readonly records: Pick<RecordStore, 'save' | 'find'> };
  readonly sealer: Sealer;
  readonly clock: Clock;
}

/** Makes the record of administrators' sign-ins. */
export function createFreshSignIns({ store, sealer, clock }: FreshSignInsDeps): FreshSignIns {
  return {
    async find(owner) {
      const record = await store.records.find(person(owner), KIND, KEY, clock.now());
      const text = record && sealer.open(person(owner), KIND, KEY, record.sealed);
      return text === undefined ? undefined : read(text);
    },
    async keep(owner, signIn) {
      const kept: FreshSignIn = { ...signIn, at: clock.now() };
      await store.records.save({
        owner: person(owner),
        kind: KIND,
        key: KEY,
        sealed: sealer.seal(person(owner), KIND, KEY, JSON.stringify(kept)),
        expiresAt: kept.at + LOOKING_MS,
      });
    },
  };
}

function person({ tenantId, objectId }: PersonId): PersonId {
  return { tenantId, objectId };
}

/** We sealed it ourselves; what an unknown release wrote proves nothing. */
function read(text: string): FreshSignIn | undefined {
  const value: Partial<FreshSignIn> = JSON.parse(text);
  const { authTime, at, roles } = value;
  if (typeof authTime !== 'number' || typeof at !== 'number' || !Array.isArray(roles)) return undefined;
  return { authTime, at, roles: roles.filter((role) => role === 'administrator' || role === 'auditor') };
}
