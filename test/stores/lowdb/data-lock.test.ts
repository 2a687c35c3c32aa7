import assert from 'node:assert/strict';
import { mkdir, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sinon from 'sinon';
import { DAY } from '../../support/fixed-clock.ts';
import { ada, contactOf, insertOf, START, silentLog, tokenOf } from '../fixtures.ts';
import { openLowdb, temporaryFolder } from './opened-lowdb-store.ts';

describe('the lock of the data folder', () => {
  let dataDir: string;
  const info = sinon.fake();
  const log = { ...silentLog, info };

  beforeEach(async () => {
    info.resetHistory();
    dataDir = await temporaryFolder();
  });
  afterEach(async () => {
    sinon.restore();
    await rm(dataDir, { recursive: true });
  });

  it('refuses a second process after it waited longer than a dead one’s lock lasts, naming the folder', async () => {
    const store = await openLowdb(dataDir);
    let waited = 0;
    const wait = async (ms: number): Promise<void> => {
      waited += ms;
    };
    await assert.rejects(openLowdb(dataDir, { log, wait }), (error: { code: string; message: string }) => {
      assert.equal(error.code, 'store-refused');
      assert.ok(error.message.includes(dataDir) && error.message.includes('DATA_DIR'), error.message);
      return true;
    });
    assert.ok(waited > 5000 && waited < 8000, `${waited}`);
    sinon.assert.calledOnceWithMatch(info, { dataDir }, 'waiting for');
    await store.contacts.save(contactOf(ada));
    await store.close();
  });

  it('is held however far the clock that dates files is behind that of the process', async () => {
    await (await openLowdb(dataDir)).close();
    sinon.useFakeTimers({ now: Date.now() + DAY, toFake: ['Date'] });
    const store = await openLowdb(dataDir);
    const other = openLowdb(dataDir, { log, wait: async () => {} });
    await assert.rejects(other, { code: 'store-refused' });
    await store.close();
  });

  it('is taken over from a killed process as soon as it is stale', async () => {
    const lock = join(dataDir, 'lock');
    await mkdir(lock);
    await age(lock, 0);
    let waits = 0;
    const wait = async (): Promise<void> => {
      waits += 1;
      if (waits === 3) await age(lock, 60_000);
    };
    const store = await openLowdb(dataDir, { log, wait });
    assert.equal(waits, 3);
    await store.close();
  });

  it('is free again after a close', async () => {
    const first = await openLowdb(dataDir);
    await first.close();
    assert.ok(!(await readdir(dataDir)).includes('lock'));
    await (await openLowdb(dataDir, { log })).close();
    sinon.assert.notCalled(info);
  });

  it('keeps a process that slept from writing over what its successor wrote', async () => {
    const onLockLost = sinon.fake();
    const sleeper = await openLowdb(dataDir, { onLockLost });
    await sleeper.tokens.insert(insertOf(tokenOf(ada)));
    await age(join(dataDir, 'lock'), 60_000);
    const successor = await openLowdb(dataDir);
    const token = tokenOf(ada);
    await successor.tokens.insert(insertOf(token));
    const lost = { code: 'store-unavailable' };
    await assert.rejects(sleeper.contacts.save(contactOf(ada)), lost);
    await assert.rejects(sleeper.notices.claimDue({ now: START, leaseMs: 1, limit: 1 }), lost);
    await assert.rejects(sleeper.audit.record(insertOf(token).event), lost);
    await assert.rejects(sleeper.check(), lost);
    sinon.assert.calledOnce(onLockLost);
    await sleeper.close();
    assert.deepEqual(await successor.tokens.find(ada, token.id), token);
    await successor.contacts.save(contactOf(ada));
    await successor.close();
    const again = await openLowdb(dataDir);
    assert.deepEqual(await again.contacts.find(ada), contactOf(ada));
    assert.equal((await again.tokens.list(ada)).length, 2);
    await again.close();
  });

  it('is lost when it was removed or its owner’s name was', async () => {
    const clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    let tell = (_: Error): void => {};
    const told = new Promise<Error>((resolve) => {
      tell = resolve;
    });
    const store = await openLowdb(dataDir, { onLockLost: (error) => tell(error) });
    await rm(join(dataDir, 'lock'), { recursive: true });
    clock.tick(3000);
    assert.match((await told).message, /ENOENT/);
    await assert.rejects(store.contacts.save(contactOf(ada)), { code: 'store-unavailable' });
    await store.close();
    clock.restore();

    const onLockLost = sinon.fake();
    const other = await openLowdb(dataDir, { onLockLost });
    await rm(join(dataDir, 'lock-owner'));
    await assert.rejects(other.contacts.save(contactOf(ada)), { code: 'store-unavailable' });
    sinon.assert.calledOnce(onLockLost);
    await writeFile(join(dataDir, 'lock-owner'), 'somebody');
    await other.close();
  });
});

/** Makes something this old by the clock of this process, which the clock that dates files need not agree with. */
async function age(path: string, ms: number): Promise<void> {
  const old = new Date(Date.now() - ms);
  await utimes(path, old, old);
}
