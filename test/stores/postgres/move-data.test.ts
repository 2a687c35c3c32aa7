import assert from 'node:assert/strict';
import { appendFile, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Secret } from '../../../src/core/secrets/secret.ts';
import { exportData } from '../../../src/stores/postgres/export-data.ts';
import { importData } from '../../../src/stores/postgres/import-data.ts';
import {
  ada,
  ben,
  eventOf,
  insertOf,
  LEASE,
  otherAda,
  revocationOf,
  START,
  silentLog,
  tokenOf,
} from '../fixtures.ts';
import { journalOf, openLowdb } from '../lowdb/opened-lowdb-store.ts';
import type { TestedStore } from '../opened-store.ts';
import { fillFolder } from './filled-folder.ts';
import { type OpenedPostgresStore, openedPostgresStore } from './opened-postgres-store.ts';

describe('moving data between the stores', function () {
  this.timeout(60_000);
  let opened: OpenedPostgresStore;
  let folder: string;
  let databaseUrl: Secret;

  beforeEach(async () => {
    opened = await openedPostgresStore();
    databaseUrl = new Secret(opened.databaseUrl);
    folder = await mkdtemp(join(tmpdir(), 'patkeeper-move-'));
  });
  afterEach(async () => {
    await opened.close();
    await rm(folder, { recursive: true, force: true });
  });

  const dataDir = (): string => join(folder, 'data');
  const moveIn = (dryRun = false) => importData({ databaseUrl, dataDir: dataDir(), log: silentLog, dryRun });
  const moveOut = (to: string) => exportData({ databaseUrl, dataDir: join(folder, to), log: silentLog });

  /** What a store gives of everybody, in a form that can be compared. */
  async function everything(store: TestedStore) {
    const people = [ada, ben, otherAda].map(async (person) => {
      const tokens = await store.tokens.list(person);
      const notices = await Promise.all(
        ['', ...tokens.map(({ id }) => id)].map((id) => store.listNotices(person, id)),
      );
      return {
        tokens: tokens.map((token) => ({ ...token, owner: person })),
        notices: notices
          .flat()
          .map((notice) => ({ ...notice, owner: person }))
          .sort((a, b) => (a.id < b.id ? -1 : 1)),
        contact: { ...(await store.contacts.find(person)), person },
        records: await Promise.all(
          ['key', 'other'].map(
            async (key) => (await store.records.find(person, 'sign-in', key, START))?.sealed,
          ),
        ),
        watch: await store.watches.find(person),
      };
    });
    return Promise.all(people);
  }

  async function everythingInFolder(name: string) {
    const store = await openLowdb(join(folder, name));
    try {
      return await everything(store);
    } finally {
      await store.close();
    }
  }

  const sortedJournal = async (name: string) =>
    (await journalOf(join(folder, name))).map((event) => JSON.stringify(event).toLowerCase()).sort();

  it('brings everything into PostgreSQL, counts it, and adds nothing the second time', async () => {
    const { claimed } = await fillFolder(dataDir());
    const before = await everythingInFolder('data');
    const report = await moveIn();
    const events = (await journalOf(dataDir())).length;
    assert.equal(report.people, 3);
    assert.deepEqual(report.moved, {
      contacts: { found: 2, added: 2, different: 0 },
      tokens: { found: 6, added: 6, different: 0 },
      notices: { found: 13, added: 13, different: 0 },
      records: { found: 2, added: 2, different: 0 },
      watches: { found: 1, added: 1, different: 0 },
      accounts: { found: 1, added: 1, different: 0 },
      jobs: { found: 0, added: 0, different: 0 },
      audit_events: { found: events, added: events, different: 0 },
    });
    assert.deepEqual(await everything(opened.store), before);
    const again = await moveIn();
    assert.ok(Object.values(again.moved).every(({ added, different }) => added === 0 && different === 0));
    assert.deepEqual(await everything(opened.store), before);
    // the process that had claimed it is gone: its claim ends as it would have
    const due = await opened.store.notices.claimDue({ now: START + LEASE, leaseMs: LEASE, limit: 99 });
    assert.deepEqual([due.find(({ id }) => id === claimed)?.ambiguousAttempts], [1]);
  });

  it('takes along that the data served Teams, in both directions', async () => {
    await fillFolder(dataDir());
    await moveIn();
    assert.equal(await opened.store.contacts.servedTeams(), false);
    const store = await openLowdb(dataDir());
    await store.contacts.markServedTeams();
    await store.close();
    await moveIn(true);
    assert.equal(await opened.store.contacts.servedTeams(), false, 'not in a dry run');
    await moveIn();
    assert.equal(await opened.store.contacts.servedTeams(), true);
    await moveOut('back');
    const back = await openLowdb(join(folder, 'back'));
    assert.equal(await back.contacts.servedTeams(), true);
    await back.close();
  });

  it('leaves alone what has changed in PostgreSQL since', async () => {
    await fillFolder(dataDir());
    await moveIn();
    const [token] = await opened.store.tokens.list(otherAda);
    await opened.store.tokens.change(revocationOf(token ?? assert.fail()));
    const { moved } = await moveIn();
    assert.deepEqual([moved.tokens.added, moved.tokens.different, moved.notices.different], [0, 1, 2]);
    assert.ok((await opened.store.tokens.list(otherAda))[0]?.revokedAt);
  });

  it('does not sign in again who has signed out in PostgreSQL since', async () => {
    await fillFolder(dataDir());
    await moveIn();
    await opened.store.records.deleteAll(ada);
    await opened.store.watches.delete(ben);
    const { moved } = await moveIn();
    assert.equal(await opened.store.records.find(ada, 'sign-in', 'other', START), undefined);
    assert.equal(await opened.store.watches.find(ben), undefined);
    assert.deepEqual(moved.records, { found: 2, added: 0, different: 2 });
    assert.deepEqual(moved.watches, { found: 1, added: 0, different: 1 });
  });

  it('writes nothing in a dry run, and tells the same numbers', async () => {
    await fillFolder(dataDir());
    const dry = await moveIn(true);
    assert.deepEqual(await opened.store.tokens.list(ada), []);
    assert.deepEqual(await moveIn(), dry);
  });

  it('makes a dry run on a new database, which stays as it was', async () => {
    await fillFolder(dataDir());
    const url = await opened.postgres.newDatabase();
    try {
      const given = { databaseUrl: new Secret(url), dataDir: dataDir(), log: silentLog };
      const dry = await importData({ ...given, dryRun: true });
      assert.equal(dry.moved.tokens.added, 6);
      const { rows } = await opened.postgres.run(url, "SELECT to_regnamespace('patkeeper') AS schema");
      assert.deepEqual(rows, [{ schema: null }]);
      assert.deepEqual(await importData(given), dry);
    } finally {
      await opened.postgres.dropDatabase(url);
    }
  });

  it('brings all or nothing', async () => {
    await fillFolder(dataDir());
    const store = await openLowdb(dataDir());
    const [theirs] = await store.tokens.list(otherAda);
    await store.close();
    // another token has the selector already, which is unique
    await opened.store.tokens.insert(
      insertOf(tokenOf(ben, theirs?.digest === undefined ? {} : { digest: theirs.digest })),
    );
    await assert.rejects(moveIn(), { code: 'store-refused', message: /Nothing was imported: of tokens, / });
    assert.deepEqual(await opened.store.tokens.list(ada), []);
  });

  it('brings texts that were cut in the middle of an emoji', async () => {
    await fillFolder(dataDir());
    const half = '😀'.slice(0, 1);
    const store = await openLowdb(dataDir());
    const token = tokenOf(ada, { createdBy: `Ada ${half}` });
    await store.tokens.insert(insertOf(token));
    await store.audit.record(eventOf(token, { action: 'refuse', tokenName: half }));
    await store.close();
    const { moved, unreadableEvents } = await moveIn();
    assert.deepEqual([moved.audit_events.added, unreadableEvents], [moved.audit_events.found, 0]);
    assert.equal((await opened.store.tokens.find(ada, token.id))?.createdBy, 'Ada \uFFFD');
    assert.equal((await moveIn()).moved.tokens.different, 0);
  });

  it('leaves secrets out of names that an earlier release kept, and counts them', async () => {
    const store = await openLowdb(dataDir());
    const secret = (last: string) => `ghp_${'aB3'.repeat(12)}${last}`;
    for (const last of ['x', 'y'])
      await store.tokens.insert(insertOf(tokenOf(ada, { name: `a ${secret(last)}` })));
    await store.tokens.insert(insertOf(tokenOf(ada, { name: 'plain' })));
    await store.close();
    assert.equal((await moveIn(true)).cleanedNames, 2);
    assert.equal((await moveIn()).cleanedNames, 2);
    const again = await moveIn();
    assert.deepEqual([again.moved.tokens.added, again.moved.tokens.different], [0, 0]);
    const names = (await opened.store.tokens.list(ada)).map(({ name }) => name).sort();
    assert.match(names.join('\n'), /^a \(secret left out, .+\)\na \(secret left out, .+\)\nplain$/);
    await moveOut('back');
    const found = JSON.stringify(await journalOf(join(folder, 'back')));
    assert.ok(found.includes('a (secret left out)') && !found.includes('aB3'), found);
  });

  it('counts what can’t be read of the journal, and goes on', async () => {
    await fillFolder(dataDir());
    const [whole] = await journalOf(dataDir());
    const foreign = JSON.stringify({ ...whole, id: 'event-of-nobody', owner: { objectId: ada.objectId } });
    await appendFile(join(dataDir(), 'audit.jsonl'), `no json\n{"id":5}\n${foreign}\n`);
    assert.equal((await moveIn()).unreadableEvents, 3);
  });

  it('refuses a folder that is in use, damaged or empty', async () => {
    await assert.rejects(moveIn(), { code: 'store-refused', message: /no people/ });
    assert.deepEqual(await readdir(folder), []);
    await fillFolder(dataDir());
    const store = await openLowdb(dataDir());
    const waiting = importData({ databaseUrl, dataDir: dataDir(), log: silentLog, wait: async () => {} });
    await assert.rejects(waiting, { code: 'store-refused', message: /Another Patkeeper is using/ });
    await store.close();
    await writeFile(join(dataDir(), 'people', 'a_b.json'), '{"version":1,');
    await assert.rejects(moveIn(), { code: 'store-refused', message: /damaged/ });
  });

  it('says which folder can’t be read', async () => {
    await mkdir(dataDir());
    // leads to itself: not even an administrator can read it
    await symlink('people', join(dataDir(), 'people'));
    await assert.rejects(moveIn(), {
      code: 'store-refused',
      message: /data\/people can’t be read \(ELOOP\)/,
    });
  });

  it('gives everything back to a new folder', async () => {
    await fillFolder(dataDir());
    const before = await everythingInFolder('data');
    await moveIn();
    const report = await moveOut('back');
    assert.deepEqual(await everythingInFolder('back'), before);
    assert.deepEqual(await sortedJournal('back'), await sortedJournal('data'));
    assert.deepEqual(report, {
      people: 3,
      tokens: 6,
      notices: 13,
      auditEvents: (await journalOf(dataDir())).length,
    });
    await assert.rejects(moveOut('back'), { code: 'store-refused', message: /has people in it/ });
    const again = await openedPostgresStore();
    await importData({
      databaseUrl: new Secret(again.databaseUrl),
      dataDir: join(folder, 'back'),
      log: silentLog,
    });
    assert.deepEqual(await everything(again.store), await everything(opened.store));
    await again.close();
  });
});
