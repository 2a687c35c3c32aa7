import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createAdministrationAudit } from '../../../src/core/administration/administration-audit.ts';
import type { Job } from '../../../src/core/administration/job.ts';
import { createPrograms, type Programs } from '../../../src/core/administration/programs.ts';
import { ownerOf } from '../../../src/core/tokens/token.ts';
import { AUTHORITY_TRAITS } from '../../../src/service/authorities.ts';
import { createSilentLog } from '../../support/silent-log.ts';
import { type AdminWorld, BOSS, createAdminWorld, LEAVER, STRANGER } from './admin-world.ts';

describe('administration by commands', () => {
  let world: AdminWorld;
  let programs: Programs;
  let told: Job[];

  beforeEach(() => {
    world = createAdminWorld();
    told = [];
    const { store, clock, runner } = world;
    programs = createPrograms({
      store,
      clock,
      audit: createAdministrationAudit({ store, clock, log: createSilentLog(), newId: randomUUID }),
      authorities: { endsInStore: ({ authority }) => authority === 'builtin' },
      policy: {
        maxLifespanDays: 365,
        forbiddenScopes: [],
        maxTokensPerUser: 50,
        builtinOrganizations: ['example'],
        authorities: AUTHORITY_TRAITS,
      },
      newId: randomUUID,
      confirmAbove: 3,
      work: (job) => runner.work(job, 2000),
      tellOthers: async (job) => void told.push(job),
    });
  });
  afterEach(() => world.runner.stop());

  const all = async <T>(values: AsyncIterable<T>): Promise<T[]> => {
    const found: T[] = [];
    for await (const value of values) found.push(value);
    return found;
  };
  const revoke = async (user: string, reason: string, owner = LEAVER): Promise<Job | undefined> => {
    const asked = { owner: ownerOf(owner) };
    const { job } = await programs.preview(user, { kind: 'tokens', asked });
    return (await all(programs.act(user, job.id, reason))).at(-1);
  };

  it('gives the tokens of everybody with their owners, however many pages those are', async () => {
    await world.know(LEAVER);
    for (let i = 0; i < 3; i += 1) await world.add(LEAVER);
    for (let i = 0; i < 998; i += 1) await world.add(STRANGER);
    const found = await all(programs.tokens('ann', {}, 'ends'));
    assert.equal(new Set(found.map(({ token }) => token.id)).size, 1001);
    assert.equal(found.filter(({ ownerName }) => ownerName === 'Lea Ver').length, 3);
    const looks = world.store.events.filter(({ action }) => action === 'look');
    assert.deepEqual(
      looks.map(({ actor, place }) => [actor.objectId, place]),
      [['program:ann', 'administration: program']],
    );
  });

  it('gives one token, and the messages about it', async () => {
    const token = await world.add(LEAVER);
    assert.equal((await programs.show('ann', ownerOf(LEAVER), token.id)).token.id, token.id);
    await assert.rejects(programs.show('ann', ownerOf(STRANGER), token.id), { code: 'not-found' });
    await revoke('ann', 'left');
    const messages = await all(programs.messages('ann', { owner: ownerOf(LEAVER) }));
    assert.deepEqual(messages.map(({ notice }) => [notice.kind, notice.state, notice.tokenId]).sort(), [
      ['created', 'dropped', token.id],
      ['expiring', 'dropped', token.id],
      ['revoked', 'waiting', token.id],
    ]);
  });

  it('revokes in the name of the program, with the reason, and tells the owner', async () => {
    const token = await world.add(LEAVER);
    const job = await revoke('ann', 'left the company');
    assert.deepEqual([job?.state, job?.counts.revoked], ['done', 1]);
    const revoked = await world.store.tokens.find(LEAVER, token.id);
    assert.deepEqual([revoked?.endedBy?.name, revoked?.endedBy?.reason], ['program:ann', 'left the company']);
    const event = world.store.events.findLast(({ action }) => action === 'revoke');
    assert.deepEqual(
      [event?.actor, event?.reason],
      [{ tenantId: '', objectId: 'program:ann' }, 'left the company'],
    );
    const notices = await world.store.listNotices(LEAVER, token.id);
    assert.ok(notices.some(({ kind, state }) => kind === 'revoked' && state === 'waiting'));
  });

  it('revokes nothing without a reason', async () => {
    const token = await world.add(LEAVER);
    for (const reason of ['', ' \n'])
      await assert.rejects(revoke('ann', reason), { reason: 'invalid-input.reason-missing' });
    assert.equal((await world.store.tokens.find(LEAVER, token.id))?.revokedAt, undefined);
  });

  it('waits for an administrator in the chat above the limit, whoever asked for it', async () => {
    for (let i = 0; i < 4; i += 1) await world.add(LEAVER);
    const waiting = await revoke('ann', 'left');
    assert.equal(waiting?.state, 'waiting');
    assert.deepEqual(
      told.map(({ id }) => id),
      [waiting.id],
    );
    await world.signIn(BOSS);
    assert.equal((await world.administration.job(BOSS, waiting.id)).mayConfirm, true);
    const { job } = await world.administration.confirm(BOSS, waiting.id);
    assert.deepEqual([job.state, job.counts.revoked], ['done', 4]);
  });

  it('counts what a person of the system has revoked within the hour', async () => {
    for (let i = 0; i < 3; i += 1) await world.add(LEAVER);
    assert.equal((await revoke('ann', 'left'))?.state, 'done');
    await world.add(STRANGER);
    assert.equal((await revoke('ann', 'left', STRANGER))?.state, 'waiting');
    assert.equal((await revoke('ben', 'left', STRANGER))?.state, 'done');
  });

  it('takes no name of the system for anything else', async () => {
    await all(programs.tokens('a\nnn/../\u202e"x'.padEnd(200, 'y'), {}, 'ends'));
    await all(programs.tokens('', {}, 'ends'));
    const actors = world.store.events.map(({ actor }) => actor.objectId);
    assert.match(actors[0] ?? '', /^program:ann\.\.xy{58}$/);
    assert.equal(actors[1], 'program:unknown');
  });
});
