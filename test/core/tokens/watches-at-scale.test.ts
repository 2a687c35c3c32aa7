import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import sinon from 'sinon';
import { createCutOverWatch } from '../../../src/core/tokens/cut-over-watch.ts';
import { createIdleWatch } from '../../../src/core/tokens/idle-watch.ts';
import type { Token } from '../../../src/core/tokens/token.ts';
import { insertOf } from '../../stores/fixtures.ts';
import { createFakeStore } from '../../support/fake-store.ts';
import { createFixedClock, DAY, HOUR, START, until } from '../../support/fixed-clock.ts';
import { createSilentLog } from '../../support/silent-log.ts';
import { ADA, sampleToken } from '../samples.ts';

const MINUTE = 60_000;
/** More than two batches. */
const MANY = 250;
const AWAY = new Error('away');

function setUp() {
  const [clock, store, log, wake] = [createFixedClock(), createFakeStore(), createSilentLog(), sinon.fake()];
  const deps = { clock, store, log, wake, later: clock.later, newId: randomUUID };
  const add = (id: string, some: Partial<Token> = {}) =>
    store.tokens.insert(
      insertOf(sampleToken({ id, name: id, formKey: id, ...some }), { notices: [], maxActive: 2 * MANY }),
    );
  return { clock, store, log, wake, deps, add };
}

async function setUpIdle(tokens: number) {
  const world = setUp();
  for (let n = 0; n < tokens; n += 1)
    await world.add(`idle-${n}`, {
      validTo: START + 360 * DAY,
      digest: { selector: `${n}`, digest: 'd', pepper: 1 },
    });
  const watch = createIdleWatch({ ...world.deps, mayEnd: true });
  return { ...world, watch };
}

describe('tokens that nobody uses', () => {
  it('are all asked about in one look, however many there are, and the dispatcher is told', async () => {
    const { watch, clock, store, wake } = await setUpIdle(MANY);
    await watch.runOnce();
    clock.advance(60 * DAY);
    await watch.runOnce();
    const asked = (await store.tokens.list(ADA)).filter(({ idle }) => idle?.askedAt === clock.now());
    assert.equal(asked.length, MANY);
    assert.equal(wake.callCount, MANY);
  });

  it('are looked for once an hour by all replicas together, and not before sixty days', async () => {
    const { watch, deps, clock, store } = await setUpIdle(1);
    const list = sinon.spy(store.tokens, 'listIdle');
    await watch.runOnce();
    clock.advance(60 * DAY - 1);
    await watch.runOnce();
    sinon.assert.notCalled(list);
    clock.advance(HOUR);
    const other = createIdleWatch({ ...deps, mayEnd: true });
    for (const replica of [watch, other, watch]) await replica.runOnce();
    sinon.assert.calledOnce(list);
    assert.equal(list.firstCall.args[0].before, clock.now() - 60 * DAY);
    clock.advance(HOUR);
    await other.runOnce();
    sinon.assert.calledTwice(list);
  });

  it('are counted from the earliest mark where replicas have set several', async () => {
    const { watch, clock, store } = await setUpIdle(1);
    for (const day of [5, 0, 3]) await store.marks.add(`idle-from.${START + day * DAY}`);
    clock.advance(60 * DAY);
    await watch.runOnce();
    assert.equal((await store.tokens.find(ADA, 'idle-0'))?.idle?.askedAt, clock.now());
  });

  it('wake nobody when they were revoked in the moment of the look', async () => {
    const { watch, clock, store, wake } = await setUpIdle(1);
    await watch.runOnce();
    clock.advance(60 * DAY);
    store.tokens.change = async () => undefined;
    await watch.runOnce();
    sinon.assert.notCalled(wake);
  });

  it('are looked for an hour later when the store does not answer, which is logged', async () => {
    const { watch, clock, store, log } = await setUpIdle(1);
    store.marks.list = sinon.fake.rejects(AWAY);
    watch.start();
    await until(() => clock.untilNextTimer() === HOUR);
    await watch.stop();
    assert.deepEqual(
      log.lines.map(({ level, fields }) => [level, fields]),
      [['warn', { err: AWAY }]],
    );
  });
});

async function setUpCutOver(tokens: number) {
  const world = setUp();
  await world.add('successor', { lastUsed: { at: START, service: 'git' } });
  const rotation = {
    state: 'overlap',
    startedAt: START,
    successorId: 'successor',
    lastValidTo: START + 90 * DAY,
    endsItself: true,
    quietMs: DAY,
  } as const;
  for (let n = 0; n < tokens; n += 1) await world.add(`old-${n}`, { validTo: START + 7 * DAY, rotation });
  world.clock.advance(DAY);
  const watch = createCutOverWatch(world.deps);
  const ended = async () =>
    (await world.store.tokens.list(ADA)).filter(({ validTo }) => validTo === world.clock.now()).length;
  return { ...world, watch, ended };
}

describe('replaced tokens that may end sooner', () => {
  it('all end in one look, however many there are, and the dispatcher and the log are told', async () => {
    const { watch, ended, wake, log } = await setUpCutOver(MANY);
    await watch.runOnce();
    assert.equal(await ended(), MANY);
    assert.equal(wake.callCount, MANY);
    const named = new Set(log.lines.map(({ fields }) => (fields as { tokenId: string }).tokenId));
    assert.equal(named.size, MANY);
  });

  it('are looked at every five minutes by all replicas together', async () => {
    const { watch, deps, clock, store } = await setUpCutOver(0);
    const list = sinon.spy(store.tokens, 'listCuttingOver');
    const other = createCutOverWatch(deps);
    for (const replica of [watch, other, watch]) await replica.runOnce();
    sinon.assert.calledOnce(list);
    clock.advance(5 * MINUTE);
    await other.runOnce();
    sinon.assert.calledTwice(list);
  });

  it('stay when their owner has done something with them meanwhile, which wakes nobody', async () => {
    const { watch, wake, log, store } = await setUpCutOver(1);
    store.tokens.change = async () => undefined;
    await watch.runOnce();
    sinon.assert.notCalled(wake);
    assert.deepEqual(log.lines, []);
  });

  it('are looked at again when the store does not answer, which is logged', async () => {
    const { watch, clock, store, log } = await setUpCutOver(1);
    store.rateLimits.claimKey = sinon.fake.rejects(AWAY);
    watch.start();
    await until(() => clock.untilNextTimer() === 5 * MINUTE);
    await watch.stop();
    assert.deepEqual(
      log.lines.map(({ level, fields }) => [level, fields]),
      [['warn', { err: AWAY }]],
    );
  });

  it('are left to the next process when this one stops in the middle', async () => {
    const { watch, store, ended } = await setUpCutOver(MANY);
    const change = store.tokens.change;
    let stopped: Promise<void> | undefined;
    store.tokens.change = (asked) => {
      stopped ??= watch.stop();
      return change(asked);
    };
    await watch.runOnce();
    await stopped;
    assert.equal(await ended(), 100);
  });
});
