import assert from 'node:assert/strict';
import type { Job } from '../../../src/core/administration/job.ts';
import type { JobRunner } from '../../../src/core/administration/job-runner.ts';
import type { Members } from '../../../src/core/administration/members.ts';
import { PatkeeperError } from '../../../src/core/errors.ts';
import type { Store } from '../../../src/core/store/store.ts';
import { DAY, MINUTE } from '../../../src/core/timing/durations.ts';
import type { Actor } from '../../../src/core/tokens/token.ts';
import { storeUnavailable } from '../../../src/stores/store-errors.ts';
import { until } from '../../support/fixed-clock.ts';
import { type AdminWorld, AUDITOR, BOSS, CHIEF, createAdminWorld, LEAVER, STRANGER } from './admin-world.ts';
import { type FakeMembers, signInThere } from './fake-members.ts';

const NEVER_MET = '00000000-0000-4000-8000-0000000000aa';
const owner = { tenantId: BOSS.tenantId, objectId: NEVER_MET };

describe('administration at an authority with members', () => {
  let world: AdminWorld;
  let there: FakeMembers;
  let members: Members;

  beforeEach(() => {
    world = createAdminWorld();
    there = world.members;
    members = world.administration.members ?? assert.fail();
  });
  afterEach(() => world.runner.stop());

  const inAMonth = () => world.clock.now() + 30 * DAY;
  const add = (objectId: string, count: number) => there.add(objectId, count, inAMonth());
  const addMany = (count: number, tokens = 1) => {
    for (let i = 0; i < count; i += 1)
      add(`00000000-0000-4000-8000-${String(i).padStart(12, '0')}`.replace('8000-0', '8000-1'), tokens);
  };
  const looks = () =>
    world.store.events.filter(({ action }) => action === 'look').map(({ detail }) => detail);
  const finish = async (job: Job, runner: JobRunner = world.runner): Promise<Job> => {
    for (let turns = 0; turns < 200; turns += 1) {
      const now = await runner.work(job, 5);
      if (now.state !== 'running') return now;
      world.clock.advance(MINUTE + 1);
    }
    throw new Error('the job was never over');
  };

  it('lets in administrators alone, and writes each try of others down', async () => {
    const tries = (actor: Actor) => [
      members.reach(actor),
      members.startSignIn(actor),
      members.confirmSignIn(actor, 'code'),
      members.find(actor, 'harbour', 'a'),
      members.look(actor, 'harbour', 'aad.0'),
      members.lookAtAll(actor, 'harbour'),
    ];
    for (const one of tries(STRANGER)) await assert.rejects(one, { reason: 'refused.no-role' });
    for (const one of tries(AUDITOR)) await assert.rejects(one, { reason: 'refused.auditor' });
    assert.equal(world.store.events.filter(({ action }) => action === 'refuse').length, 12);
    assert.deepEqual(there.calls, []);
    assert.equal(there.signedIn.size, 0);
  });

  it('wants a sign-in there, with a code that is right', async () => {
    await assert.rejects(members.find(BOSS, 'harbour', 'a'), { code: 'authority-sign-in-needed' });
    assert.deepEqual(await members.reach(BOSS), { organizations: [] });
    await assert.rejects(members.confirmSignIn(BOSS, 'wrong'), { reason: 'invalid-input.code-wrong' });
    await members.confirmSignIn(BOSS, 'right');
    assert.equal((await members.reach(BOSS)).organizations.length, 1);
    assert.equal(world.store.events.filter(({ action }) => action === 'sign-in').length, 1);
    await assert.rejects(members.find(BOSS, 'quay', 'a'), { code: 'unknown-organization' });
    await assert.rejects(members.find(BOSS, 'harbour', ' '), { reason: 'invalid-input.words-missing' });
  });

  it('brings the tokens of somebody who never met the bot into its lists, owes them nothing, and writes it down', async () => {
    signInThere(there, BOSS);
    const { key, name } = add(NEVER_MET, 2);
    assert.deepEqual(await members.look(BOSS, 'HARBOUR', key), { owner, active: 2 });
    const { tokens } = await world.administration.list(BOSS, { owner }, 'ends');
    assert.deepEqual(tokens.map(({ token, ownerName }) => [token.name, ownerName, token.authority]).sort(), [
      [`${name} 0`, name, 'azure-devops'],
      [`${name} 1`, name, 'azure-devops'],
    ]);
    for (const { token } of tokens) assert.deepEqual(await world.store.listNotices(owner, token.id), []);
    const written = world.store.events.filter(({ action }) => action === 'find');
    assert.deepEqual(
      written.map((event) => [event.actor.objectId, event.owner.objectId]),
      [
        [BOSS.objectId, NEVER_MET],
        [BOSS.objectId, NEVER_MET],
      ],
    );
    assert.ok(looks().includes('tokens in harbour'));
    await members.look(BOSS, 'harbour', key);
    assert.equal((await world.store.tokens.list(owner)).length, 2);
    there.tokens.set(key, (there.tokens.get(key) ?? []).slice(0, 1));
    world.clock.advance(10 * MINUTE);
    assert.equal((await members.look(BOSS, 'harbour', key)).active, 1);
    assert.equal(
      (await world.administration.list(BOSS, { owner, state: 'active' }, 'ends')).tokens.length,
      1,
    );
  });

  it('takes whose tokens they are from the authority, and not from a card', async () => {
    signInThere(there, BOSS);
    await assert.rejects(members.look(BOSS, 'harbour', 'aad.forged'), { reason: 'not-found.member' });
    assert.deepEqual(
      world.store.events.filter(({ action }) => action === 'find'),
      [],
    );
  });

  describe('looks at everybody', () => {
    it('some people at a time, page by page, each once', async () => {
      signInThere(there, BOSS);
      addMany(45, 2);
      const { job } = await members.lookAtAll(BOSS, 'harbour');
      const { state, look, problem } = await finish(job);
      assert.deepEqual([state, look?.people, look?.tokens, problem], ['done', 45, 90, undefined]);
      const asked = there.calls.filter((call) => call.startsWith('tokens'));
      assert.equal(new Set(asked).size, 45);
      assert.equal(asked.length, 45);
      assert.deepEqual(
        there.calls.filter((call) => call.startsWith('page')),
        ['page 0', 'page 20', 'page 40'],
      );
      assert.equal((await world.administration.list(BOSS, {}, 'ends')).total.count, 90);
      assert.ok(looks().includes(`request ${job.id}: 90 tokens of 45 people in harbour`));
    });

    it('and shows how far it is to whoever asked, once they wait no more', async () => {
      signInThere(there, BOSS);
      addMany(45);
      await world.runner.stop();
      await members.lookAtAll(BOSS, 'harbour');
      const runner = world.anotherRunner();
      runner.start();
      await until(() => world.shown.length > 0);
      await runner.stop();
      assert.deepEqual(
        world.shown.map(({ state, look }) => [state, look?.people]),
        [['running', 10]],
      );
    });

    it('and continues after a kill with whoever is left: nobody is forgotten, no token kept twice', async () => {
      signInThere(there, BOSS);
      addMany(45);
      await world.runner.stop();
      let left = 3;
      // From the fourth mark on the process is dead: nothing of it reaches the store.
      const dying: Pick<Store, 'tokens' | 'oversight' | 'contacts'> = {
        ...world.store,
        oversight: {
          ...world.store.oversight,
          changeJob: async (change) => {
            left -= 1;
            if (left < 0) throw storeUnavailable(new Error('killed'));
            return world.store.oversight.changeJob(change);
          },
        },
      };
      const { job } = await members.lookAtAll(BOSS, 'harbour');
      const first = world.anotherRunner(dying);
      first.start();
      for (let turns = 0; turns < 8; turns += 1) {
        await first.work(job, 5);
        world.clock.advance(MINUTE);
      }
      await first.stop();
      const half = await world.store.oversight.findJob(job.id);
      assert.equal(half?.state, 'running');
      assert.ok((half?.look?.people ?? 0) > 0 && (half?.look?.people ?? 0) < 45);
      const second = world.anotherRunner();
      second.start();
      const done = await finish(job, second);
      await second.stop();
      assert.deepEqual([done.look?.people, done.look?.tokens], [45, 45]);
      assert.equal((await world.administration.list(BOSS, {}, 'ends')).total.count, 45);
    });

    it('waits where the authority wants to be left alone, passes over who has left, and lets other requests through', async () => {
      signInThere(there, BOSS);
      addMany(12);
      there.tokens.delete('aad.3');
      there.failures.push(new PatkeeperError('throttled.seconds', { seconds: 90 }));
      const { job } = await members.lookAtAll(BOSS, 'harbour');
      assert.equal(job.look?.pages, 0);
      const builtin = await world.add(LEAVER);
      await world.signIn(BOSS);
      const preview = await world.administration.preview(BOSS, {
        kind: 'token',
        owner: LEAVER,
        tokenId: builtin.id,
      });
      const other = await world.administration.request(BOSS, preview.job.id, 'left');
      assert.equal(other.job.state, 'done');
      assert.equal((await world.store.oversight.findJob(job.id))?.look?.pages, 0);
      world.clock.advance(80_000);
      assert.equal((await world.runner.work(job, 20)).look?.pages, 0);
      const done = await finish(job);
      assert.deepEqual([done.look?.people, done.look?.gone, done.look?.tokens], [12, 1, 11]);
    });

    it('once at a time for an organization, and ends with what is in its way', async () => {
      signInThere(there, BOSS);
      signInThere(there, CHIEF);
      addMany(30);
      const [one, other] = [
        await members.lookAtAll(BOSS, 'harbour'),
        await members.lookAtAll(CHIEF, 'harbour'),
      ];
      assert.equal(one.job.id, other.job.id);
      there.signedIn.clear();
      const done = await finish(one.job);
      assert.equal(done.problem?.reason, 'authority-sign-in-needed');
      assert.ok((done.look?.people ?? 0) < 30);
      assert.deepEqual(done.look?.left, [], 'no names are kept');
    });
  });

  describe('revokes', () => {
    const drafted = async (actor: Actor = BOSS) =>
      (await world.administration.preview(actor, { kind: 'tokens', asked: { owner, state: 'active' } })).job;

    beforeEach(async () => {
      signInThere(there, BOSS);
      await members.look(BOSS, 'harbour', add(NEVER_MET, 3).key);
      await world.signIn(BOSS);
    });

    it('as the administrator, those of an organization at once, and owes nothing to who never met the bot', async () => {
      const { id, targets } = await drafted();
      assert.deepEqual(
        targets.map(({ authority }) => authority),
        ['azure-devops', 'azure-devops', 'azure-devops'],
      );
      const { job } = await world.administration.request(BOSS, id, 'left');
      assert.deepEqual([job.state, job.counts.revoked], ['done', 3]);
      assert.ok(there.calls.includes('revoke 3 in harbour'));
      const written = world.store.events.filter(({ action }) => action === 'revoke');
      assert.deepEqual(new Set(written.map(({ reason }) => reason)), new Set(['left']));
      for (const { id: tokenId } of await world.store.tokens.list(owner))
        assert.deepEqual(await world.store.listNotices(owner, tokenId), []);
    });

    it('and tells an owner whom the bot knows', async () => {
      await world.know({ ...owner, name: 'Person 0', locale: 'en-US', place: 'personal' });
      const { id } = await drafted();
      await world.administration.request(BOSS, id, 'left');
      const [token] = await world.store.tokens.list(owner);
      const owed = await world.store.listNotices(owner, token?.id ?? '');
      assert.deepEqual(
        owed.map(({ kind }) => kind),
        ['revoked'],
      );
    });

    it('nothing without a sign-in there, and says that it would help', async () => {
      there.signedIn.clear();
      await assert.rejects(drafted(), { code: 'authority-sign-in-needed' });
      await world.add(LEAVER);
      const preview = await world.administration.preview(BOSS, { kind: 'tokens', asked: {} });
      assert.deepEqual([preview.job.targets.length, preview.elsewhere, preview.signInHelps], [1, 3, true]);
    });

    it('nothing that the authority refuses, and says why', async () => {
      const { id } = await drafted();
      there.failures.push(new PatkeeperError('refused.not-token-administrator', { organization: 'harbour' }));
      const { job } = await world.administration.request(BOSS, id, 'left');
      assert.deepEqual(job.counts, { revoked: 0, ended: 0, failed: 3 });
      assert.deepEqual(job.problem, {
        reason: 'refused.not-token-administrator',
        facts: { organization: 'harbour' },
      });
      assert.ok((await world.store.tokens.list(owner)).every(({ revokedAt }) => revokedAt === undefined));
    });

    it('later where the authority wants to be left alone', async () => {
      const { id } = await drafted();
      there.failures.push(new PatkeeperError('throttled.seconds', { seconds: 30 }));
      await world.runner.stop();
      const runner = world.anotherRunner();
      runner.start();
      const { job } = await world.administration.request(BOSS, id, 'left');
      assert.deepEqual([job.state, job.counts.failed], ['running', 0]);
      assert.equal((await finish(job, runner)).counts.revoked, 3);
      await runner.stop();
    }).timeout(5000);
  });
});
