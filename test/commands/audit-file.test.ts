import assert from 'node:assert/strict';
import { appendFile, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSealing, leafOf } from '../../src/core/audit/chain.ts';
import type { Seal } from '../../src/core/audit/seal.ts';
import { decodeEvent } from '../../src/stores/lowdb/document-format.ts';
import { sealLine } from '../../src/stores/lowdb/sealed-line.ts';
import { ada, eventOf, tokenOf } from '../stores/fixtures.ts';
import { type OpenedLowdbStore, openedLowdbStore } from '../stores/lowdb/opened-lowdb-store.ts';
import { type OpenedPostgresStore, openedPostgresStore } from '../stores/postgres/opened-postgres-store.ts';
import { exported, problems, verify, withFile, writeTrail } from './audit-trail.ts';

/** Two digits or letters that stand for each other, whatever the byte is. */
const other = (byte: number): number => (byte === 0x37 ? 0x38 : 0x37);

/** Checks that every change of a file is found, by `find`, which reads it; of its bytes, every `step`th is changed. */
async function findsEveryChange(path: string, find: () => Promise<string[]>, step = 1): Promise<void> {
  const whole = await readFile(path);
  for (let at = 0; at < whole.length; at += step) {
    const changed = Buffer.from(whole);
    changed[at] = other(whole[at] ?? 0);
    await writeFile(path, changed);
    assert.notDeepEqual(await find(), [], `byte ${at}: ${whole.subarray(Math.max(0, at - 30), at + 1)}`);
  }
  const lines = whole.toString('utf8').split('\n').slice(0, -1);
  const write = (changed: readonly string[]) => writeFile(path, changed.map((line) => `${line}\n`).join(''));
  for (const [at, line] of lines.entries()) {
    await write(lines.toSpliced(at, 1));
    assert.notDeepEqual(await find(), [], `without line ${at}`);
    await write(lines.toSpliced(at, 0, line));
    assert.notDeepEqual(await find(), [], `with line ${at} twice`);
    if (at === 0) continue;
    await write(lines.with(at, lines[at - 1] ?? '').with(at - 1, line));
    assert.notDeepEqual(await find(), [], `with line ${at} before the line before it`);
  }
  await writeFile(path, whole);
}

/** The same events with an innocent detail, and every seal computed anew. */
function forged(lines: readonly string[]): string {
  let last: Seal | undefined;
  let sealing = createSealing(last);
  const anew = lines.map((line) => {
    const event = decodeEvent(line) ?? assert.fail();
    if (event.action === 'seal') {
      last = sealing.seal(event.at);
      sealing = createSealing(last);
      return JSON.stringify(sealLine(last));
    }
    const changed = { ...event, detail: 'nothing happened' };
    sealing.add(leafOf(changed));
    return JSON.stringify(changed);
  });
  return anew.map((line) => `${line}\n`).join('');
}

describe('the audit trail in the journal', function () {
  this.timeout(120_000);
  let opened: OpenedLowdbStore;
  let head: Seal;
  let journal: string;
  let env: Readonly<Record<string, string>>;

  beforeEach(async () => {
    opened = await openedLowdbStore();
    env = { STORE: 'lowdb', DATA_DIR: opened.dataDir };
    journal = join(opened.dataDir, 'audit.jsonl');
    head = await writeTrail(opened.store);
  });
  afterEach(() => opened.close());

  it('is whole, with the head that the store remembers and with the one that the log has', async () => {
    const report = await verify(env, [], head);
    assert.deepEqual([report.problems, report.events, report.seals, report.unsealed], [[], 6, 2, 0]);
    assert.deepEqual(await problems(env), []);
  });

  it('shows each changed byte, and each line that was removed, inserted or swapped', async () => {
    await findsEveryChange(journal, () => problems(env));
  });

  it('shows by a head from the log that it was computed anew, and that its end was cut off', async () => {
    const lines = (await readFile(journal, 'utf8')).trim().split('\n');
    await writeFile(journal, forged(lines));
    await writeFile(join(opened.dataDir, 'audit-notes.json'), '{}');
    assert.deepEqual(await problems(env), []);
    assert.deepEqual(await problems(env, [], head), ['other-head']);
    await writeFile(journal, `${lines.slice(0, 4).join('\n')}\n`);
    assert.deepEqual(await problems(env), []);
    assert.deepEqual(await problems(env, [], head), ['other-head']);
  });

  it('can be checked over rotated journals, from the first one and from a later one', async () => {
    await opened.store.close();
    const old = `${journal}.1`;
    await rename(journal, old);
    await writeFile(journal, '', { mode: 0o600 });
    const { audit } = await opened.reopen();
    await audit.record(eventOf(tokenOf(ada), { at: Date.now() }));
    const next = (await audit.seal(Date.now())) ?? assert.fail();
    assert.deepEqual([next.number, next.previous], [3, head.hash]);
    const alone = await verify(env);
    assert.deepEqual([alone.problems, alone.begins], [[], 3]);
    assert.deepEqual(await problems(env, [old, journal], next), []);
    assert.deepEqual(await problems(env, [journal], next), []);
    const whole = await readFile(old, 'utf8');
    await writeFile(old, whole.replace('"left"', '"lost"'));
    assert.deepEqual(await problems(env, [old, journal]), ['events']);
    await writeFile(old, whole.split('\n').slice(0, 4).join('\n').concat('\n'));
    assert.deepEqual(await problems(env, [old, journal]), ['broken']);
  });

  it('says what waits for its seal, and is whole again with it', async () => {
    await opened.store.audit.record(eventOf(tokenOf(ada), { at: Date.now() }));
    const report = await verify(env);
    assert.deepEqual([report.problems, report.unsealed], [[], 1]);
    await opened.store.audit.seal(Date.now());
    assert.equal((await verify(env)).unsealed, 0);
  });

  it('is found changed in an export too', async () => {
    const lines = await exported(env);
    await withFile(async (path) => {
      await appendFile(path, lines.map((line) => `${line}\n`).join(''));
      assert.deepEqual(await problems(env, [path], head), []);
      await findsEveryChange(path, () => problems(env, [path], head), 7);
    });
  });
});

describe('the audit trail in an export of PostgreSQL', function () {
  this.timeout(120_000);
  let opened: OpenedPostgresStore;
  before(async () => {
    opened = await openedPostgresStore();
  });
  after(() => opened.close());

  it('shows each changed byte, and each line that was removed, inserted or swapped', async () => {
    const env = { STORE: 'postgres', DATABASE_URL: opened.databaseUrl, KEEP_AUDIT_DAYS: '1' };
    const head = await writeTrail(opened.store);
    await opened.postgres.run(
      opened.databaseUrl,
      `DELETE FROM patkeeper.audit_events WHERE id = (SELECT event_id FROM patkeeper.audit_leaves WHERE number = 1)`,
    );
    const lines = await exported(env);
    assert.ok(lines.some((line) => line.startsWith('{"gone"')));
    await withFile(async (path) => {
      await appendFile(path, lines.map((line) => `${line}\n`).join(''));
      assert.deepEqual(await problems(env, [path], head), ['gone-early']);
      const found = async () => {
        const report = await verify(env, [path], head);
        return report.problems.map(({ kind }) => kind).filter((kind) => kind !== 'gone-early');
      };
      await findsEveryChange(path, found, 7);
    });
  });
});
