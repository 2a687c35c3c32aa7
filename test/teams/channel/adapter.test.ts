import assert from 'node:assert/strict';
import { MessageFactory } from 'botbuilder';
import { PatkeeperError } from '../../../src/core/errors.ts';
import { TeamsAdapter } from '../../../src/teams/channel/adapter.ts';
import { createConnector } from '../../../src/teams/channel/connector.ts';
import { createFakeConnector, type FakeConnector } from '../../support/fake-connector.ts';
import { createFixedClock } from '../../support/fixed-clock.ts';
import { createTeamsDriver, type TeamsDriver } from '../../support/teams-driver.ts';

describe('the Teams adapter', () => {
  let teams: FakeConnector;
  let adapter: TeamsAdapter;
  let driver: TeamsDriver;

  beforeEach(async () => {
    teams = await createFakeConnector();
    const connector = createConnector({ getToken: async () => undefined, clock: createFixedClock() });
    adapter = new TeamsAdapter({ connector });
    driver = createTeamsDriver({ botUrl: '', serviceUrl: teams.serviceUrl, tenantId: 't' });
  });

  afterEach(() => teams.close());

  const activity = (fields: object) => driver.activity(driver.person('Ada'), fields, { id: 'incoming-1' });

  it('answers in the conversation that the activity came from', async () => {
    const response = await adapter.run(activity({ type: 'message', text: 'hi' }), async (context) => {
      assert.equal(context.activity.text, 'hi');
      const sent = await context.sendActivities([
        { ...MessageFactory.text('one'), id: 'mine' },
        MessageFactory.text('two'),
      ]);
      assert.deepEqual(sent, [{ id: 'message-1' }, { id: 'message-2' }]);
    });
    assert.equal(response, undefined);
    const chat = encodeURIComponent(`a:chat-with-${driver.person('Ada').id}`);
    assert.deepEqual(
      teams.sent.map(({ path, body }) => [path, body['text'], body['id']]),
      [
        [`/v3/conversations/${chat}/activities/incoming-1`, 'one', undefined],
        [`/v3/conversations/${chat}/activities/incoming-1`, 'two', undefined],
      ],
    );
  });

  it('replaces a message', async () => {
    await adapter.run(activity({ type: 'message' }), async (context) => {
      await context.updateActivity({ ...MessageFactory.text('new'), id: 'card-1' });
    });
    assert.match(teams.updated[0]?.path ?? '', /\/activities\/card-1$/);
    assert.equal(teams.updated[0]?.body['text'], 'new');
  });

  it('talks to the service URL that was authenticated, whatever an answer says', async () => {
    await adapter.run(activity({ type: 'message' }), async (context) => {
      const message = { ...MessageFactory.text('x'), serviceUrl: 'http://127.0.0.1:1/', id: 'm' };
      await adapter.sendActivities(context, [{ ...message, conversation: context.activity.conversation }]);
      await adapter.updateActivity(context, { ...message, conversation: context.activity.conversation });
    });
    assert.equal(teams.calls.length, 2);
  });

  it('gives what the logic answers to an invoke, without sending it', async () => {
    const response = await adapter.run(activity({ type: 'invoke', name: 'task/fetch' }), async (context) => {
      await context.sendActivity({ type: 'invokeResponse', value: { status: 200, body: { a: 1 } } });
    });
    assert.deepEqual(response, { status: 200, body: { a: 1 } });
    assert.equal(teams.calls.length, 0);
  });

  it('answers 501 to an invoke that nobody answered', async () => {
    assert.deepEqual(await adapter.run(activity({ type: 'invoke' }), async () => {}), { status: 501 });
  });

  it('gives the replies of an activity that expects them in the answer', async () => {
    const response = await adapter.run(
      activity({ type: 'message', deliveryMode: 'expectReplies' }),
      async (context) => {
        await context.sendActivity('here');
      },
    );
    assert.equal(response?.status, 200);
    assert.equal(response?.body.activities[0].text, 'here');
    assert.equal(teams.calls.length, 0);
  });

  it('sends no traces', async () => {
    await adapter.run(activity({ type: 'message' }), async (context) => {
      await context.sendTraceActivity('x');
    });
    assert.equal(teams.calls.length, 0);
  });

  it('runs middleware around the logic', async () => {
    const order: string[] = [];
    adapter.use(async (_context, next) => {
      order.push('before');
      await next();
      order.push('after');
    });
    await adapter.run(activity({ type: 'message' }), async () => void order.push('logic'));
    assert.deepEqual(order, ['before', 'logic', 'after']);
  });

  it('rejects with what the logic threw', async () => {
    const thrown = new Error('boom');
    const turn = adapter.run(activity({ type: 'message' }), () => Promise.reject(thrown));
    await assert.rejects(turn, thrown);
  });

  for (const act of ['sendActivity', 'updateActivity'] as const) {
    it(`tells a failed ${act} once, with a private reason and no retry`, async () => {
      teams.answerNext({ status: 500 });
      const turn = adapter.run(activity({ type: 'message' }), async (context) => {
        await context[act]({ ...MessageFactory.text('private words'), id: 'm' });
      });
      await assert.rejects(turn, (error) => {
        assert.ok(error instanceof PatkeeperError);
        assert.equal(error.code, 'unreachable');
        assert.doesNotMatch(error.message, /500|private words/);
        assert.match(String(error.cause), /not-sent: the Bot Connector answered 500/);
        return true;
      });
      assert.equal(teams.calls.length, 1);
    });
  }
});
