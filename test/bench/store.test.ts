import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { loadPeppers } from '../../src/authorities/builtin/peppers.ts';
import { createVerifier } from '../../src/authorities/builtin/verify.ts';
import { Secret } from '../../src/core/secrets/secret.ts';
import { isProven } from '../../src/core/tokens/verdict.ts';
import { openLowdb } from '../stores/lowdb/opened-lowdb-store.ts';
import { migratedDatabase, openPostgres } from '../stores/postgres/opened-postgres-store.ts';
import { sharedPostgres } from '../support/postgres.ts';
import { createSilentLog } from '../support/silent-log.ts';
import { fillLowdb } from './store-fill-lowdb.ts';
import { fillPostgres } from './store-fill-postgres.ts';
import { type Measured, missed } from './store-report.ts';
import { personAt, planFill, TOKENS_EACH } from './store-shape.ts';
import { percentile, summarize } from './store-statistics.ts';

const PEPPER = 'a pepper that only the bench has and nobody else';
const NOW = Date.UTC(2026, 2, 1, 9);

describe('the bench of the stores', function () {
  this.timeout(120_000);

  it('fills both stores with the same, so that they can be compared', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'patkeeper-bench-test-'));
    const log = createSilentLog();
    const peppers = await loadPeppers({ dataDir, configured: [new Secret(PEPPER)], log });
    const fill = planFill(200, NOW, peppers, { backlog: 30 });
    await fillLowdb(dataDir, fill);
    const url = await migratedDatabase();
    await fillPostgres(url, fill);
    const stores = [await openLowdb(dataDir), await openPostgres(url)] as const;
    const [lowdb, postgres] = stores;
    try {
      for (let n = 0; n < fill.people; n += 1) {
        const tokens = await lowdb.tokens.list(personAt(n));
        assert.equal(tokens.length, TOKENS_EACH);
        assert.deepEqual(await postgres.tokens.list(personAt(n)), tokens);
        assert.deepEqual(await postgres.contacts.find(personAt(n)), await lowdb.contacts.find(personAt(n)));
        for (const { id } of tokens) {
          const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1);
          const [ours, theirs] = [
            await lowdb.listNotices(personAt(n), id),
            await postgres.listNotices(personAt(n), id),
          ];
          assert.deepEqual([...theirs].sort(byId), [...ours].sort(byId));
        }
      }
      for (const store of stores) {
        const verify = createVerifier({ store, peppers, clock: { now: () => NOW } });
        for (const { text: secret } of fill.known.values()) assert.ok(isProven(await verify(secret)));
        const due = await store.notices.claimDue({ now: NOW, leaseMs: 1, limit: 100 });
        assert.equal(due.length, 30);
      }
    } finally {
      for (const store of stores) await store.close();
      await (await sharedPostgres()).dropDatabase(url);
      await rm(dataDir, { recursive: true, force: true });
    }
  });

  it('holds p99 at a million tokens against that at ten thousand', () => {
    const at = (tokens: number, list: number): Measured => ({
      kind: 'postgres',
      tokens,
      starts: [1],
      rss: { opened: 1, end: 1 },
      rounds: { create: [[1]], list: [[list], [list], [100]], verify: [[1]], claim: [[1]] },
    });
    assert.deepEqual(missed([at(10_000, 1), at(1_000_000, 2)]), []);
    assert.match(missed([at(10_000, 1), at(1_000_000, 2.1)]).join(), /^list: p99 grows 2\.10 times/);
    assert.deepEqual(missed([at(1_000, 1), at(2_000, 9)]), []);
  });

  it('takes the median of the rounds, so that one that the machine spoilt does not count', () => {
    assert.equal(percentile([3, 1, 2], 0.5), 2);
    assert.deepEqual(summarize([[1, 2], [90], [4]]), { p50: 4, p99: 4, lowest: 2, highest: 90 });
  });

  it('runs', async () => {
    const path = fileURLToPath(new URL('store.ts', import.meta.url));
    const child = spawn(process.execPath, ['--import=tsx', path, '--quick']);
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
    assert.equal(err, '');
    assert.match(out, /claim +p50[\s\S]*postgres +2,000[\s\S]*open +median/);
    assert.match(out, /The bench works/);
  });
});
