import assert from 'node:assert/strict';
import { type Job, NO_COUNTS } from '../../src/core/administration/job.ts';
import { ada, ben, DAY, START } from './fixtures.ts';
import type { OpenedStore, TestedStore } from './opened-store.ts';

let made = 0;

function jobOf(more: Partial<Job> = {}): Job {
  made += 1;
  return {
    id: `job-${made}`,
    requester: ada,
    requesterName: 'Ada',
    createdAt: START + made,
    expiresAt: START + DAY,
    state: 'draft',
    targets: [
      { owner: ben, tokenId: 'one', name: 'One' },
      { owner: ben, tokenId: 'two', name: 'Two', ownerName: 'Ben' },
    ],
    reason: '',
    next: 0,
    counts: NO_COUNTS,
    version: 1,
    ...more,
  };
}

/** How administrators' requests are kept. */
export function describeJobs(given: () => OpenedStore): void {
  let opened: OpenedStore;
  let store: TestedStore;
  beforeEach(() => {
    opened = given();
    ({ store } = opened);
  });

  const added = async (more: Partial<Job> = {}): Promise<Job> => {
    const job = jobOf(more);
    await store.oversight.addJob(job, START - DAY);
    return job;
  };

  it('are there after a restart as they were', async () => {
    const job = await added();
    assert.equal(await store.oversight.findJob('nobody’s'), undefined);
    store = await opened.reopen();
    assert.deepEqual(await store.oversight.findJob(job.id), job);
    const asked = { owner: ben, state: 'active', idleDays: 60, beyondPolicy: true } as const;
    const filtered = await added({ asked, since: { renewed: 1, made: 2 } });
    assert.deepEqual(await (await opened.reopen()).oversight.findJob(filtered.id), filtered);
  });

  it('keep how far a look at an organization is, and what was in its way', async () => {
    const look = {
      authority: 'azure-devops',
      organization: 'harbour',
      left: [{ key: 'aad.x', objectId: 'x', name: 'X' }],
      pages: 0,
      people: 0,
      gone: 0,
      tokens: 0,
      tries: 0,
    };
    const job = await added({ state: 'running', targets: [], look });
    const problem = {
      reason: 'refused.not-token-administrator',
      facts: { organization: 'harbour' },
    } as const;
    const next = { look: { ...look, left: [], next: null, people: 1 }, problem, state: 'done' } as const;
    await store.oversight.changeJob({ job, set: next });
    const kept = await (await opened.reopen()).oversight.findJob(job.id);
    assert.deepEqual(kept, { ...job, ...next, version: 2 });
  });

  it('are changed by one of two who read the same', async () => {
    const job = await added();
    const set = { state: 'waiting', reason: 'left', second: { person: ben, name: 'Ben' } } as const;
    const both = await Promise.all([1, 2].map(() => store.oversight.changeJob({ job, set })));
    const changed = { ...job, ...set, version: 2 };
    assert.deepEqual(
      both.filter((one) => one !== undefined),
      [changed],
    );
    assert.deepEqual(await (await opened.reopen()).oversight.findJob(job.id), changed);
  });

  it('are not begun beyond what is allowed within a time, also at the same moment', async () => {
    const start = { state: 'running', startedAt: START + 5 } as const;
    const most = { since: START, tokens: 4 };
    const jobs = [await added(), await added(), await added()];
    await added({ requester: ben, state: 'running', startedAt: START + 5 });
    await added({ state: 'done', startedAt: START });
    const begun = await Promise.all(jobs.map((job) => store.oversight.changeJob({ job, set: start, most })));
    assert.equal(begun.filter((one) => one === 'too-many').length, 1);
    assert.equal(begun.filter((one) => one !== undefined && one !== 'too-many').length, 2);
  });

  it('are lent to one process at a time, and again when its time is over', async () => {
    const job = await added({ state: 'running', startedAt: START });
    await added();
    const claim = (now: number) => store.oversight.claimJobs({ now, leaseMs: 1000, limit: 5 });
    const [first, second] = await Promise.all([claim(START), claim(START)]);
    const leased = { ...job, leaseUntil: START + 1000, version: 2 };
    assert.deepEqual([...first, ...second], [leased]);
    assert.deepEqual(await claim(START + 999), []);
    assert.deepEqual(await claim(START + 1000), [{ ...leased, leaseUntil: START + 2000, version: 3 }]);
    // Who held it before changes it no more.
    const late = await store.oversight.changeJob({ job: leased, set: { next: 1 } });
    assert.equal(late, undefined);
  });

  it('are listed by state, the latest first', async () => {
    const [early, late] = [
      await added({ state: 'waiting' }),
      await added({ state: 'waiting', requester: ben }),
    ];
    await added();
    assert.deepEqual(await store.oversight.listJobs('waiting', 5), [late, early]);
    assert.deepEqual(await store.oversight.listJobs('waiting', 1), [late]);
  });

  it('are forgotten when their requester asks for something long afterwards, unless they run', async () => {
    const [old, running, others] = [
      await added(),
      await added({ state: 'running' }),
      await added({ requester: ben }),
    ];
    await store.oversight.addJob(jobOf({ createdAt: START + 40 * DAY }), START + 10 * DAY);
    assert.equal(await store.oversight.findJob(old.id), undefined);
    assert.ok(await store.oversight.findJob(running.id));
    assert.ok(await store.oversight.findJob(others.id));
  });

  it('lose drafts that are over, and the oldest where there are too many, so that questions fill no store', async () => {
    const many = Array.from({ length: 4_000 }, (_, n) => ({ owner: ben, tokenId: `t${n}`, name: 'T' }));
    const over = await added({ expiresAt: START });
    const [first, waiting] = [
      await added({ targets: many }),
      await added({ state: 'waiting', targets: many }),
    ];
    const [second, third] = [await added({ targets: many }), await added({ targets: many })];
    const small = await added();
    const has = async ({ id }: Job) => (await store.oversight.findJob(id)) !== undefined;
    assert.deepEqual(await Promise.all([over, first, waiting, second, third, small].map(has)), [
      false,
      false,
      true,
      true,
      true,
      true,
    ]);
  });
}
