import assert from 'node:assert/strict';
import sinon from 'sinon';
import type { Activity } from '../../../src/teams/channel/activity.ts';
import { createDeliveries } from '../../../src/teams/turns/deliveries.ts';
import {
  createIdempotency,
  type Idempotency,
  idempotencyKey,
  isWorthKeeping,
} from '../../../src/teams/turns/idempotency.ts';
import { ADA } from '../../core/samples.ts';
import { createFixedClock, type FixedClock } from '../../support/fixed-clock.ts';
import { createSilentLog } from '../../support/silent-log.ts';

describe('idempotency', () => {
  let clock: FixedClock;
  const secretNotDelivered = sinon.stub();

  function setUp(maxBytes?: number) {
    clock = createFixedClock();
    secretNotDelivered.reset();
    const deliveries = createDeliveries({
      tokenService: { secretNotDelivered },
      log: createSilentLog(),
      graceMs: 60_000,
      later: clock.later,
    });
    const limit = maxBytes === undefined ? {} : { maxBytes };
    const idempotency = createIdempotency({ clock, ttlMs: 60_000, deliveries, later: clock.later, ...limit });
    return { idempotency, deliveries };
  }

  const respond = (idempotency: Idempotency, key: string, body: object) =>
    idempotency.run(key, async () => ({ status: 200, body }));

  it('gives the first response whole, as an object of its own', async () => {
    const { idempotency } = setUp();
    const first = await respond(idempotency, 'a', { title: 'Zoë “quoted”', list: [1, null] });
    const again = await respond(idempotency, 'a', { other: true });
    assert.deepEqual(again, first);
    assert.notEqual(again, first);
  });

  it('gives those who ask while an answer is made the same one, and makes what is not kept anew later', async () => {
    const { idempotency } = setUp();
    let made = 0;
    const work = async () => {
      made += 1;
      return { status: 200, body: { made } };
    };
    const ask = () => idempotency.run('a', work, { keep: false });
    const answers = await Promise.all([ask(), ask()]);
    assert.deepEqual(answers, [
      { status: 200, body: { made: 1 } },
      { status: 200, body: { made: 1 } },
    ]);
    assert.deepEqual(await ask(), { status: 200, body: { made: 2 } });
  });

  it('keeps that there was nothing to answer, and a status alone', async () => {
    const { idempotency } = setUp();
    const work = sinon.stub().resolves(undefined);
    await idempotency.run('a', work);
    assert.equal(await idempotency.run('a', work), undefined);
    sinon.assert.calledOnce(work);
    await idempotency.run('b', async () => ({ status: 501 }));
    assert.deepEqual(await idempotency.run('b', work), { status: 501 });
  });

  it('lets a repeat that was handed over save the token whose secret it shows', async () => {
    const { idempotency, deliveries } = setUp();
    await idempotency.run('a', async () => {
      const response = { status: 200, body: { secret: 'shown once' } };
      deliveries.expect(response, ADA, 'token-1');
      return response;
    });
    const again = await respond(idempotency, 'a', {});
    assert.ok(again !== undefined);
    deliveries.delivered(again);
    clock.advance(60_000);
    sinon.assert.notCalled(secretNotDelivered);
  });

  it('follows no token because of a repeat alone', async () => {
    const { idempotency, deliveries } = setUp();
    await idempotency.run('a', async () => {
      const response = { status: 200, body: {} };
      deliveries.expect(response, ADA, 'token-1');
      deliveries.delivered(response);
      return response;
    });
    await respond(idempotency, 'a', {});
    clock.advance(120_000);
    sinon.assert.notCalled(secretNotDelivered);
  });

  it('holds no more bytes than it may', async () => {
    const { idempotency } = setUp(50_000);
    const large = { text: 'x'.repeat(10_000) };
    for (let i = 0; i < 10; i += 1) await respond(idempotency, `key ${i}`, large);
    assert.equal(clock.waiting(), 2);
    assert.deepEqual(await respond(idempotency, 'key 9', {}), { status: 200, body: large });
    assert.deepEqual(await respond(idempotency, 'key 0', {}), { status: 200, body: {} });
  });
});

describe('an idempotency key', () => {
  const activity = { type: 'message', id: '1', conversation: { id: 'a:1' } } as Activity;

  it('is that of one activity of one person, and short however long their ids are', () => {
    const key = idempotencyKey(activity, ADA);
    const long = idempotencyKey({ ...activity, id: 'x'.repeat(200_000) }, ADA);
    assert.equal(idempotencyKey({ ...activity }, ADA), key);
    assert.ok(long !== undefined && long.length < 100);
    const others = [
      idempotencyKey(activity, { ...ADA, objectId: 'ben' }),
      idempotencyKey({ ...activity, id: '2' }, ADA),
      idempotencyKey({ ...activity, type: 'invoke' }, ADA),
      idempotencyKey({ ...activity, conversation: { id: 'a:2' } }, ADA),
      long,
    ];
    assert.equal(new Set([key, ...others]).size, 6);
  });

  it('is none where an activity has no id: it can’t be told from another', () => {
    const { id: _, ...nameless } = activity;
    assert.equal(idempotencyKey(nameless, ADA), undefined);
    assert.equal(idempotencyKey({ ...activity, id: '' }, ADA), undefined);
  });
});

describe('a response is kept for a repeat', () => {
  const invoke = (name: string, value: unknown) =>
    isWorthKeeping({ type: 'invoke', name, value } as unknown as Activity);
  const press = (verb: unknown) => invoke('adaptiveCard/action', { action: { verb } });
  const submit = (data: object) => invoke('task/submit', { data });

  it('when doing it twice would change something twice', () => {
    for (const verb of ['renew', 'revoke', 'revoke-all', 'rotate.extend', 'sign-out']) assert.ok(press(verb));
    for (const verb of ['create.submit', 'create.scopes', 'rotate.submit', 'track.submit'])
      assert.ok(submit({ verb }), verb);
    assert.ok(invoke('composeExtension/submitAction', { data: { verb: 'create.submit' } }));
    assert.ok(isWorthKeeping({ type: 'message', text: '/pat list' } as Activity));
    assert.ok(isWorthKeeping({ type: 'installationUpdate' } as Activity));
  });

  it('when it used up a code that is good once', () => {
    assert.ok(invoke('signin/verifyState', { state: '123456' }));
    assert.ok(invoke('composeExtension/query', { commandId: 'myTokens', state: '123456' }));
    assert.ok(submit({ verb: 'create.open', signInCode: '123456' }));
  });

  it('not when it only shows something, however often that is asked for', () => {
    for (const verb of ['list', 'show', 'revoke.ask', 'unknown', 'toString', undefined, 7])
      assert.ok(!press(verb), String(verb));
    assert.ok(!invoke('task/fetch', { data: { verb: 'create.open' } }));
    assert.ok(!invoke('composeExtension/query', { commandId: 'myTokens' }));
    for (const value of [null, 'text', [], 7]) assert.ok(!invoke('adaptiveCard/action', value));
  });
});
