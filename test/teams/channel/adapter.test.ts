import assert from 'node:assert/strict';
import { PatkeeperError } from '../../../src/core/errors.ts';
import type { Activity } from '../../../src/teams/channel/activity.ts';
import { TeamsAdapter } from '../../../src/teams/channel/adapter.ts';
import { Blocked } from '../../../src/teams/channel/blocked.ts';
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

  const activity = (fields: object) =>
    driver.activity(driver.person('Ada'), fields, { id: 'incoming-1' }) as unknown as Activity;
  const text = (words: string) => ({ type: 'message', text: words });

  it('answers in the conversation that the activity came from, as the bot to the person', async () => {
    const asked = activity({ type: 'message', text: 'hi' });
    const chat = adapter.open(asked);
    await chat.send({ ...text('one'), id: 'mine' });
    await chat.send(text('two'));
    assert.equal(chat.finish(undefined), undefined);
    const path = `/v3/conversations/${encodeURIComponent(asked.conversation.id)}/activities/incoming-1`;
    assert.deepEqual(
      teams.sent.map(({ path: called, body }) => [called, body['text'], body['id']]),
      [
        [path, 'one', undefined],
        [path, 'two', undefined],
      ],
    );
    const { from, recipient, replyToId, conversation } = teams.sent[0]?.body ?? {};
    assert.deepEqual(
      { from, recipient, replyToId, conversation },
      {
        from: asked.recipient,
        recipient: asked.from,
        replyToId: 'incoming-1',
        conversation: asked.conversation,
      },
    );
  });

  it('replaces a message', async () => {
    await adapter.open(activity({ type: 'message' })).replace('card-1', text('new'));
    assert.match(teams.updated[0]?.path ?? '', /\/activities\/card-1$/);
    assert.equal(teams.updated[0]?.body['text'], 'new');
  });

  it('talks to the service URL that was authenticated, whatever an answer says', async () => {
    const chat = adapter.open(activity({ type: 'message' }));
    const message = { ...text('x'), serviceUrl: 'http://127.0.0.1:1/', conversation: { id: 'elsewhere' } };
    await chat.send(message);
    await chat.replace('m', message);
    assert.equal(teams.calls.length, 2);
    for (const { path } of teams.calls) assert.doesNotMatch(path, /elsewhere/);
  });

  it('gives the response to an invoke, without sending it', () => {
    const response = { status: 200, body: { a: 1 } };
    assert.deepEqual(
      adapter.open(activity({ type: 'invoke', name: 'task/fetch' })).finish(response),
      response,
    );
    assert.equal(teams.calls.length, 0);
  });

  it('answers 501 to an invoke without a response', () => {
    assert.deepEqual(adapter.open(activity({ type: 'invoke' })).finish(undefined), { status: 501 });
  });

  it('gives the replies of an activity that expects them in the answer', async () => {
    for (const [type, response] of [
      ['message', undefined],
      ['invoke', { status: 200 }],
    ] as const) {
      const chat = adapter.open(activity({ type, deliveryMode: 'expectReplies' }));
      await chat.send(text('here'));
      const { status, body } = chat.finish(response) ?? {};
      const { activities } = body as { activities: Record<string, unknown>[] };
      assert.equal(status, 200);
      assert.equal(activities[0]?.['text'], 'here');
      assert.deepEqual(activities[1]?.['value'], response);
    }
    assert.equal(teams.calls.length, 0);
  });

  for (const act of ['send', 'replace'] as const) {
    it(`tells a failed ${act} once, with a private reason and no retry`, async () => {
      teams.answerNext({ status: 500 });
      const chat = adapter.open(activity({ type: 'message' }));
      const message = text('private words');
      await assert.rejects(act === 'send' ? chat.send(message) : chat.replace('m', message), (error) => {
        assert.ok(error instanceof PatkeeperError);
        assert.equal(error.code, 'unreachable');
        assert.doesNotMatch(error.message, /500|private words/);
        assert.match(String(error.cause), /not-sent: the Bot Connector answered 500/);
        return true;
      });
      assert.equal(teams.calls.length, 1);
    });
  }

  it('tells a person who blocked the bot apart from trouble', async () => {
    teams.answerNext({ status: 403, body: '{"error":{"code":"ConversationBlockedByUser"}}' });
    await assert.rejects(adapter.open(activity({ type: 'message' })).send(text('x')), Blocked);
  });
});
