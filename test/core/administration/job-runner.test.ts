import assert from 'node:assert/strict';
import { type Job, NO_COUNTS } from '../../../src/core/administration/job.ts';
import { PatkeeperError } from '../../../src/core/errors.ts';
import type { Store } from '../../../src/core/store/store.ts';
import { storeUnavailable } from '../../../src/stores/store-errors.ts';
import { type AdminWorld, BOSS, createAdminWorld, LEAVER } from './admin-world.ts';

const MINUTE = 60_000;

describe('a job of an administrator', () => {
  let world: AdminWorld;

  beforeEach(async () => {
    world = createAdminWorld();
    await world.runner.stop();
  });

  async function started(count: number): Promise<Job> {
    const targets = [];
    for (let i = 0; i < count; i += 1) {
      const { id, name } = await world.add(LEAVER);
      targets.push({ owner: LEAVER, tokenId: id, name });
    }
    const now = world.clock.now();
    const job: Job = {
      id: 'job',
      requester: BOSS,
      requesterName: BOSS.name,
      createdAt: now,
      expiresAt: now,
      state: 'running',
      targets,
      reason: 'left',
      startedAt: now,
      next: 0,
      counts: NO_COUNTS,
      version: 1,
    };
    await world.store.oversight.addJob(job, 0);
    return job;
  }

  const revocations = () => world.store.events.filter(({ action }) => action === 'revoke');

  it('that was killed between its tokens is finished by another process, with each token revoked once', async () => {
    const job = await started(60);
    let left = 30;
    // From the 31st token on the process is dead: nothing of it reaches the store.
    const dying: Pick<Store, 'tokens' | 'oversight' | 'contacts'> = {
      tokens: {
        ...world.store.tokens,
        change: async (change) => {
          left -= 1;
          if (left < 0) throw storeUnavailable(new Error('killed'));
          return world.store.tokens.change(change);
        },
      },
      oversight: world.store.oversight,
      contacts: world.store.contacts,
    };
    const first = world.anotherRunner(dying);
    first.start();
    await first.work(job, 50);
    await first.stop();
    assert.equal(revocations().length, 30);
    const half = await world.store.oversight.findJob(job.id);
    assert.deepEqual([half?.state, half?.next], ['running', 25]);

    const second = world.anotherRunner();
    second.start();
    assert.equal((await second.work(job, 20)).state, 'running', 'the lease of the first is not over');
    world.clock.advance(MINUTE);
    const done = await second.work(job, 2000);
    await second.stop();
    assert.deepEqual(
      [done.state, done.next, done.counts],
      ['done', 60, { revoked: 60, ended: 0, failed: 0 }],
    );
    const ids = revocations().map(({ tokenId }) => tokenId);
    assert.equal(ids.length, 60);
    assert.equal(new Set(ids).size, 60);
  });

  it('is given back at once by a process that stops in order', async () => {
    const job = await started(60);
    const first = world.anotherRunner();
    first.start();
    await first.stop();
    const second = world.anotherRunner();
    second.start();
    const done = await second.work(job, 2000);
    await second.stop();
    assert.deepEqual([done.state, done.counts.revoked], ['done', 60]);
  });

  it('leaves to another process what the end of its own broke off, and counts none of it as failed', async () => {
    const job = await started(3);
    let breakOff = (): void => {};
    let isAsked = (): void => {};
    const asked = new Promise<void>((resolve) => (isAsked = resolve));
    const tokens: Store['tokens'] = {
      ...world.store.tokens,
      find: () => {
        isAsked();
        return new Promise(
          (_, reject) => (breakOff = () => reject(new PatkeeperError('unreachable.authority-gone'))),
        );
      },
    };
    const first = world.anotherRunner({ ...world.store, tokens });
    first.start();
    await asked;
    const stopped = first.stop();
    breakOff();
    await stopped;
    world.clock.advance(MINUTE);
    const second = world.anotherRunner();
    second.start();
    const done = await second.work(job, 2000);
    await second.stop();
    assert.deepEqual(done.counts, { revoked: 3, ended: 0, failed: 0 });
  });

  it('is worked on alone by a process that does nothing else, and left to whoever has it', async () => {
    const other = await started(1);
    const job = { ...other, id: 'mine', targets: (await started(2)).targets };
    await world.store.oversight.addJob(other, 0);
    await world.store.oversight.addJob(job, 0);
    const done = await world.anotherRunner().workOn(job);
    assert.deepEqual([done.state, done.counts.revoked], ['done', 2]);
    assert.equal((await world.store.oversight.findJob(other.id))?.next, 0);
    const [taken] = await world.store.oversight.claimJobs({
      now: world.clock.now(),
      leaseMs: MINUTE,
      limit: 1,
    });
    assert.ok(taken);
    assert.equal((await world.anotherRunner().workOn(taken)).next, 0, 'another process has it');
    assert.equal((await world.anotherRunner().workOn(other)).next, 0, 'as it was before that');
  });
});
