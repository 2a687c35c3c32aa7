import assert from 'node:assert/strict';
import { CHATS, PEOPLE } from '../../src/local/directory.ts';
import { textAt } from '../../src/local/json.ts';
import type { ChatMessage } from '../../src/local/page/protocol.ts';
import { ADA, createLocalWorld, type LocalWorld } from './local-world.ts';

const CARD = { type: 'AdaptiveCard', version: '1.5', body: [] };
const [adaChat, , crewChat] = CHATS.map(({ conversationId }) => `/${encodeURIComponent(conversationId)}`);
const [ada, ben] = PEOPLE;

describe('the local chat’s Bot Connector', () => {
  let world: LocalWorld;
  beforeEach(async () => {
    world = await createLocalWorld();
  });
  afterEach(() => world.close());

  async function messages(): Promise<readonly ChatMessage[]> {
    return (await world.state()).messages;
  }
  async function send(activity: object, chat = adaChat): Promise<string> {
    const { status, body } = await world.connector('POST', `${chat}/activities`, {
      type: 'message',
      ...activity,
    });
    assert.equal(status, 201);
    return textAt(body, 'id');
  }

  it('takes a message and names it', async () => {
    const id = await send({
      text: 'Hello *you*',
      attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: CARD }],
    });
    const [message] = await messages();
    assert.equal(message?.id, id);
    assert.equal(message?.person, undefined);
    assert.equal(message?.text, 'Hello *you*');
    assert.equal(message?.markdown, true);
    assert.deepEqual(message?.attachments[0]?.content, CARD);
    assert.equal(message?.at, world.clock.now());
  });

  it('takes a reply to a message', async () => {
    const id = await send({ text: 'one' });
    const { status } = await world.connector('POST', `${adaChat}/activities/${id}`, {
      type: 'message',
      text: 'two',
    });
    assert.equal(status, 201);
    assert.deepEqual(
      (await messages()).map(({ text }) => text),
      ['one', 'two'],
    );
  });

  it('replaces a message for everybody, and what buttons had put in its place', async () => {
    const id = await send({ text: 'old' });
    const content = { ...CARD, body: [{ type: 'TextBlock', text: 'view' }] };
    world.onActivity = () => ({
      status: 200,
      body: { statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: content },
    });
    await world.ask('execute', { ...ADA, messageId: id, verb: 'list', data: {} });
    assert.deepEqual((await messages())[0]?.views, { ada: content });
    const { status, body } = await world.connector('PUT', `${adaChat}/activities/${id}`, {
      type: 'message',
      text: 'new',
    });
    assert.deepEqual([status, body], [200, { id }]);
    const [message] = await messages();
    assert.deepEqual([message?.text, message?.edited, message?.views], ['new', true, {}]);
  });

  it('deletes a message', async () => {
    const page = await world.listen();
    const id = await send({ text: 'gone' });
    assert.equal((await world.connector('DELETE', `${adaChat}/activities/${id}`)).status, 200);
    await page.take((push) => push.type === 'deleted' && push.id === id);
    assert.deepEqual(await messages(), []);
    page.end();
  });

  it('knows no message of another conversation', async () => {
    const id = await send({ text: 'mine' });
    for (const method of ['PUT', 'DELETE']) {
      const body = method === 'PUT' ? { type: 'message', text: 'theirs' } : undefined;
      const answer = await world.connector(method, `${crewChat}/activities/${id}`, body);
      assert.equal(answer.status, 404);
      assert.equal(textAt(answer.body, 'error', 'code'), 'ActivityNotFoundInConversation');
    }
    assert.equal((await messages())[0]?.text, 'mine');
  });

  it('knows no conversation that does not exist', async () => {
    const answer = await world.connector('POST', '/a%3Anobody/activities', {
      type: 'message',
      text: 'hello',
    });
    assert.equal(answer.status, 404);
    assert.equal(textAt(answer.body, 'error', 'code'), 'ConversationNotFound');
  });

  it('gives the personal conversation of a member by either id', async () => {
    for (const id of [ben?.userId, ben?.objectId, ben?.objectId.toUpperCase()]) {
      const { status, body } = await world.connector('POST', '', { isGroup: false, members: [{ id }] });
      assert.equal(status, 201);
      assert.deepEqual(body, { id: CHATS[1]?.conversationId, serviceUrl: `${world.url}/connector` });
    }
    assert.equal((await world.connector('POST', '', { members: [{ id: 'stranger' }] })).status, 400);
  });

  it('sends the activity that comes with a new conversation', async () => {
    const activity = { type: 'message', text: 'first' };
    const { body } = await world.connector('POST', '', { members: [{ id: ada?.userId }], activity });
    assert.equal((await messages())[0]?.id, textAt(body, 'activityId'));
  });

  it('lists the members', async () => {
    const { body } = await world.connector('GET', `${crewChat}/members`);
    assert.deepEqual(Array.isArray(body) && body.map((member) => textAt(member, 'aadObjectId')), [
      ada?.objectId,
      ben?.objectId,
    ]);
    const one = await world.connector('GET', `${crewChat}/members/${encodeURIComponent(ada?.userId ?? '')}`);
    assert.equal(textAt(one.body, 'name'), 'Ada Park');
    assert.equal((await world.connector('GET', `${adaChat}/members/${ben?.objectId}`)).status, 404);
  });

  it('warns of a heavy message and refuses one that Teams would refuse', async () => {
    await send({ text: 'x'.repeat(29 * 1024) });
    const tooLarge = { type: 'message', text: 'x'.repeat(101 * 1024) };
    const { status, body } = await world.connector('POST', `${adaChat}/activities`, tooLarge);
    assert.equal(status, 413);
    assert.equal(textAt(body, 'error', 'code'), 'MessageSizeTooBig');
    const { traces } = await world.state();
    assert.deepEqual(
      traces.map((trace) => [trace.status, /less than 28 KB/.test(trace.warning ?? '')]),
      [
        [201, true],
        [413, true],
      ],
    );
    assert.equal((await messages()).length, 1);
  });

  it('shows a targeted message to its recipient only', async () => {
    const message = { type: 'message', text: 'for Ben', recipient: { id: ben?.userId, isTargeted: true } };
    await world.connector('POST', `${crewChat}/activities?isTargetedActivity=true`, message);
    assert.equal((await messages())[0]?.visibleTo, 'ben');
  });

  it('refuses a targeted message in a 1:1 chat, or for nobody in particular', async () => {
    const refused = async (chat: string | undefined, recipient: object) => {
      const message = { type: 'message', text: 'x', recipient };
      const { status, body } = await world.connector(
        'POST',
        `${chat ?? ''}/activities?isTargetedActivity=true`,
        message,
      );
      assert.equal(status, 400);
      assert.equal(textAt(body, 'error', 'code'), 'BadArgument');
    };
    await refused(adaChat, { id: ada?.userId, isTargeted: true });
    await refused(crewChat, { id: ben?.userId });
    await refused(crewChat, { id: '29:nobody', isTargeted: true });
    assert.deepEqual(await messages(), []);
  });

  it('refuses everything in a chat from which the bot was removed', async () => {
    const id = await send({ text: 'before' });
    await world.ask('presence', { ...ADA, action: 'remove' });
    const message = { type: 'message', text: 'after' };
    for (const answer of [
      await world.connector('POST', `${adaChat}/activities`, message),
      await world.connector('PUT', `${adaChat}/activities/${id}`, message),
      await world.connector('POST', '', { members: [{ id: ada?.userId }] }),
    ]) {
      assert.equal(answer.status, 403);
      assert.equal(textAt(answer.body, 'error', 'code'), 'BotNotInConversationRoster');
    }
    await world.ask('presence', { ...ADA, action: 'add' });
    await send({ text: 'again' });
  });

  it('takes a typing sign and shows no message for it', async () => {
    assert.equal((await world.connector('POST', `${adaChat}/activities`, { type: 'typing' })).status, 201);
    assert.deepEqual(await messages(), []);
  });
});
