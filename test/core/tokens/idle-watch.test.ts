import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createIdleWatch } from '../../../src/core/tokens/idle-watch.ts';
import { createOrganizationOf } from '../../../src/core/tokens/organization-of.ts';
import type { Token } from '../../../src/core/tokens/token.ts';
import { createTokenService } from '../../../src/core/tokens/token-service.ts';
import { insertOf } from '../../stores/fixtures.ts';
import { createFakeStore } from '../../support/fake-store.ts';
import { createFixedClock, DAY, HOUR, START } from '../../support/fixed-clock.ts';
import { createSilentLog } from '../../support/silent-log.ts';
import { ADA, POLICY, sampleToken } from '../samples.ts';

const LONG = { validTo: START + 360 * DAY, digest: { selector: 's', digest: 'd', pepper: 1 } };

async function setUp(mayEnd: boolean, token: Token = sampleToken(LONG)) {
  const [clock, store, log] = [createFixedClock(), createFakeStore(), createSilentLog()];
  await store.tokens.insert(insertOf(token, { notices: [] }));
  const deps = {
    clock,
    store,
    log,
    wake: () => {},
    mayEnd,
    later: clock.later,
    newId: randomUUID,
  };
  const watch = createIdleWatch(deps);
  const service = createTokenService({
    ...deps,
    authorities: [],
    organizationOf: createOrganizationOf({ known: [] }),
    policy: POLICY,
  });
  await watch.runOnce();
  /** Lets days go by; each hour there is a look, as there is in a service that runs. */
  async function pass(days: number): Promise<void> {
    for (let hours = 0; hours < days * 24; hours += 6) {
      clock.advance(6 * HOUR);
      await watch.runOnce();
    }
  }
  const find = async () => (await store.tokens.find(ADA, token.id)) as Token;
  const kinds = async () =>
    (await store.listNotices(ADA, token.id)).map(({ kind, dueAt }) => `${kind} ${(dueAt - START) / DAY}`);
  return { clock, store, watch, service, deps, token, pass, find, kinds };
}

describe('a token that nobody uses', () => {
  it('is asked about after 60 days, once, and never ended where nobody wants that', async () => {
    const { pass, find, kinds } = await setUp(false);
    await pass(59);
    assert.deepEqual(await kinds(), []);
    await pass(250);
    assert.deepEqual(await kinds(), ['idle 60']);
    assert.equal((await find()).revokedAt, undefined);
  });

  it('is ended 30 days after the question where that is wanted, and its owner is told', async () => {
    const { pass, find, kinds, store } = await setUp(true);
    await pass(89);
    assert.deepEqual(await kinds(), ['idle 60']);
    assert.equal((await store.listNotices(ADA, 'token-1'))[0]?.detail, String(START + 90 * DAY));
    await pass(2);
    assert.deepEqual(await kinds(), ['idle 60', 'idle-ended 90']);
    assert.equal((await find()).revokedAt, START + 90 * DAY);
    assert.match(store.events.at(-1)?.detail ?? '', /^nobody used or kept it/);
  });

  it('is left alone when it is used or kept, and asked about again 60 days later', async () => {
    for (const how of ['used', 'kept']) {
      const { pass, find, kinds, store, service, clock } = await setUp(true);
      await pass(70);
      if (how === 'used') await store.tokens.recordUse(ADA, 'token-1', { at: clock.now(), service: 'git' });
      else await service.keepIdle(ADA, 'token-1');
      await pass(59);
      assert.deepEqual(await kinds(), ['idle 60'], how);
      await pass(2);
      assert.deepEqual(await kinds(), ['idle 60', 'idle 130'], how);
      assert.equal((await find()).revokedAt, undefined, how);
    }
  });

  it('counts from the upgrade when it was made before', async () => {
    const { pass, kinds } = await setUp(true, sampleToken({ ...LONG, createdAt: START - 300 * DAY }));
    await pass(59);
    assert.deepEqual(await kinds(), []);
    await pass(2);
    assert.deepEqual(await kinds(), ['idle 60']);
  });

  it('is looked for once an hour by all replicas together', async () => {
    const { deps, pass, clock, kinds, watch } = await setUp(false);
    const other = createIdleWatch(deps);
    await pass(59);
    clock.advance(DAY + HOUR);
    await Promise.all([watch.runOnce(), other.runOnce()]);
    assert.deepEqual((await kinds()).length, 1);
  });

  it('is looked for at the start and then each hour, until the end', async () => {
    const { deps, clock, kinds, pass } = await setUp(false);
    await pass(59);
    const watch = createIdleWatch(deps);
    watch.start();
    await watch.runOnce();
    for (let hour = 0; hour < 30; hour += 1) {
      clock.advance(HOUR);
      await watch.runOnce();
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.equal((await kinds()).length, 1);
    await watch.stop();
    assert.equal(clock.waiting(), 0);
  });
});
