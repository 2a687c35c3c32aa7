import { randomBytes } from 'node:crypto';
import type { Clock } from '../../src/core/ports.ts';
import type { Sealer } from '../../src/core/sealer.ts';
import { Secret } from '../../src/core/secrets/secret.ts';
import type { SealedRecord } from '../../src/core/store/records.ts';
import type { PersonId } from '../../src/core/tokens/token.ts';
import type { CacheKey } from '../../src/identity/cache-keys.ts';
import { loadCacheKeys } from '../../src/identity/cache-keys.ts';
import type { ClientCredential } from '../../src/identity/client-credential.ts';
import { createEntra } from '../../src/identity/entra.ts';
import { createSealer } from '../../src/identity/sealing.ts';
import { createSignIn } from '../../src/identity/sign-in.ts';
import { createFakeEntra } from '../support/fake-entra/fake-entra.ts';
import type { FakeClient, FakeEntra } from '../support/fake-entra/fake-entra-types.ts';
import { fakePerson } from '../support/fake-entra/fake-people.ts';
import { createFakeStore, type FakeStore } from '../support/fake-store.ts';
import { createSilentLog } from '../support/silent-log.ts';

export const PUBLIC_URL = 'http://127.0.0.1:3978';
export const ADA: PersonId = personOf('ada');
export const BEN: PersonId = personOf('ben');

/** A clock that runs, and can be moved on. msal goes by the machine's time. */
export interface MovedClock extends Clock {
  advance(ms: number): void;
}

/** Sign-in with the fake Entra behind it. */
export interface SignInWorld {
  readonly entra: FakeEntra;
  readonly store: FakeStore;
  /** Every record that was saved, the oldest first. */
  readonly saved: readonly SealedRecord[];
  readonly sealer: Sealer;
  readonly clock: MovedClock;
  readonly log: ReturnType<typeof createSilentLog>;
  readonly signIn: ReturnType<typeof createSignIn>;
  /** Another sign-in on the same store, as after a restart or in another process. */
  another(some?: { readonly sealer?: Sealer }): ReturnType<typeof createSignIn>;
  /** The state in the address of a sign-in page of a person. */
  stateFor(person: PersonId, claims?: string): Promise<string>;
  /** Signs in on the page as `whom`, up to the code. */
  codeFor(person: PersonId, whom: string, claims?: string): Promise<string>;
  /** Signs in on the page and confirms. */
  signInOnPage(person: PersonId, whom: string): Promise<void>;
  /** Names of the requests to Entra's token endpoint so far. */
  grants(): string[];
  close(): Promise<void>;
}

export async function createSignInWorld(
  some: { readonly client?: Partial<FakeClient>; readonly credential?: ClientCredential } = {},
): Promise<SignInWorld> {
  let moved = 0;
  const clock = {
    now: () => Date.now() + moved,
    advance: (ms: number) => {
      moved += ms;
    },
  };
  const entra = await createFakeEntra({
    clock,
    ...(some.client === undefined ? {} : { client: some.client }),
  });
  const store = createFakeStore();
  const saved: SealedRecord[] = [];
  const save = store.records.save;
  store.records.save = (record) => {
    saved.push(record);
    return save(record);
  };
  const log = createSilentLog();
  const sealer = createSealer({ keys: await sampleKeys(1) });
  const credential = some.credential ?? { kind: 'secret', secret: new Secret(entra.client.secret) };

  const another: SignInWorld['another'] = (other = {}) =>
    createSignIn({
      entra: createEntra({
        authority: entra.authority(),
        clientId: entra.client.clientId,
        credential,
        clock,
        timeoutMs: 300,
      }),
      store,
      sealer: other.sealer ?? sealer,
      publicUrl: () => PUBLIC_URL,
      clock,
      log,
    });
  const signIn = another();

  const world: SignInWorld = {
    entra,
    store,
    saved,
    sealer,
    clock,
    log,
    signIn,
    another,
    async stateFor(person, claims) {
      const address = await signIn.start(person, claims === undefined ? {} : { claims });
      return new URL(address).searchParams.get('state') ?? '';
    },
    async codeFor(person, whom, claims) {
      const back = await entra.signIn(await signIn.begin(await world.stateFor(person, claims)), whom);
      return signIn.finish({ state: param(back, 'state'), code: param(back, 'code') });
    },
    async signInOnPage(person, whom) {
      await signIn.confirm(person, await world.codeFor(person, whom));
    },
    grants: () =>
      entra.requests
        .filter(({ method }) => method === 'POST')
        .map(({ operation }) => operation)
        .filter((name) => name !== 'authorize'),
    close: () => entra.close(),
  };
  return world;
}

/** One parameter of an address, which must be there. */
export function param(address: URL | string, name: string): string {
  const value = new URL(address).searchParams.get(name);
  if (value === null) throw new Error(`The address has no ${name}.`);
  return value;
}

/** Keys as `CACHE_KEY` gives them, always the same for a number. */
export function sampleKeys(...numbers: readonly number[]): Promise<readonly [CacheKey, ...CacheKey[]]> {
  const keys = numbers.map((number) => Buffer.alloc(32, number).toString('base64'));
  const dataDir = `/nowhere/${randomBytes(8).toString('hex')}`;
  const configured = new Secret(keys.join(','));
  return loadCacheKeys({ dataDir, configured, storeIsOld: false, log: createSilentLog() });
}

export function personOf(key: string): PersonId {
  const { tenantId, objectId } = fakePerson(key);
  return { tenantId, objectId };
}
