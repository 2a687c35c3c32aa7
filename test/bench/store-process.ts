// One store of `bench:store` as a process of its own, so that its memory and its pauses are nobody else's. It opens what it
// is told (`lowdb <folder>` or `postgres <address>`), says how long that took, and then runs what the bench asks for.

import { setTimeout as delay } from 'node:timers/promises';
import { createBuiltinAuthority } from '../../src/authorities/builtin/builtin-authority.ts';
import { loadPeppers } from '../../src/authorities/builtin/peppers.ts';
import { BUILTIN_TRAITS } from '../../src/authorities/builtin/traits.ts';
import { createVerifier } from '../../src/authorities/builtin/verify.ts';
import { Secret } from '../../src/core/secrets/secret.ts';
import type { Store } from '../../src/core/store/store.ts';
import { createOrganizationOf } from '../../src/core/tokens/organization-of.ts';
import type { Actor } from '../../src/core/tokens/token.ts';
import { createTokenService } from '../../src/core/tokens/token-service.ts';
import { isProven } from '../../src/core/tokens/verdict.ts';
import { createSilentLog } from '../support/silent-log.ts';
import { END } from './store-child.ts';
import { personAt } from './store-shape.ts';
import { type Asked, type Opened, type Operation, RSS } from './store-worker.ts';

const LEASE_MS = 30_000;
const HOUR = 60 * 60 * 1000;
/** As many as the dispatcher claims at most. */
const CLAIM = 8;

const log = { ...createSilentLog(), info: () => {}, debug: () => {} };
const [kind = '', address = '', pepper = '', nowText = '', peopleText = ''] = process.argv.slice(2);
const [now, people] = [Number(nowText), Number(peopleText)];
const clock = { now: () => now };

/** Loads the code of the kind, which is not to be timed. */
async function opener(): Promise<() => Promise<Store>> {
  if (kind === 'postgres') {
    const { createPostgresStore } = await import('../../src/stores/postgres/postgres-store.ts');
    return () => createPostgresStore({ databaseUrl: new Secret(address), log });
  }
  const { createLowdbStore } = await import('../../src/stores/lowdb/lowdb-store.ts');
  const onLockLost = (error: Error): void => {
    throw error;
  };
  return () => createLowdbStore({ dataDir: address, log, onLockLost });
}

const open = await opener();
const started = performance.now();
const store = await open();
await store.notices.nextAt(); // its first answer
const opened: Opened = { openMs: performance.now() - started, rss: process.memoryUsage().rss };

const peppers = await loadPeppers({ dataDir: address, configured: [new Secret(pepper)], log });
const authority = createBuiltinAuthority({ organizations: [{ id: 'internal', name: 'Internal' }], peppers });
const service = createTokenService({
  clock,
  store,
  authorities: [authority],
  organizationOf: createOrganizationOf({ known: [] }),
  policy: {
    maxLifespanDays: 365,
    forbiddenScopes: [],
    maxTokensPerUser: 1000,
    builtinOrganizations: ['internal'],
    authorities: [BUILTIN_TRAITS],
  },
  log,
  wake: () => {},
});
const verify = createVerifier({ store, peppers, clock });
let made = 0;
let moved = 0;

function anybody(): Actor {
  const n = Math.floor(Math.random() * people);
  return { ...personAt(n), name: `Person ${n}`, locale: 'en-GB', place: 'personal' };
}

const operations: Record<Operation, (secret: string) => Promise<void>> = {
  create: async () => {
    made += 1;
    const [name, formKey] = [`bench ${process.pid} ${made}`, `bench ${process.pid} ${made}`];
    const place = { authority: 'builtin', organization: 'internal' } as const;
    const asked = { ...place, name, formKey, scopes: ['vso.code'], lifespan: { days: 90 } };
    await service.create(anybody(), asked);
  },
  list: async () => {
    await service.list(anybody(), { words: '', state: 'active', page: 0 });
  },
  verify: async (secret) => {
    if (!isProven(await verify(secret))) throw new Error('a secret that is valid was refused');
  },
  claim: async () => {
    const claimed = await store.notices.claimDue({ now: now + HOUR, leaseMs: LEASE_MS, limit: CLAIM });
    if (claimed.length !== CLAIM) throw new Error(`only ${claimed.length} notices were due`);
    // Back to the end of the queue, so that it is as long the next time.
    for (const notice of claimed) {
      moved += 1;
      const settlement = { state: 'waiting', dueAt: now + moved, reason: 'bench', ambiguous: false } as const;
      await store.notices.settle(notice, settlement, now);
    }
  },
};

async function run({ operation, count, secrets, atOnce = 1 }: Asked): Promise<number[]> {
  const latencies: number[] = [];
  let begunSoFar = 0;
  const lane = async (): Promise<void> => {
    while (begunSoFar < count) {
      const secret = secrets[begunSoFar % Math.max(1, secrets.length)] ?? '';
      begunSoFar += 1;
      const begun = performance.now();
      await operations[operation](secret);
      latencies.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return latencies;
}

process.on('message', (asked: Asked | string) => {
  if (asked === RSS) process.send?.(process.memoryUsage().rss);
  else if (asked === END) void store.close().then(() => process.disconnect());
  else if (typeof asked !== 'string') void run(asked).then((latencies) => process.send?.(latencies), fail);
});

function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  void delay(10).then(() => process.exit(1));
}

process.send?.(opened);
