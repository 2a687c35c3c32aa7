import assert from 'node:assert/strict';
import { createSealing, leafOf } from '../../src/core/audit/chain.ts';
import type { Seal } from '../../src/core/audit/seal.ts';
import { DAY } from '../../src/core/timing/durations.ts';
import { auditEventFrom } from '../../src/stores/postgres/audit-events.ts';
import { ada, eventOf, tokenOf } from '../stores/fixtures.ts';
import { type OpenedPostgresStore, openedPostgresStore } from '../stores/postgres/opened-postgres-store.ts';
import { problems, verify, writeTrail } from './audit-trail.ts';

const EVENT_COLUMNS = [
  'id',
  'at',
  'action',
  'actor_tenant_id',
  'actor_object_id',
  'place',
  'tenant_id',
  'object_id',
  'token_id',
  'token_name',
  'detail',
  'more',
];
/** The event of a number in the chain. */
const eventAt = (number: number) => `(SELECT event_id FROM patkeeper.audit_leaves WHERE number = ${number})`;

describe('the audit trail in PostgreSQL', function () {
  this.timeout(60_000);
  let opened: OpenedPostgresStore;
  let head: Seal;
  let env: Readonly<Record<string, string>>;

  beforeEach(async () => {
    opened = await openedPostgresStore();
    env = { STORE: 'postgres', DATABASE_URL: opened.databaseUrl };
    head = await writeTrail(opened.store);
  });
  afterEach(() => opened.close());

  const run = (text: string) => opened.postgres.run(opened.databaseUrl, text);
  /** What is found after a change, which is taken back then. */
  async function foundAfter(text: string): Promise<string[]> {
    await run(`
      CREATE SCHEMA IF NOT EXISTS kept;
      DROP TABLE IF EXISTS kept.e, kept.l, kept.s;
      CREATE TABLE kept.e AS TABLE patkeeper.audit_events;
      CREATE TABLE kept.l AS TABLE patkeeper.audit_leaves;
      CREATE TABLE kept.s AS TABLE patkeeper.audit_seals`);
    await run(text);
    const found = await problems(env, [], head);
    await run(`
      DELETE FROM patkeeper.audit_events; DELETE FROM patkeeper.audit_leaves; DELETE FROM patkeeper.audit_seals;
      INSERT INTO patkeeper.audit_events TABLE kept.e;
      INSERT INTO patkeeper.audit_leaves TABLE kept.l;
      INSERT INTO patkeeper.audit_seals TABLE kept.s;
      DELETE FROM patkeeper.audit_unsealed`);
    return found;
  }

  it('is whole, with the head that the log has', async () => {
    const report = await verify(env, [], head);
    assert.deepEqual([report.problems, report.events, report.seals, report.unsealed], [[], 6, 2, 0]);
  });

  it('shows a change of any column of an event, a leaf or a seal', async () => {
    for (const column of EVENT_COLUMNS) {
      const value = column === 'at' ? '1' : column === 'more' ? `'{"reason":"lost"}'` : `'other'`;
      const found = await foundAfter(
        `UPDATE patkeeper.audit_events SET ${column} = ${value} WHERE id = ${eventAt(3)}`,
      );
      assert.deepEqual(found, column === 'id' ? ['gone-early', 'inserted'] : ['changed'], column);
    }
    for (const set of ['at = 1', `digest = 'other'`, `event_id = 'other'`]) {
      const found = await foundAfter(`UPDATE patkeeper.audit_leaves SET ${set} WHERE number = 3`);
      assert.notDeepEqual(found, [], set);
    }
    const numbers = ['at', 'first', 'count', 'latest_at'].map((name) => `${name} = ${name} + 1`);
    for (const set of [...numbers, `previous = 'x'`, `root = 'x'`, `hash = 'x'`, 'number = 9']) {
      const found = await foundAfter(`UPDATE patkeeper.audit_seals SET ${set} WHERE number = 2`);
      assert.notDeepEqual(found, [], set);
    }
  });

  it('shows an event that was removed, inserted or swapped, however far it was hidden', async () => {
    const removed = `DELETE FROM patkeeper.audit_events WHERE id = ${eventAt(2)}`;
    assert.deepEqual(await foundAfter(removed), ['gone-early']);
    assert.deepEqual(await foundAfter(`${removed}; DELETE FROM patkeeper.audit_leaves WHERE number = 2`), [
      'events',
    ]);
    assert.deepEqual(
      await foundAfter(`${removed}; DELETE FROM patkeeper.audit_leaves WHERE number = 2;
        UPDATE patkeeper.audit_seals SET count = 2 WHERE number = 1`),
      ['broken', 'events', 'seal-changed'],
    );
    const now = Date.now();
    const inserted = `INSERT INTO patkeeper.audit_events (id, at, action, actor_tenant_id, actor_object_id, place, tenant_id, object_id)
      VALUES ('x', ${now - DAY}, 'look', 't', 'o', 'p', 't', 'o')`;
    assert.deepEqual(await foundAfter(inserted), ['inserted']);
    assert.deepEqual(await foundAfter(`${inserted}; DELETE FROM patkeeper.audit_unsealed`), ['inserted']);
    const leaf = `INSERT INTO patkeeper.audit_leaves VALUES (7, 'x', ${now}, 'd')`;
    assert.deepEqual(await foundAfter(`${inserted}; ${leaf}; DELETE FROM patkeeper.audit_unsealed`), [
      'inserted',
    ]);
    const swapped = `
      UPDATE patkeeper.audit_leaves SET number = 99 WHERE number = 2;
      UPDATE patkeeper.audit_leaves SET number = 2 WHERE number = 3;
      UPDATE patkeeper.audit_leaves SET number = 3 WHERE number = 99`;
    assert.deepEqual(await foundAfter(swapped), ['events']);
    const texts = `
      UPDATE patkeeper.audit_events AS e SET (at, action, detail, more) = (SELECT at, action, detail, more
        FROM patkeeper.audit_events WHERE id <> e.id AND id IN (${eventAt(1)}, ${eventAt(3)}))
      WHERE id IN (${eventAt(1)}, ${eventAt(3)})`;
    assert.deepEqual(await foundAfter(texts), ['changed']);
  });

  it('shows seals that were removed or swapped, and a chain that was computed anew by its head', async () => {
    const first = 'DELETE FROM patkeeper.audit_seals WHERE number = 1';
    assert.notDeepEqual(await foundAfter(first), []);
    const last = `DELETE FROM patkeeper.audit_events WHERE id IN (SELECT event_id FROM patkeeper.audit_leaves WHERE number > 3);
      DELETE FROM patkeeper.audit_leaves WHERE number > 3; DELETE FROM patkeeper.audit_seals WHERE number = 2`;
    assert.deepEqual(await foundAfter(last), ['other-head']);
    const anew = await forgedChain();
    assert.deepEqual(await foundAfter(anew), ['other-head']);
    await run(anew);
    assert.deepEqual(await problems(env), [], 'only the head shows it');
  });

  it('stays whole when events are gone by their age, and shows one that went before', async () => {
    const { audit } = opened.store;
    const old = Date.now() - 40 * DAY;
    await run(
      'DELETE FROM patkeeper.audit_events; DELETE FROM patkeeper.audit_leaves; DELETE FROM patkeeper.audit_seals',
    );
    for (let day = 0; day < 3; day += 1) {
      for (let event = 0; event < 2; event += 1)
        await audit.record(eventOf(tokenOf(ada), { at: old + day * 20 * DAY + event }));
      head = (await audit.seal(old + day * 20 * DAY)) ?? assert.fail();
    }
    const keeping = { ...env, KEEP_AUDIT_DAYS: '30' };
    await opened.store.prune({ keepAuditDays: 30, keepEndedDays: 3650 }, Date.now());
    const report = await verify(keeping, [], head);
    assert.deepEqual([report.problems, report.events, report.gone, report.seals], [[], 4, 2, 3]);
    await run(`DELETE FROM patkeeper.audit_events WHERE id = ${eventAt(3)}`);
    assert.deepEqual(await problems(keeping, [], head), ['gone-early']);
    // Whoever makes an event look old has it pruned: what its seal knows of it shows that too.
    await run(`UPDATE patkeeper.audit_events SET at = 1 WHERE id = ${eventAt(6)}`);
    await opened.store.prune({ keepAuditDays: 30, keepEndedDays: 3650 }, Date.now());
    assert.equal((await verify(keeping, [], head)).problems.length, 2);
  });

  /** The statements that change an event and compute everything anew, as whoever owns the database can. */
  async function forgedChain(): Promise<string> {
    const { rows } = await run(`
      SELECT l.number::int AS number, e.*, e.at::float8 AS at FROM patkeeper.audit_leaves AS l
      JOIN patkeeper.audit_events AS e ON e.id = l.event_id ORDER BY l.number`);
    const statements: string[] = [];
    let last: Seal | undefined;
    for (let number = 1; number <= 2; number += 1) {
      const sealing = createSealing(last);
      for (const row of rows.slice((number - 1) * 3, number * 3)) {
        const leaf = leafOf(auditEventFrom({ ...row, detail: 'nothing happened' }));
        sealing.add(leaf);
        statements.push(
          `UPDATE patkeeper.audit_events SET detail = 'nothing happened' WHERE id = '${row.id}'`,
          `UPDATE patkeeper.audit_leaves SET digest = '${leaf.digest}' WHERE number = ${row.number}`,
        );
      }
      last = sealing.seal(Date.now());
      const { previous, at, latestAt, root, hash } = last;
      statements.push(`UPDATE patkeeper.audit_seals SET previous = '${previous}', at = ${at}, latest_at = ${latestAt},
        root = '${root}', hash = '${hash}' WHERE number = ${number}`);
    }
    return statements.join(';\n');
  }
});
