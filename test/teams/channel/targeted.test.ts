import assert from 'node:assert/strict';
import { cardOf, type RunningService, runService, shownText } from '../../support/running-service.ts';

const GROUP = { id: '19:meeting_abc@thread.v2', conversationType: 'groupChat', isGroup: true };
const CHANNEL = {
  id: '19:abc@thread.tacv2;messageid=1700000000000',
  conversationType: 'channel',
  isGroup: true,
};

describe('a command that only its sender sees', () => {
  let world: RunningService;
  beforeEach(async () => {
    world = await runService();
    await world.create(world.ada, 'laptop');
    world.connector.clear();
  });
  afterEach(() => world.close());

  const bot = { id: '28:bot', name: 'Patkeeper', isTargeted: true };

  async function pick(text: string, conversation: object = GROUP, id = 'slash-1') {
    const { ada, teams } = world;
    await teams.send(ada, { type: 'message', text, conversation, recipient: bot }, { id });
  }

  /** Every call went to the group, for Ada alone. */
  function assertForAdaAlone(conversation: { readonly id: string }): void {
    assert.ok(world.connector.calls.length > 0);
    for (const { path, body } of world.connector.calls) {
      const [route, query] = path.split('?');
      assert.ok(
        route?.startsWith(`/v3/conversations/${encodeURIComponent(conversation.id)}/activities`),
        path,
      );
      assert.equal(query, 'isTargetedActivity=true');
      const recipient = body['recipient'] as { id: string; isTargeted: boolean };
      assert.deepEqual([recipient.id, recipient.isTargeted], [world.ada.id, true]);
    }
  }

  it('is answered there, for its sender alone, with their tokens', async () => {
    await pick('list');
    assertForAdaAlone(GROUP);
    const [answer] = world.connector.sent;
    assert.match(shownText(cardOf(answer)), /laptop/);
    assert.deepEqual(answer?.body['entities'], [{ type: 'targetedMessageInfo', messageId: 'slash-1' }]);
    assert.equal(answer?.body['replyToId'], undefined);
  });

  it('is answered so in the thread of a channel, help and problems too', async () => {
    for (const [index, text] of ['help', 'show nowhere', 'nonsense'].entries())
      await pick(text, CHANNEL, `slash-${index}`);
    assert.equal(world.connector.sent.length, 3);
    assertForAdaAlone(CHANNEL);
  });

  it('has its card replaced for its sender alone by a button of an old client', async () => {
    const { ada, teams, connector } = world;
    await pick('list');
    connector.clear();
    const value = { verb: 'list', state: 'all' };
    await teams.send(ada, {
      type: 'message',
      value,
      conversation: GROUP,
      recipient: bot,
      replyToId: 'message-9',
    });
    assertForAdaAlone(GROUP);
    assert.equal(connector.updated.length, 1);
  });

  it('goes to its sender’s own chat, and to nobody else, where Teams takes no answer for one person', async () => {
    world.connector.answerNext({ status: 400, body: '{"error":{"code":"BadArgument"}}' });
    await pick('list');
    const [refused, ...others] = world.connector.calls;
    assert.match(refused?.path ?? '', /isTargetedActivity=true$/);
    assert.ok(others.length > 0);
    for (const { path } of others) assert.doesNotMatch(path, /19%3A/);
    assert.match(shownText(cardOf(world.saidTo(world.ada).at(-1))), /laptop/);
  });

  it('is an ordinary message in the own chat', async () => {
    await world.teams.send(world.ada, { type: 'message', text: 'list', recipient: bot });
    assert.doesNotMatch(world.connector.calls.map(({ path }) => path).join(), /isTargeted/);
  });

  it('shows no secret', async () => {
    const { secret } = await world.create(world.ada, 'second');
    world.connector.clear();
    await pick('show second');
    await pick('new third', GROUP, 'slash-2');
    assert.doesNotMatch(JSON.stringify(world.connector.calls), new RegExp(secret));
    assertForAdaAlone(GROUP);
  });
});

describe('a mention in a group', () => {
  it('is still answered for all, with the tokens in the own chat', async () => {
    const world = await runService();
    try {
      await world.create(world.ada, 'laptop');
      world.connector.clear();
      await world.teams.say(world.ada, 'list', { conversation: 'groupChat' });
      assert.doesNotMatch(world.connector.calls.map(({ path }) => path).join(), /isTargeted/);
      assert.match(JSON.stringify(world.connector.sent.at(-1)?.body), /written to you directly/);
    } finally {
      await world.close();
    }
  });
});
