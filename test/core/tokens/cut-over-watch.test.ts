import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readCutOver } from '../../../src/core/notices/cut-over-detail.ts';
import { whyDrop } from '../../../src/core/notices/why-drop.ts';
import { endsSooner, quietMsOf } from '../../../src/core/tokens/cut-over.ts';
import { createCutOverWatch } from '../../../src/core/tokens/cut-over-watch.ts';
import { tokenState } from '../../../src/core/tokens/token.ts';
import type { RotateInput } from '../../../src/core/tokens/token-service-port.ts';
import { DAY, HOUR, START } from '../../support/fixed-clock.ts';
import { ADA, POLICY, ROTATE } from '../samples.ts';
import { setUpService } from './service-setup.ts';

const MINUTE = 60_000;

async function setUp(asked: Partial<RotateInput> = { quietHours: 24 }) {
  const world = setUpService();
  const { clock, store, log, wake, service } = world;
  const { token } = await world.create();
  const rotated = await service.rotate(ADA, { ...ROTATE, tokenId: token.id, overlapHours: 168, ...asked });
  const deps = { clock, store, log, wake, newId: randomUUID, later: clock.later };
  const watch = createCutOverWatch(deps);
  const use = (id: string, at = clock.now()) => store.tokens.recordUse(ADA, id, { at, service: 'git' });
  /** Lets hours go by, with a look every half an hour; gives after how many hours the old one had ended. */
  async function pass(hours: number): Promise<number | undefined> {
    for (let half = 0; half < hours * 2; half += 1) {
      clock.advance(30 * MINUTE);
      await watch.runOnce();
      const old = await store.tokens.find(ADA, token.id);
      if (old !== undefined && tokenState(old, clock.now()) !== 'active') return (clock.now() - START) / HOUR;
    }
    return undefined;
  }
  const find = async () => (await store.tokens.find(ADA, token.id)) ?? assert.fail();
  const endings = async () =>
    (await store.listNotices(ADA, token.id)).filter(
      ({ kind, state }) => kind === 'ended' && state === 'waiting',
    );
  return { ...world, watch, deps, use, pass, find, endings, oldId: token.id, newId: rotated.token.id };
}

describe('a replaced token that may end sooner', () => {
  it('ends when the new one was used and nothing tried it for the chosen time', async () => {
    const { use, pass, newId, oldId, find, endings, store } = await setUp();
    await use(oldId, START + 5 * HOUR);
    await use(newId, START + 2 * HOUR);
    assert.equal(await pass(168), 29);
    assert.equal((await find()).validTo, START + 29 * HOUR);
    const [ended, ...others] = await endings();
    assert.deepEqual(others, []);
    assert.deepEqual(readCutOver(ended?.detail), {
      newUsed: { at: START + 2 * HOUR, service: 'git' },
      silentSince: START + 5 * HOUR,
    });
    assert.equal(ended === undefined ? '' : whyDrop(ended, await find(), START + 29 * HOUR), undefined);
    const event = store.events.at(-1);
    assert.deepEqual([event?.action, event?.place], ['rotate', 'cut-over']);
    assert.match(
      event?.detail ?? '',
      /new one is used.*silent since 2026-01-15T14:30.*was valid to 2026-01-22/,
    );
  });

  it('does not end while the new one was never used, and then at its latest end', async () => {
    const { pass, find, endings, store, newId, clock } = await setUp();
    assert.equal(await pass(167), undefined);
    assert.equal(endsSooner(await find(), await store.tokens.find(ADA, newId), clock.now()), false);
    assert.equal(await pass(2), 168);
    assert.equal((await find()).validTo, START + 168 * HOUR);
    assert.equal((await endings())[0]?.detail, undefined);
  });

  it('does not end while something uses it, or is refused with it', async () => {
    const { use, pass, newId, oldId, store, clock } = await setUp();
    await use(newId);
    for (let day = 0; day < 3; day += 1) {
      assert.equal(await pass(20), undefined);
      if (day === 1) {
        const refusal = { at: clock.now(), service: 'npm', kind: 'scope', id: 'vso.build' } as const;
        await store.tokens.recordRefusal(ADA, oldId, refusal);
      } else await use(oldId);
    }
    assert.equal(await pass(100), 84);
  });

  it('does not end when nobody asked for that, when more time was asked for, or when the new one is gone', async () => {
    const plain = await setUp({});
    await plain.use(plain.newId);
    assert.equal(await plain.pass(160), undefined);
    const extended = await setUp({ quietHours: 24, overlapHours: 72 });
    await extended.use(extended.newId);
    await extended.service.extendOverlap(ADA, extended.oldId, START + 72 * HOUR);
    assert.equal(await extended.pass(119), undefined);
    const gone = await setUp();
    await gone.use(gone.newId);
    await gone.service.revoke(ADA, gone.newId);
    assert.equal(await gone.pass(160), undefined);
  });

  it('takes no time that makes no sense', async () => {
    for (const quietHours of [0, -1, 1.5, 169, Number.NaN, Number.POSITIVE_INFINITY]) {
      const { rotation } = await (await setUp({ quietHours })).find();
      assert.ok(rotation?.state === 'overlap' && rotation.quietMs === undefined, String(quietHours));
    }
  });

  it('is none of an authority that does not say when its tokens are used', () => {
    assert.equal(quietMsOf(24, { authority: 'builtin' }, POLICY), DAY);
    assert.equal(quietMsOf(24, { authority: 'azure-devops' }, POLICY), undefined);
    assert.equal(quietMsOf(24, { authority: 'nobody knows' }, POLICY), undefined);
  });

  it('ends once, and its owner is told once, by several replicas, also after a restart', async () => {
    const { deps, use, newId, clock, endings, store, wake } = await setUp();
    await use(newId);
    clock.advance(DAY + HOUR);
    const before = store.events.length;
    wake.resetHistory();
    const replicas = [1, 2, 3].map(() => createCutOverWatch(deps));
    await Promise.all(replicas.map((one) => one.runOnce()));
    clock.advance(HOUR);
    await Promise.all(replicas.map((one) => one.runOnce()));
    assert.equal((await endings()).length, 1);
    assert.equal(store.events.length, before + 1);
    assert.equal(wake.callCount, 1);
  });

  it('is not ended when it was prolonged while it was looked at', async () => {
    const { deps, use, newId, oldId, clock, service, store, find } = await setUp({
      quietHours: 24,
      overlapHours: 72,
    });
    await use(newId);
    clock.advance(DAY + HOUR);
    const tokens = {
      ...store.tokens,
      async find(...asked: Parameters<typeof store.tokens.find>) {
        const found = await store.tokens.find(...asked);
        await service.extendOverlap(ADA, oldId, START + 72 * HOUR);
        return found;
      },
    };
    await createCutOverWatch({ ...deps, store: { ...store, tokens } }).runOnce();
    assert.equal((await find()).validTo, START + 120 * HOUR);
  });

  it('is looked at from the start, every five minutes, until the end', async () => {
    const { watch, use, newId, clock, find } = await setUp();
    await use(newId);
    clock.advance(DAY - MINUTE);
    watch.start();
    const settled = () => new Promise((resolve) => setImmediate(resolve));
    for (let i = 0; i < 10; i += 1) await settled();
    assert.equal(tokenState(await find(), clock.now()), 'active');
    clock.advance(5 * MINUTE);
    for (let i = 0; i < 10; i += 1) await settled();
    assert.equal((await find()).validTo, START + DAY + 4 * MINUTE);
    await watch.stop();
    assert.equal(clock.waiting(), 0);
  });
});
