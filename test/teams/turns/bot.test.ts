import assert from 'node:assert/strict';
import sinon from 'sinon';
import type { Administration } from '../../../src/core/administration/administration.ts';
import { TIME_BUDGET } from '../../../src/core/timing/time-budget.ts';
import { createCardRenderer } from '../../../src/teams/cards/cards.ts';
import type { Activity } from '../../../src/teams/channel/activity.ts';
import { TeamsAdapter } from '../../../src/teams/channel/adapter.ts';
import type { Connector } from '../../../src/teams/channel/connector.ts';
import type { FeatureDeps } from '../../../src/teams/features/feature-deps.ts';
import { createBot } from '../../../src/teams/turns/bot.ts';
import { createIdempotency } from '../../../src/teams/turns/idempotency.ts';
import { createMessenger } from '../../../src/teams/turns/messenger.ts';
import { createFeatureWorld } from '../../support/feature-world.ts';
import { until } from '../../support/fixed-clock.ts';
import { createSilentLog } from '../../support/silent-log.ts';
import { createTeamsDriver } from '../../support/teams-driver.ts';

const SERVICE_URL = 'https://smba.trafficmanager.net/emea/';

describe('the bot', () => {
  function makeBot(more: Partial<FeatureDeps> = {}) {
    const { deps, clock, store } = createFeatureWorld();
    const sendActivity = sinon.stub<
      Parameters<Connector['sendActivity']>,
      ReturnType<Connector['sendActivity']>
    >();
    sendActivity.resolves({ ok: true, id: 'message-1' });
    const updateActivity = sinon.stub().resolves({ ok: true, id: 'message-1' });
    const connector: Connector = {
      sendActivity,
      createConversation: sinon.stub().resolves({ ok: true, id: 'a:new' }),
      updateActivity,
      getMember: sinon.stub().rejects(new Error('nobody is looked up here')),
    };
    const [wake, onTurn] = [sinon.fake(), sinon.fake()];
    const renderer = createCardRenderer({ actions: 'execute' });
    const log = createSilentLog();
    const bot = createBot({
      ...deps,
      ...more,
      store,
      renderer,
      messenger: createMessenger({ ...deps, connector, renderer, policy: deps.tokenService.policy }),
      adapter: new TeamsAdapter({ connector }),
      idempotency: createIdempotency({ clock, ttlMs: 60_000, later: clock.later }),
      log,
      wake,
      onTurn,
      later: clock.later,
    });
    return { bot, clock, store, sendActivity, updateActivity, log, wake, onTurn };
  }

  const teams = createTeamsDriver({ botUrl: '', serviceUrl: SERVICE_URL, tenantId: 'tenant' });
  const ada = teams.person('Ada Park');
  const activity = (fields: object) => teams.activity(ada, fields) as unknown as Activity;
  const say = (text: string) => activity({ type: 'message', text });

  it('answers a message once that several processes are given at once, and again if Teams repeats it later', async () => {
    const [one, other] = [makeBot(), makeBot()];
    other.store.rateLimits.claimKey = one.store.rateLimits.claimKey;
    const message = say('/pat help');
    await one.bot.run(message);
    await other.bot.run(message);
    sinon.assert.calledOnce(one.sendActivity);
    sinon.assert.notCalled(other.sendActivity);
    other.clock.advance(15_000);
    await other.bot.run(message);
    sinon.assert.calledOnce(other.sendActivity);
  });

  it('answers with a sentence when the store does not answer at all', async () => {
    const { bot, clock, store, sendActivity } = makeBot();
    const findContact = sinon.fake.returns(new Promise<never>(() => {}));
    store.contacts.find = findContact;
    const turn = bot.run(say('/pat list'));
    await until(() => findContact.called && clock.waiting() === 2);
    clock.advance(TIME_BUDGET.membership);
    await until(() => clock.waiting() === 2);
    clock.advance(4500);
    await turn;
    assert.match(JSON.stringify(sendActivity.firstCall.args[2]), /taking longer than it should/);
  });

  it('answers an invoke with a sentence when the store does not answer at all', async () => {
    const { bot, clock, store } = makeBot();
    store.contacts.find = () => new Promise(() => {});
    const press = { action: { verb: 'list', data: {} } };
    const turn = bot.run(activity({ type: 'invoke', name: 'adaptiveCard/action', value: press }));
    await until(() => clock.waiting() === 2);
    clock.advance(TIME_BUDGET.membership);
    await until(() => clock.waiting() === 2);
    clock.advance(8500);
    assert.match(JSON.stringify((await turn)?.body), /taking longer than it should/);
  });

  it('answers the request within 10 seconds when Teams takes no answer, and knows that the turn goes on', async () => {
    const { bot, clock, sendActivity } = makeBot();
    let letGo = (): void => {};
    sendActivity.returns(
      new Promise((resolve) => {
        letGo = () => resolve({ ok: true, id: 'late' });
      }),
    );
    const turn = bot.run(say('hello'));
    await until(() => sendActivity.called);
    clock.advance(9500);
    assert.equal(await turn, undefined);
    let idle = false;
    const waiting = bot.idle().then(() => {
      idle = true;
    });
    await until(() => true);
    assert.equal(idle, false);
    letGo();
    await waiting;
  });

  it('gives the answer to one person’s activity to nobody else, whatever ids theirs has', async () => {
    const { bot, store } = makeBot();
    const ben = teams.person('Ben Ito');
    const conversation = { id: '19:group@thread.v2', conversationType: 'groupChat', tenantId: 'tenant' };
    const submit = {
      type: 'invoke',
      name: 'task/submit',
      value: { data: { verb: 'create.submit', formKey: 'form-key-number-9', name: '' } },
      conversation,
    };
    const bens = (fields: object) => teams.activity(ben, fields, { id: 'same' }) as unknown as Activity;
    const page = await bot.run({ ...activity(submit), id: 'same' } as Activity);
    const turns = sinon.spy(store.contacts, 'find');
    assert.deepEqual(await bot.run({ ...activity(submit), id: 'same' } as Activity), page);
    sinon.assert.notCalled(turns);
    const closed = await bot.run(bens({ ...submit, value: { data: { verb: 'close' } } }));
    assert.deepEqual(closed, { status: 200 });
  });

  it('works out again what only shows something, instead of keeping it for a repeat', async () => {
    const { bot, store } = makeBot();
    const turns = sinon.spy(store.contacts, 'find');
    const press = { type: 'invoke', name: 'adaptiveCard/action', value: { action: { verb: 'list' } } };
    const first = await bot.run(activity(press));
    const again = { ...activity(press), id: 'again' } as Activity;
    assert.deepEqual(await bot.run(again), first);
    assert.deepEqual(await bot.run(again), first);
    sinon.assert.callCount(turns, 3);
  });

  it('makes nothing of how long the ids of an activity are', async () => {
    const { bot, store } = makeBot();
    const claim = sinon.spy(store.rateLimits, 'claimKey');
    await bot.run({ ...say('/pat help'), id: 'x'.repeat(200_000) } as Activity);
    assert.ok((claim.firstCall.args[0].length ?? 0) < 100);
  });

  it('answers an invoke with a sentence also when a part of its time was gone before it began', async () => {
    const { bot, clock, store } = makeBot();
    store.contacts.find = () => new Promise(() => {});
    const press = { action: { verb: 'list', data: {} } };
    const turn = bot.run(activity({ type: 'invoke', name: 'adaptiveCard/action', value: press }), 4000);
    await until(() => clock.waiting() === 2);
    clock.advance(TIME_BUDGET.membership);
    await until(() => clock.waiting() === 2);
    clock.advance(4500);
    assert.match(JSON.stringify((await turn)?.body), /taking longer than it should/);
  });

  it('counts the time that authentication took', async () => {
    const { bot, clock, sendActivity } = makeBot();
    sendActivity.returns(new Promise(() => {}));
    const turn = bot.run(say('hello'), 4000);
    await until(() => sendActivity.called);
    clock.advance(5500);
    assert.equal(await turn, undefined);
  });

  it('closes a dialog although the store does not answer', async () => {
    const { bot, clock, store } = makeBot();
    store.contacts.find = () => new Promise(() => {});
    const value = { data: { verb: 'close' } };
    const turn = bot.run(activity({ type: 'invoke', name: 'task/submit', value }));
    // Nobody knows which language the person chose.
    await until(() => clock.waiting() === 2);
    clock.advance(TIME_BUDGET.membership);
    assert.deepEqual(await turn, { status: 200 });
  });

  it('does what a button asks for also when its data come as JSON text', async () => {
    const { bot, sendActivity } = makeBot();
    const value = JSON.stringify({ verb: 'list', words: '', state: 'all', page: 0 });
    await bot.run(activity({ type: 'message', value }));
    assert.match(JSON.stringify(sendActivity.firstCall.args[2]), /You have no tokens/);
    const press = { action: JSON.stringify({ verb: 'list', data: '{"state":"revoked"}' }) };
    const answer = await bot.run(activity({ type: 'invoke', name: 'adaptiveCard/action', value: press }));
    assert.match(JSON.stringify(answer?.body), /no revoked tokens/);
  });

  it('takes a value that is no data for none', async () => {
    const { bot, sendActivity } = makeBot();
    for (const value of ['{"verb":', '[]', 'verb', '"verb"', 7, null, [], '{}'])
      await bot.run(activity({ type: 'message', text: '/pat list', value }));
    for (const call of sendActivity.getCalls())
      assert.match(JSON.stringify(call.args[2]), /no active tokens/);
  });

  describe('told of somebody without an account', () => {
    const anonymous = { id: '29:guest', name: 'Guest (Guest)' };
    const from = (fields: object) => activity({ ...fields, from: anonymous });

    it('says at a press who can use it, and touches nothing', async () => {
      const { bot, store } = makeBot();
      const list = sinon.spy(store.tokens, 'list');
      const save = sinon.spy(store.contacts, 'save');
      const press = async (name: string, value: object) => bot.run(from({ type: 'invoke', name, value }));
      for (const name of ['adaptiveCard/action', 'task/fetch', 'task/submit', 'composeExtension/query']) {
        const answer = await press(name, { action: { verb: 'list' }, data: { verb: 'create.open' } });
        assert.equal(answer?.status, 200, name);
        assert.match(JSON.stringify(answer?.body), /signed in to the organization/, name);
      }
      assert.deepEqual(await press('signin/verifyState', { state: '1' }), { status: 200 });
      sinon.assert.notCalled(list);
      sinon.assert.notCalled(save);
    });

    it('says it at the button of an old client too, and is silent at what nobody pressed', async () => {
      const { bot, sendActivity } = makeBot();
      await bot.run(from({ type: 'message', value: { verb: 'list' } }));
      assert.match(JSON.stringify(sendActivity.firstCall.args[2]), /signed in to the organization/);
      await bot.run(from({ type: 'conversationUpdate' }));
      await bot.run(from({ type: 'installationUpdate', action: 'add' }));
      sinon.assert.calledOnce(sendActivity);
    });
  });

  it('passes over activities that need no answer', async () => {
    const { bot, sendActivity } = makeBot();
    for (const type of ['messageReaction', 'typing', 'event', 'endOfConversation']) {
      assert.equal(await bot.run(activity({ type })), undefined);
    }
    await bot.run({ ...say('hi'), from: { id: 'connector' } } as Activity);
    assert.equal(sendActivity.called, false);
  });

  it('takes it calmly when Teams lets it answer nothing to somebody who has blocked it', async () => {
    const { bot, sendActivity, log, onTurn } = makeBot();
    const reason = 'the Bot Connector answered 403 ConversationBlockedByUser';
    sendActivity.resolves({ ok: false, outcome: 'unreachable', reason });
    assert.equal(await bot.run(say('list')), undefined);
    assert.deepEqual(log.lines, [
      { level: 'info', fields: { type: 'message', reason }, message: 'an answer was not wanted' },
    ]);
    assert.deepEqual(onTurn.lastCall.args.slice(0, 2), ['message', 'ok']);
  });

  it('sends no second answer where the first, which would replace a card, was not let through', async () => {
    const { bot, updateActivity, sendActivity, log } = makeBot();
    updateActivity.resolves({ ok: false, outcome: 'unreachable', reason: 'the Bot Connector answered 403' });
    const value = { verb: 'list', words: '', state: 'active', page: 0 };
    await bot.run(activity({ type: 'message', value, replyToId: 'card-1' }));
    sinon.assert.notCalled(sendActivity);
    assert.deepEqual(
      log.lines.map(({ level }) => level),
      ['info'],
    );
  });

  it('lets notices go that had no chat when their owner writes in one', async () => {
    const { bot, store, wake } = makeBot();
    await bot.run(say('hello'));
    const person = { tenantId: 'tenant', objectId: ada.aadObjectId };
    const { conversationId = '' } = (await store.contacts.find(person)) ?? {};
    await store.contacts.forgetConversation(person, conversationId);
    const release = sinon.spy(store.contacts, 'setReachable');
    await bot.run(say('hello again'));
    sinon.assert.calledOnce(release);
    sinon.assert.calledOnce(wake);
    await bot.run(say('and again'));
    sinon.assert.calledOnce(release);
  });

  it('lets held notices go when an unreachable person writes again', async () => {
    const { bot, store } = makeBot();
    await bot.run(say('hello'));
    const person = { tenantId: 'tenant', objectId: ada.aadObjectId };
    await store.contacts.setUnreachable(person, 'blocked');
    await bot.run(say('hello again'));
    assert.equal((await store.contacts.find(person))?.unreachable, undefined);
  });

  it('brings back no secret that was typed, not even where it offers to try again', async () => {
    const administration: Administration = {
      ...Object.create(null),
      standingOf: async () => ({ role: 'administrator', isFresh: false }),
      identify: sinon.stub().rejects(new TypeError('not foreseen')),
    };
    const { bot } = makeBot({ administration });
    const value = { data: { verb: 'admin.whose', secret: 'anything that was found' } };
    const response = JSON.stringify(await bot.run(activity({ type: 'invoke', name: 'task/submit', value })));
    assert.match(response, /admin\.whose\.open/);
    assert.doesNotMatch(response, /anything that was found/);
  });
});
