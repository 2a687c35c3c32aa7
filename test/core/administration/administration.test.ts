import assert from 'node:assert/strict';
import type { Administration } from '../../../src/core/administration/administration.ts';
import type { Job } from '../../../src/core/administration/job.ts';
import { generateSecret } from '../../../src/core/secrets/secret.ts';
import { DAY, HOUR, MINUTE } from '../../../src/core/timing/durations.ts';
import type { Actor } from '../../../src/core/tokens/token.ts';
import { renewalOf } from '../../stores/fixtures.ts';
import { type AdminWorld, AUDITOR, BOSS, CHIEF, createAdminWorld, LEAVER, STRANGER } from './admin-world.ts';

describe('administration', () => {
  let world: AdminWorld;
  let administration: Administration;

  beforeEach(() => {
    world = createAdminWorld();
    ({ administration } = world);
  });
  afterEach(() => world.runner.stop());

  const fresh = (actor: Actor) => world.signIn(actor);
  const draft = async (actor: Actor, owner: Actor = LEAVER): Promise<Job> =>
    (await administration.preview(actor, { kind: 'tokens', asked: { owner } })).job;
  const activeOf = async (owner: Actor) =>
    (await world.store.tokens.list(owner)).filter(({ revokedAt }) => revokedAt === undefined);

  describe('lets in', () => {
    it('nobody without a role, whatever they ask for, and writes each try down', async () => {
      const token = await world.add(LEAVER);
      const tries: (() => Promise<unknown>)[] = [
        () => administration.overview(STRANGER),
        () => administration.list(STRANGER, {}, 'ends'),
        () => administration.find(STRANGER, 'a'),
        () => administration.show(STRANGER, LEAVER, token.id),
        () => administration.identify(STRANGER, 'pat_x'),
        () => administration.messages(STRANGER, {}),
        () => administration.unreached(STRANGER),
        () => administration.tryAgain(STRANGER, LEAVER),
        () => administration.preview(STRANGER, { kind: 'tokens', asked: {} }),
        () => administration.request(STRANGER, 'job', 'why'),
        () => administration.confirm(STRANGER, 'job'),
        () => administration.decline(STRANGER, 'job'),
        () => administration.job(STRANGER, 'job'),
        () => administration.startSignIn(STRANGER),
      ];
      for (const one of tries) await assert.rejects(one, { reason: 'refused.no-role' });
      const refused = world.store.events.filter(({ action }) => action === 'refuse');
      assert.equal(refused.length, tries.length);
      assert.ok(refused.every(({ actor }) => actor.objectId === STRANGER.objectId));
    });

    it('auditors to see and not to act', async () => {
      const token = await world.add(LEAVER);
      assert.equal((await administration.show(AUDITOR, LEAVER, token.id)).token.id, token.id);
      for (const one of [
        draft(AUDITOR),
        administration.request(AUDITOR, 'job', 'x'),
        administration.tryAgain(AUDITOR, LEAVER),
      ])
        await assert.rejects(one, { reason: 'refused.auditor' });
    });

    it('no guest, even one whom the settings name', async () => {
      await assert.rejects(administration.overview({ ...BOSS, isGuest: true }), {
        reason: 'refused.no-role',
      });
    });

    it('people of the app role for an hour to look and for 15 minutes to act', async () => {
      await world.add(LEAVER);
      await world.signIn(STRANGER, ['administrator']);
      const { id } = await draft(STRANGER);
      world.clock.advance(15 * MINUTE + 1);
      await assert.rejects(administration.request(STRANGER, id, 'left'), { code: 'fresh-sign-in-needed' });
      world.clock.advance(45 * MINUTE);
      await assert.rejects(administration.overview(STRANGER), { reason: 'refused.no-role' });
    });

    it('nobody more often than people read', async () => {
      let error: unknown;
      for (let i = 0; i < 100 && error === undefined; i += 1)
        error = await administration.overview(BOSS).then(
          () => undefined,
          (reason: unknown) => reason,
        );
      assert.equal((error as { code?: string }).code, 'throttled');
    });
  });

  describe('revokes', () => {
    it('all tokens of a leaver, tells them who and why, and writes it down', async () => {
      const tokens = [await world.add(LEAVER), await world.add(LEAVER)];
      await world.add(STRANGER);
      await fresh(BOSS);
      const { job } = await administration.request(
        BOSS,
        (await draft(BOSS)).id,
        ' left\n the <b>company</b> ',
      );
      assert.deepEqual([job.state, job.counts.revoked], ['done', 2]);
      assert.equal((await activeOf(STRANGER)).length, 1);
      for (const { id } of tokens) {
        const token = await world.store.tokens.find(LEAVER, id);
        assert.deepEqual(token?.endedBy, {
          name: BOSS.name,
          reason: 'left the <b>company</b>',
          request: job.id,
        });
        const owed = await world.store.listNotices(LEAVER, id);
        assert.deepEqual(
          owed.filter(({ kind }) => kind === 'revoked').map(({ state }) => state),
          ['waiting'],
        );
      }
      const written = world.store.events.filter(({ action }) => action === 'revoke');
      assert.equal(written.length, 2);
      for (const { actor, owner, reason = '', role } of written) {
        assert.deepEqual([actor.objectId, owner.objectId], [BOSS.objectId, LEAVER.objectId]);
        assert.deepEqual([reason, role], ['left the <b>company</b>', 'administrator']);
      }
    });

    it('nothing without a sign-in of the last 15 minutes, and keeps the reason until then', async () => {
      await world.add(LEAVER);
      const { id } = await draft(BOSS);
      await assert.rejects(administration.request(BOSS, id, 'left'), { code: 'fresh-sign-in-needed' });
      assert.equal((await activeOf(LEAVER)).length, 1);
      for (const ago of [16 * MINUTE, -MINUTE]) {
        await world.signIn(BOSS, [], world.clock.now() - ago);
        await assert.rejects(administration.request(BOSS, id, ''), { code: 'fresh-sign-in-needed' });
      }
      await fresh(BOSS);
      const { job } = await administration.request(BOSS, id, '');
      assert.deepEqual([job.state, job.reason], ['done', 'left']);
    });

    it('nothing without a reason', async () => {
      await world.add(LEAVER);
      await fresh(BOSS);
      const { id } = await draft(BOSS);
      for (const reason of ['', ' \u200b\n ']) {
        await assert.rejects(administration.request(BOSS, id, reason), {
          reason: 'invalid-input.reason-missing',
        });
      }
    });

    it('what was previewed only, and says what had ended meanwhile', async () => {
      const [first] = [await world.add(LEAVER), await world.add(LEAVER)];
      await fresh(BOSS);
      const { id } = await draft(BOSS);
      await world.revokeAsOwner(first);
      const late = await world.add(LEAVER);
      const { job } = await administration.request(BOSS, id, 'left');
      assert.deepEqual(job.counts, { revoked: 1, ended: 1, failed: 0 });
      assert.deepEqual(
        (await activeOf(LEAVER)).map((token) => token.id),
        [late.id],
      );
    });

    it('and names the owners, for whoever decides', async () => {
      await world.know(LEAVER);
      await world.add(LEAVER);
      await world.add(STRANGER);
      const { job } = await administration.preview(BOSS, { kind: 'tokens', asked: {} });
      assert.deepEqual(job.targets.map(({ ownerName }) => ownerName).sort(), [LEAVER.name, undefined]);
    });

    it('and says how many were renewed or created after the preview, which only the first ends', async () => {
      const renewed = await world.add(LEAVER);
      await world.add(LEAVER);
      await fresh(BOSS);
      const { id } = await draft(BOSS);
      world.clock.advance(MINUTE);
      const now = world.clock.now();
      await world.store.tokens.change(renewalOf(renewed, now + 90 * DAY, now));
      const late = await world.add(LEAVER);
      await world.add(STRANGER);
      const { job } = await administration.request(BOSS, id, 'left');
      assert.deepEqual(job.counts, { revoked: 2, ended: 0, failed: 0 });
      assert.deepEqual(job.since, { renewed: 1, made: 1 });
      assert.deepEqual(
        (await activeOf(LEAVER)).map((token) => token.id),
        [late.id],
      );
    });

    it('nobody’s own tokens, and none that it can’t end', async () => {
      await world.add(BOSS);
      await assert.rejects(draft(BOSS, BOSS), { reason: 'refused.own-tokens' });
      await assert.rejects(draft(BOSS, LEAVER), { reason: 'refused.nothing-selected' });
      await world.add(LEAVER, { authority: 'tracked' });
      await assert.rejects(draft(BOSS, LEAVER), { reason: 'refused.ended-elsewhere' });
      await world.add(LEAVER);
      const preview = await administration.preview(BOSS, { kind: 'tokens', asked: {} });
      assert.deepEqual([preview.job.targets.length, preview.own, preview.elsewhere], [1, 1, 1]);
    });

    it('once, however often the button is pressed, and not for somebody else’s question', async () => {
      await world.add(LEAVER);
      await fresh(BOSS);
      await fresh(CHIEF);
      const { id } = await draft(BOSS);
      await assert.rejects(administration.request(CHIEF, id, 'x'), { reason: 'not-found.request' });
      const views = await Promise.all([1, 2, 3].map(() => administration.request(BOSS, id, 'left')));
      assert.ok(views.every(({ job }) => job.id === id));
      assert.equal(world.store.events.filter(({ action }) => action === 'revoke').length, 1);
      world.clock.advance(31 * MINUTE);
      await world.add(LEAVER);
      const old = await draft(BOSS);
      world.clock.advance(31 * MINUTE);
      await fresh(BOSS);
      await assert.rejects(administration.request(BOSS, old.id, 'left'), { reason: 'refused.request-over' });
    });
  });

  describe('wants a second administrator', () => {
    const waiting = async (): Promise<Job> => {
      for (let i = 0; i < 4; i += 1) await world.add(LEAVER);
      await fresh(BOSS);
      return (await administration.request(BOSS, (await draft(BOSS)).id, 'left')).job;
    };

    it('above the limit, who must have signed in and be another person', async () => {
      const { id, state } = await waiting();
      assert.equal(state, 'waiting');
      assert.deepEqual(world.told, [id]);
      assert.equal((await activeOf(LEAVER)).length, 4);
      await assert.rejects(administration.confirm(BOSS, id), { reason: 'refused.own-request' });
      await assert.rejects(administration.confirm(CHIEF, id), { code: 'fresh-sign-in-needed' });
      await fresh(CHIEF);
      assert.equal((await administration.job(CHIEF, id)).mayConfirm, true);
      assert.equal((await administration.job(AUDITOR, id)).mayConfirm, false);
      const { job } = await administration.confirm(CHIEF, id);
      assert.deepEqual([job.state, job.counts.revoked, job.second?.name], ['done', 4, CHIEF.name]);
      await assert.rejects(administration.confirm(CHIEF, id), { reason: 'refused.request-over' });
    });

    it('within an hour, also for several small requests', async () => {
      await fresh(BOSS);
      for (let i = 0; i < 3; i += 1) {
        await world.add(LEAVER);
        assert.equal((await administration.request(BOSS, (await draft(BOSS)).id, 'x')).job.state, 'done');
      }
      await world.add(LEAVER);
      const preview = await administration.preview(BOSS, { kind: 'tokens', asked: { owner: LEAVER } });
      assert.equal(preview.needsSecond, true);
      assert.equal((await administration.request(BOSS, preview.job.id, 'x')).job.state, 'waiting');
      world.clock.advance(HOUR + 1);
      await fresh(BOSS);
      const { id } = await draft(BOSS);
      assert.equal((await administration.request(BOSS, id, 'x')).job.state, 'done');
    });

    it('within a day, and one of two who decide at once', async () => {
      const { id } = await waiting();
      world.clock.advance(DAY);
      await fresh(CHIEF);
      await assert.rejects(administration.confirm(CHIEF, id), { reason: 'refused.request-over' });
      world.clock.advance(HOUR);
      const again = await waiting();
      await fresh(CHIEF);
      const decided = await Promise.allSettled([
        administration.confirm(CHIEF, again.id),
        administration.decline(CHIEF, again.id),
      ]);
      assert.equal(decided.filter(({ status }) => status === 'fulfilled').length, 1);
    });

    it('who may decline, and then nothing is revoked', async () => {
      const { id } = await waiting();
      await fresh(CHIEF);
      assert.equal((await administration.decline(CHIEF, id)).job.state, 'declined');
      assert.equal((await activeOf(LEAVER)).length, 4);
    });
  });

  it('writes every look down before it gives it', async () => {
    const token = await world.add(LEAVER);
    await administration.show(BOSS, LEAVER, token.id);
    const looks = world.store.events.filter(({ action }) => action === 'look');
    assert.deepEqual(
      looks.map(({ owner, tokenId }) => [owner.objectId, tokenId]),
      [[LEAVER.objectId, token.id]],
    );
    world.store.audit.record = () => Promise.reject(new Error('the disk is full'));
    await assert.rejects(administration.show(BOSS, LEAVER, token.id), /disk is full/);
  });

  it('tells whose token a secret is, and keeps the secret nowhere', async () => {
    const token = await world.add(LEAVER);
    world.secrets.set('pat_found', token);
    assert.equal((await administration.identify(BOSS, ' pat_found ')).token.id, token.id);
    await assert.rejects(administration.identify(BOSS, 'pat_other'), { reason: 'not-found.secret' });
    assert.doesNotMatch(JSON.stringify(world.store.events), /pat_/);
  });

  it('tells it also by a whole line that was copied', async () => {
    const token = await world.add(LEAVER);
    const secret = generateSecret().secret.reveal();
    world.secrets.set(secret, token);
    for (const line of [`TOKEN="${secret}"`, `https://ci:${secret}@git.example.org/`])
      assert.equal((await administration.identify(BOSS, line)).token.id, token.id);
  });

  it('writes down no secret that somebody looks for in the wrong place', async () => {
    const secret = generateSecret().secret.reveal();
    await administration.list(BOSS, { organization: secret }, 'ends');
    await administration.find(BOSS, `token ${secret}`);
    const written = JSON.stringify(world.store.events);
    assert.match(written, /list: .*organization/);
    assert.ok(!written.includes(secret));
  });

  it('finds people and tokens, or nobody', async () => {
    await world.know(LEAVER);
    const token = await world.add(LEAVER, { name: 'Laptop of Lea' });
    const found = await administration.find(BOSS, 'lea');
    assert.deepEqual([found.people.map(({ name }) => name), found.tokens.length], [[LEAVER.name], 0]);
    const [named] = (await administration.find(BOSS, 'LAPTOP')).tokens;
    assert.deepEqual([named?.token.id, named?.ownerName], [token.id, LEAVER.name]);
    assert.deepEqual(await administration.find(BOSS, 'nobody'), { people: [], tokens: [], isMore: false });
    assert.equal((await administration.find(BOSS, '')).tokens.length, 0);
  });

  it('counts what needs attention as the lists show it', async () => {
    await world.add(LEAVER, { validTo: world.clock.now() + 3 * DAY });
    await world.add(LEAVER, { scopes: ['app_token'] });
    await world.add(STRANGER, { validTo: world.clock.now() + 4000 * DAY });
    const { counts, role } = await administration.overview(BOSS);
    const numbers = Object.fromEntries(Object.entries(counts).map(([what, { count }]) => [what, count]));
    assert.equal(role, 'administrator');
    assert.deepEqual(
      {
        active: numbers['active'],
        soon: numbers['ends-7'],
        full: numbers['full'],
        beyond: numbers['beyond'],
      },
      { active: 3, soon: 1, full: 1, beyond: 1 },
    );
  });
});
