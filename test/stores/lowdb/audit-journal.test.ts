import assert from 'node:assert/strict';
import { appendFile, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import sinon from 'sinon';
import { type AuditJournal, openAuditJournal } from '../../../src/stores/lowdb/audit-journal.ts';
import { ada, eventOf, silentLog, tokenOf } from '../fixtures.ts';
import { journalOf, temporaryFolder } from './opened-lowdb-store.ts';
import { systemError, type WatchedFiles, watchFiles } from './watched-files.ts';

describe('the audit journal', () => {
  let dataDir: string;
  let path: string;
  let watch: WatchedFiles;
  let journal: AuditJournal;
  const warn = sinon.fake();
  const log = { ...silentLog, warn };

  const open = (): Promise<AuditJournal> =>
    openAuditJournal({
      dataDir,
      files: watch.files,
      log,
      beforeAppend: async () => watch.onStep('beforeAppend'),
    });
  const newEvent = (): ReturnType<typeof eventOf> => eventOf(tokenOf(ada, { name: 'Zeile\n„zwei“' }));
  const failOn = (call: string): void => {
    watch.onStep = (step) => {
      if (step.startsWith(call)) throw systemError('ENOSPC');
    };
  };

  beforeEach(async () => {
    warn.resetHistory();
    dataDir = await temporaryFolder();
    path = join(dataDir, 'audit.jsonl');
    watch = watchFiles();
    journal = await open();
  });
  afterEach(async () => {
    await journal.close();
    await rm(dataDir, { recursive: true });
  });

  it('holds one event a line, for nobody else to read', async () => {
    const events = [newEvent(), newEvent()];
    for (const event of events) await journal.append(event);
    assert.deepEqual(await journalOf(dataDir), events);
    assert.equal((await stat(path)).mode & 0o777, 0o600);
  });

  it('syncs before it resolves, once for all that arrive together', async () => {
    const events = Array.from({ length: 20 }, newEvent);
    await Promise.all(events.map((event) => journal.append(event)));
    assert.deepEqual(await journalOf(dataDir), events);
    const steps = watch.steps.filter((step) => step.includes('audit.jsonl') && !step.startsWith('open'));
    const once = ['appendFile audit.jsonl', 'datasync audit.jsonl'];
    assert.deepEqual(steps, [...once, ...once]);
  });

  for (const step of ['beforeAppend', 'appendFile', 'datasync']) {
    it(`keeps nothing of an event when ${step} fails, and goes on afterwards`, async () => {
      const [before, refused, after] = [newEvent(), newEvent(), newEvent()];
      await journal.append(before);
      failOn(step);
      await assert.rejects(journal.append(refused), { code: 'store-unavailable' });
      watch.onStep = () => {};
      assert.deepEqual(await journalOf(dataDir), [before]);
      await journal.append(after);
      assert.deepEqual(await journalOf(dataDir), [before, after]);
    });
  }

  it('cuts a half written line off before the next append when it could not at once', async () => {
    const [before, after] = [newEvent(), newEvent()];
    await journal.append(before);
    watch.onStep = async (step) => {
      if (step.startsWith('datasync') || step.startsWith('truncate')) throw systemError('EIO');
    };
    await assert.rejects(journal.append(newEvent()));
    assert.equal((await journalOf(dataDir)).length, 2);
    watch.onStep = () => {};
    await journal.append(after);
    assert.deepEqual(await journalOf(dataDir), [before, after]);
  });

  it('goes on owing an event until it is written', async () => {
    const [owed, refused, later] = [newEvent(), newEvent(), newEvent()];
    const onWritten = sinon.fake();
    failOn('appendFile');
    journal.owe(owed, onWritten);
    await assert.rejects(journal.append(refused));
    await assert.rejects(journal.settle(), { code: 'store-unavailable' });
    sinon.assert.notCalled(onWritten);
    watch.onStep = () => {};
    await journal.append(later);
    assert.deepEqual(await journalOf(dataDir), [owed, later]);
    sinon.assert.calledOnce(onWritten);
    await journal.settle();
  });

  it('writes what it owes when it is closed', async () => {
    failOn('datasync');
    const owed = newEvent();
    journal.owe(owed, () => {});
    await assert.rejects(journal.settle());
    watch.onStep = () => {};
    await journal.close();
    assert.deepEqual(await journalOf(dataDir), [owed]);
    journal = await open();
  });

  it('appends only what it lacks', async () => {
    const [known, lost] = [newEvent(), newEvent()];
    await journal.append(known);
    await journal.catchUp([known, lost, known]);
    await journal.catchUp([lost]);
    assert.deepEqual(await journalOf(dataDir), [known, lost]);
  });

  it('leaves a line in its middle that it can’t read, and says so', async () => {
    const [event, lost] = [newEvent(), newEvent()];
    await appendFile(path, '\u0000\u0000{"id":\n');
    await journal.append(event);
    await journal.catchUp([event, lost]);
    const lines = (await readFile(path, 'utf8')).split('\n');
    assert.deepEqual(lines, ['\u0000\u0000{"id":', JSON.stringify(event), JSON.stringify(lost), '']);
    sinon.assert.calledOnceWithMatch(warn, { lines: 1 });
  });

  it('drops a torn last line when it is opened, wherever it was torn', async () => {
    const events = [newEvent(), newEvent(), newEvent()];
    for (const event of events) await journal.append(event);
    await journal.close();
    const whole = await readFile(path);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length), async (cut) => {
        await writeFile(path, whole.subarray(0, cut));
        warn.resetHistory();
        journal = await open();
        await journal.close();
        const kept = whole.subarray(0, cut).lastIndexOf('\n') + 1;
        assert.deepEqual(await readFile(path), whole.subarray(0, kept));
        assert.equal(warn.called, kept !== cut);
      }),
      { numRuns: 60 },
    );
    await writeFile(path, Buffer.concat([whole, Buffer.from('x'.repeat(200_000))]));
    journal = await open();
    assert.deepEqual(await journalOf(dataDir), events);
  });
});
