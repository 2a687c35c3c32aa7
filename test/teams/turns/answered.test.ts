import assert from 'node:assert/strict';
import type { Activity } from 'botbuilder';
import sinon from 'sinon';
import { type Answered, createAnswered, isWorthKeeping } from '../../../src/teams/turns/answered.ts';
import { createDeliveries } from '../../../src/teams/turns/deliveries.ts';
import { ADA } from '../../core/samples.ts';
import { createFixedClock, type FixedClock } from '../../support/fixed-clock.ts';
import { createSilentLog } from '../../support/silent-log.ts';

describe('the memory of answers', () => {
  let clock: FixedClock;
  const secretNotDelivered = sinon.stub();

  function setUp(maxBytes?: number) {
    clock = createFixedClock();
    secretNotDelivered.reset();
    const deliveries = createDeliveries({
      service: { secretNotDelivered },
      log: createSilentLog(),
      graceMs: 60_000,
      later: clock.later,
    });
    const limit = maxBytes === undefined ? {} : { maxBytes };
    const answered = createAnswered({ clock, ttlMs: 60_000, deliveries, later: clock.later, ...limit });
    return { answered, deliveries };
  }

  const answerTo = (answered: Answered, key: string, body: object) =>
    answered.run(key, async () => ({ status: 200, body }));

  it('gives the first answer whole, as an object of its own', async () => {
    const { answered } = setUp();
    const first = await answerTo(answered, 'a', { title: 'Zoë “quoted”', list: [1, null] });
    const again = await answerTo(answered, 'a', { other: true });
    assert.deepEqual(again, first);
    assert.notEqual(again, first);
  });

  it('keeps that there was nothing to answer, and a status alone', async () => {
    const { answered } = setUp();
    const work = sinon.stub().resolves(undefined);
    await answered.run('a', work);
    assert.equal(await answered.run('a', work), undefined);
    sinon.assert.calledOnce(work);
    await answered.run('b', async () => ({ status: 501 }));
    assert.deepEqual(await answered.run('b', work), { status: 501 });
  });

  it('lets a repeat that was handed over save the token whose secret it shows', async () => {
    const { answered, deliveries } = setUp();
    await answered.run('a', async () => {
      const answer = { status: 200, body: { secret: 'shown once' } };
      deliveries.expect(answer, ADA, 'token-1');
      return answer;
    });
    const again = await answerTo(answered, 'a', {});
    assert.ok(again !== undefined);
    deliveries.delivered(again);
    clock.advance(60_000);
    sinon.assert.notCalled(secretNotDelivered);
  });

  it('follows no token because of a repeat alone', async () => {
    const { answered, deliveries } = setUp();
    await answered.run('a', async () => {
      const answer = { status: 200, body: {} };
      deliveries.expect(answer, ADA, 'token-1');
      deliveries.delivered(answer);
      return answer;
    });
    await answerTo(answered, 'a', {});
    clock.advance(120_000);
    sinon.assert.notCalled(secretNotDelivered);
  });

  it('holds no more bytes than it may', async () => {
    const { answered } = setUp(50_000);
    const large = { text: 'x'.repeat(10_000) };
    for (let i = 0; i < 10; i += 1) await answerTo(answered, `key ${i}`, large);
    assert.equal(clock.waiting(), 2);
    assert.deepEqual(await answerTo(answered, 'key 9', {}), { status: 200, body: large });
    assert.deepEqual(await answerTo(answered, 'key 0', {}), { status: 200, body: {} });
  });
});

describe('an answer is kept for a repeat', () => {
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
