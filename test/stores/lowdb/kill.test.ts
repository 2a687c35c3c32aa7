import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { AuditEvent } from '../../../src/core/audit/audit-event.ts';
import type { TokenInsert } from '../../../src/core/tokens/token-writes.ts';
import { journalOf, openLowdb, temporaryFolder } from './opened-lowdb-store.ts';

interface Acknowledged {
  readonly insert?: TokenInsert;
  readonly event?: AuditEvent;
}

const CHILD = fileURLToPath(new URL('kill-child.ts', import.meta.url));

describe('a store whose process is killed', () => {
  let dataDir: string;

  beforeEach(async () => {
    dataDir = await temporaryFolder();
  });
  afterEach(() => rm(dataDir, { recursive: true }));

  async function acknowledgedUntilKilled(after: number): Promise<Acknowledged[]> {
    const child = spawn(process.execPath, ['--import=tsx', CHILD, dataDir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const closed = once(child, 'close');
    const acknowledged: Acknowledged[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      acknowledged.push(JSON.parse(line));
      if (acknowledged.length === after) child.kill('SIGKILL');
    }
    const [, signal] = await closed;
    assert.equal(signal, 'SIGKILL');
    return acknowledged;
  }

  it('has every write that it acknowledged', async () => {
    const after = randomInt(20, 200);
    const acknowledged = await acknowledgedUntilKilled(after);
    assert.ok(acknowledged.length >= after);
    const old = new Date(Date.now() - 60_000);
    await utimes(join(dataDir, 'lock'), old, old); // nobody waits for it to become stale

    const store = await openLowdb(dataDir);
    const events = new Map((await journalOf(dataDir)).map((event) => [event.id, event]));
    assert.equal(events.size, (await journalOf(dataDir)).length);
    for (const { insert, event } of acknowledged) {
      const written = insert?.event ?? event;
      assert.deepEqual(events.get(written?.id ?? ''), written);
      if (insert === undefined) continue;
      const { token, notices } = insert;
      assert.deepEqual(await store.tokens.find(token.owner, token.id), token);
      assert.deepEqual(await store.listNotices(token.owner, token.id), notices);
      assert.deepEqual(await store.tokens.findBySelector(token.digest?.selector ?? ''), token);
    }
    await store.close();
  });
});
