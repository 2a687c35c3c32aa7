import assert from 'node:assert/strict';
import { CHATS, PEOPLE } from '../../src/local/directory.ts';
import { listAt, objectAt, textAt, valueAt } from '../../src/local/json.ts';
import { startLoopbackServer } from '../support/loopback-server.ts';
import { ADA, ADA_IN_CREW, BEN, BEN_IN_CREW, createLocalWorld, type LocalWorld } from './local-world.ts';

const [ada] = PEOPLE;
const TENANT = '5f0b8a52-6c1d-4a7e-9d0e-3b1f7c2a9e10';

describe('a person in the local chat', () => {
  let world: LocalWorld;
  beforeEach(async () => {
    world = await createLocalWorld();
  });
  afterEach(() => world.close());

  it('writes to the bot as Teams would', async () => {
    await world.ask('say', { ...ADA, text: ' /pat new ' });
    const [activity] = world.got('message');
    const { messages } = await world.state();
    assert.equal(activity?.['text'], '/pat new');
    assert.equal(activity?.['id'], messages[0]?.id);
    assert.equal(activity?.['channelId'], 'msteams');
    assert.equal(activity?.['serviceUrl'], `${world.url}/connector`);
    assert.deepEqual(activity?.['from'], { id: ada?.userId, name: 'Ada Park', aadObjectId: ada?.objectId });
    assert.match(textAt(activity, 'from', 'id'), /^29:/);
    assert.match(textAt(activity, 'from', 'aadObjectId'), /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    assert.match(textAt(activity, 'recipient', 'id'), /^28:/);
    assert.deepEqual(activity?.['conversation'], {
      id: CHATS[0]?.conversationId,
      conversationType: 'personal',
      tenantId: TENANT,
    });
    assert.deepEqual(activity?.['channelData'], { tenant: { id: TENANT } });
    assert.equal(activity?.['timestamp'], new Date(world.clock.now()).toISOString());
    assert.equal(Date.parse(textAt(activity, 'localTimestamp')), world.clock.now());
    assert.equal(activity?.['locale'], 'en-US');
    assert.equal(typeof activity?.['localTimezone'], 'string');
  });

  it('mentions the bot in the group chat', async () => {
    await world.ask('say', { ...ADA_IN_CREW, text: '@Patkeeper list' });
    const sent = world.got('message');
    assert.deepEqual(
      sent.map((activity) => activity['text']),
      ['<at>Patkeeper</at> list'],
    );
    const mention = listAt(sent[0], 'entities').find((entity) => textAt(entity, 'type') === 'mention');
    assert.equal(textAt(mention, 'text'), '<at>Patkeeper</at>');
    assert.equal(textAt(mention, 'mentioned', 'id'), textAt(sent[0], 'recipient', 'id'));
    assert.equal(textAt(sent[0], 'conversation', 'conversationType'), 'groupChat');
    assert.equal(valueAt(sent[0], 'conversation', 'isGroup'), true);
  });

  it('picks a slash command in the group chat, which only they and the bot see', async () => {
    await world.ask('say', { ...ADA_IN_CREW, text: '/list laptop' });
    const [sent] = world.got('message');
    assert.equal(sent?.['text'], 'list laptop');
    assert.equal(valueAt(sent, 'recipient', 'isTargeted'), true);
    assert.ok(!listAt(sent, 'entities').some((entity) => textAt(entity, 'type') === 'mention'));
    const [message] = (await world.state()).messages;
    assert.deepEqual([message?.text, message?.visibleTo], ['/list laptop', 'ada']);
    await world.ask('say', { ...ADA, text: '/list' });
    assert.equal(valueAt(world.got('message')[1], 'recipient', 'isTargeted'), undefined);
  });

  it('talks to the others in the group chat without the bot hearing it', async () => {
    await world.ask('say', { ...ADA_IN_CREW, text: 'just between us' });
    assert.deepEqual(world.activities, []);
    assert.equal((await world.state()).messages[0]?.text, 'just between us');
  });

  it('makes the bot hear once that it was added, however many windows open the chat', async () => {
    await Promise.all([world.ask('open', ADA), world.ask('open', ADA)]);
    await world.ask('open', ADA);
    await world.ask('say', { ...ADA, text: 'hi' });
    const order = world.activities.map(({ type, action }) => [type, action]);
    assert.deepEqual(order, [
      ['conversationUpdate', undefined],
      ['installationUpdate', 'add'],
      ['message', undefined],
    ]);
    const added = listAt(world.activities[0], 'membersAdded').map((member) => textAt(member, 'id'));
    assert.deepEqual(added, [textAt(world.activities[0], 'recipient', 'id')]);
  });

  it('removes the bot and can’t talk to it until it is added again', async () => {
    await world.ask('open', ADA);
    await world.ask('presence', { ...ADA, action: 'remove' });
    assert.equal(world.activities.at(-1)?.['action'], 'remove');
    const refused = await world.ask('say', { ...ADA, text: 'hello?' });
    assert.equal(refused.status, 409);
    assert.deepEqual((await world.state()).messages, []);
    await world.ask('presence', { ...ADA, action: 'add' });
    assert.equal(world.activities.at(-1)?.['action'], 'add');
    assert.equal((await world.ask('say', { ...ADA, text: 'hello!' })).status, 200);
  });

  it('sends a card’s plain submit as a message with a value and no text', async () => {
    await world.ask('submit', { ...ADA, messageId: '17', data: { verb: 'revoke', tokenId: 't1' } });
    const [activity] = world.got('message');
    assert.deepEqual(activity?.['value'], { verb: 'revoke', tokenId: 't1' });
    assert.equal(activity?.['replyToId'], '17');
    assert.equal(activity?.['text'], undefined);
  });

  it('presses an Action.Execute and sees the new card alone', async () => {
    const { body } = await world.connector(
      'POST',
      `/${encodeURIComponent(CHATS[2]?.conversationId ?? '')}/activities`,
      {
        type: 'message',
        attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: { body: ['old'] } }],
      },
    );
    const messageId = textAt(body, 'id');
    const value = { type: 'AdaptiveCard', body: ['new'] };
    world.onActivity = ({ type }) =>
      type === 'invoke'
        ? { status: 200, body: { statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value } }
        : { status: 200 };
    const answer = await world.ask('execute', {
      ...ADA_IN_CREW,
      messageId,
      id: 'b1',
      verb: 'list',
      data: { page: 2 },
    });
    assert.deepEqual(answer.body, { kind: 'card' });
    const [invoke] = world.got('invoke');
    assert.equal(invoke?.['name'], 'adaptiveCard/action');
    assert.equal(invoke?.['replyToId'], messageId);
    assert.deepEqual(invoke?.['value'], {
      action: { type: 'Action.Execute', id: 'b1', verb: 'list', data: { page: 2 } },
      trigger: 'manual',
    });
    const [message] = (await world.state()).messages;
    assert.deepEqual(message?.views, { ada: value });
    assert.deepEqual(message?.attachments[0]?.content, { body: ['old'] });
  });

  it('opens and submits a card’s dialog', async () => {
    world.onActivity = ({ name }) =>
      name === 'task/fetch'
        ? { status: 200, body: { task: { type: 'continue', value: { title: 'New', width: 500, card: {} } } } }
        : { status: 200 };
    const data = { msteams: { type: 'task/fetch' }, verb: 'create.open' };
    const place = { ...ADA, messageId: '17', theme: 'dark' };
    const first = await world.ask('dialog', { ...place, name: 'task/fetch', data });
    assert.deepEqual(first.body, { kind: 'continue', title: 'New', card: {}, width: 500 });
    const last = await world.ask('dialog', { ...place, name: 'task/submit', data: { verb: 'close' } });
    assert.deepEqual(last.body, { kind: 'closed' });
    const invokes = world.got('invoke');
    assert.deepEqual(
      invokes.map(({ name, replyToId, value }) => ({ name, replyToId, value })),
      [
        { name: 'task/fetch', replyToId: '17', value: { data, context: { theme: 'dark' } } },
        {
          name: 'task/submit',
          replyToId: '17',
          value: { data: { verb: 'close' }, context: { theme: 'dark' } },
        },
      ],
    );
  });

  it('runs the extension’s commands', async () => {
    world.onActivity = () => ({ status: 200 });
    const place = { ...ADA, commandId: 'newToken' };
    await world.ask('dialog', { ...place, name: 'composeExtension/fetchTask', data: {} });
    await world.ask('dialog', { ...place, name: 'composeExtension/submitAction', data: { verb: 'close' } });
    const context = { commandId: 'newToken', commandContext: 'compose', context: { theme: 'default' } };
    assert.deepEqual(
      world.got('invoke').map(({ name, value }) => ({ name, value })),
      [
        { name: 'composeExtension/fetchTask', value: context },
        { name: 'composeExtension/submitAction', value: { ...context, data: { verb: 'close' } } },
      ],
    );
  });

  it('uses the extension’s command on a message, which comes along as Teams brings it', async () => {
    world.onActivity = () => ({ status: 200 });
    await world.ask('say', { ...BEN_IN_CREW, text: 'take <pkt_1> & go' });
    const [message] = (await world.state()).messages;
    const place = { ...ADA_IN_CREW, commandId: 'checkMessage', messageId: message?.id ?? '' };
    await world.ask('dialog', { ...place, name: 'composeExtension/fetchTask', data: {} });
    const [fetched] = world.got('invoke');
    assert.equal(fetched?.['replyToId'], undefined);
    assert.equal(textAt(fetched, 'value', 'commandContext'), 'message');
    const payload = objectAt(fetched, 'value', 'messagePayload');
    assert.equal(textAt(payload, 'id'), message?.id);
    assert.equal(textAt(payload, 'body', 'content'), '<div>take &lt;pkt_1&gt; &amp; go</div>');
    assert.equal(textAt(payload, 'from', 'user', 'displayName'), 'Ben Ito');
    const foreign = await world.ask('dialog', {
      ...place,
      ...ADA,
      name: 'composeExtension/fetchTask',
      data: {},
    });
    assert.equal(foreign.status, 404, 'a message of another chat');
  });

  it('searches with the extension, without words at first, and puts a result into the chat', async () => {
    const content = { type: 'AdaptiveCard' };
    const preview = { contentType: 'application/vnd.microsoft.card.thumbnail', content: { title: 'laptop' } };
    const attachment = { contentType: 'application/vnd.microsoft.card.adaptive', content };
    world.onActivity = ({ type }) =>
      type === 'invoke'
        ? {
            status: 200,
            body: { composeExtension: { type: 'result', attachments: [{ ...attachment, preview }] } },
          }
        : { status: 200 };
    const empty = await world.ask('search', { ...ADA, commandId: 'myTokens', words: '' });
    await world.ask('search', { ...ADA, commandId: 'myTokens', words: ' lap ' });
    assert.deepEqual(empty.body, { kind: 'results', results: [{ preview, attachment }] });
    assert.deepEqual(
      world.got('invoke').map(({ value }) => listAt(value, 'parameters')),
      [[{ name: 'initialRun', value: 'true' }], [{ name: 'words', value: 'lap' }]],
    );
    const heard = world.activities.length;
    await world.ask('insert', { ...ADA, attachments: [attachment] });
    const [message] = (await world.state()).messages;
    assert.deepEqual([message?.person, message?.attachments], ['ada', [attachment]]);
    assert.equal(world.activities.length, heard);
  });

  it('brings the bot the code of a sign-in window, in the chat where they pressed the button', async () => {
    await world.ask('say', { ...ADA_IN_CREW, text: 'hello' });
    const answer = await world.ask('verify-state', { ...ADA, state: 'BCDF-2345' });
    assert.deepEqual(answer.body, { kind: 'sent' });
    const [invoke] = world.got('invoke');
    assert.equal(invoke?.['name'], 'signin/verifyState');
    assert.deepEqual(invoke?.['value'], { state: 'BCDF-2345' });
    assert.equal(textAt(invoke, 'from', 'aadObjectId'), ada?.objectId);
    assert.equal(textAt(invoke, 'conversation', 'id'), CHATS[0]?.conversationId);
  });

  it('is told to sign in again when that was not enough, and refused what is no code', async () => {
    world.onActivity = ({ type }) => ({ status: type === 'invoke' ? 412 : 200 });
    const { body } = await world.ask('verify-state', { ...ADA, state: 'BCDF-2345' });
    assert.match(textAt(body, 'text'), /sign in again/);
    for (const state of ['', 'x'.repeat(2001), 17]) {
      assert.equal((await world.ask('verify-state', { ...ADA, state })).status, 400);
    }
    assert.equal(world.got('invoke').length, 1);
  });

  it('repeats what the extension was asked with the code of the sign-in', async () => {
    const actions = [{ type: 'openUrl', value: 'http://127.0.0.1/auth/start', title: 'Sign in' }];
    world.onActivity = ({ type }) =>
      type === 'invoke'
        ? { status: 200, body: { composeExtension: { type: 'auth', suggestedActions: { actions } } } }
        : { status: 200 };
    const signIn = { kind: 'sign-in', title: 'Sign in', url: 'http://127.0.0.1/auth/start' };
    const search = { ...ADA, commandId: 'myTokens', words: 'lap' };
    const dialog = { ...ADA, commandId: 'newToken', name: 'composeExtension/fetchTask', data: {} };
    assert.deepEqual((await world.ask('search', search)).body, signIn);
    assert.deepEqual((await world.ask('dialog', dialog)).body, signIn);
    await world.ask('search', { ...search, state: 'BCDF-2345' });
    await world.ask('dialog', { ...dialog, state: 'BCDF-2345' });
    assert.deepEqual(
      world.got('invoke').map(({ name, value }) => [name, valueAt(value, 'state')]),
      [
        ['composeExtension/query', undefined],
        ['composeExtension/fetchTask', undefined],
        ['composeExtension/query', 'BCDF-2345'],
        ['composeExtension/fetchTask', 'BCDF-2345'],
      ],
    );
    const [first, , again] = world.got('invoke');
    assert.deepEqual(valueAt(again, 'value', 'parameters'), valueAt(first, 'value', 'parameters'));
  });

  it('acts only in chats that they are in', async () => {
    assert.equal((await world.ask('say', { person: 'ada', chat: 'ben', text: 'hi' })).status, 400);
    assert.equal((await world.ask('say', { person: 'eve', chat: 'ada', text: 'hi' })).status, 400);
    assert.equal((await world.ask('say', { ...BEN, text: '' })).status, 400);
  });

  it('is told when the bot fails, and sees it at the message after a reload', async () => {
    world.onActivity = ({ type }) => ({ status: type === 'message' ? 500 : 200 });
    const { body } = await world.ask('say', { ...ADA, text: 'hi' });
    assert.deepEqual(body, { kind: 'failed', text: 'Something went wrong. Please try again.' });
    assert.equal((await world.state()).messages[0]?.problem, 'Something went wrong. Please try again.');
  });

  it('hears of the bot that answers a dialog with nothing it may', async () => {
    for (const answer of [
      { status: 501 },
      { status: 200, body: { task: { type: 'continue', value: {} } } },
    ]) {
      world.onActivity = () => answer;
      const { body } = await world.ask('dialog', { ...ADA, name: 'task/fetch', data: {} });
      assert.equal(textAt(body, 'kind'), 'failed');
    }
  });
});

describe('a bot that does not answer', () => {
  it('is given up after the time that Teams gives it', async () => {
    const world = await createLocalWorld({ botTimeoutMs: 30 });
    try {
      world.onActivity = ({ type }) => (type === 'invoke' ? new Promise(() => {}) : { status: 200 });
      const { body } = await world.ask('execute', { ...ADA, messageId: '1', verb: 'list', data: {} });
      assert.deepEqual(body, { kind: 'failed', text: 'The bot took too long to answer. Please try again.' });
    } finally {
      await world.close();
    }
  });

  it('is told from one that is not there, and is greeted once it is', async () => {
    const nobody = await startLoopbackServer(() => {});
    await nobody.close();
    const world = await createLocalWorld({ botEndpoint: `${nobody.url}/api/messages` });
    try {
      const { body } = await world.ask('open', ADA);
      assert.match(textAt(body, 'text'), /couldn’t be reached/);
      assert.equal((await world.state()).chats[0]?.bot, 'new');
      assert.deepEqual(
        (await world.state()).traces.map(({ status }) => status),
        [0],
      );
    } finally {
      await world.close();
    }
  });
});

describe('what a person’s Teams is set to', () => {
  let world: LocalWorld;
  beforeEach(async () => {
    world = await createLocalWorld();
  });
  afterEach(() => world.close());

  it('stands in everything that the person does from then on, and in nothing that others do', async () => {
    const tokyo = { zone: 'Asia/Tokyo', locale: 'ja-JP' };
    assert.equal((await world.ask('reader', { ...ADA, ...tokyo })).status, 200);
    await world.ask('say', { ...ADA, text: 'list' });
    await world.ask('say', { ...BEN, text: 'list' });
    const [adas, bens] = world.got('message');
    assert.deepEqual([adas?.['localTimezone'], adas?.['locale']], [tokyo.zone, tokyo.locale]);
    const info = listAt(adas, 'entities').find((entity) => textAt(entity, 'type') === 'clientInfo');
    assert.deepEqual(
      ['locale', 'country', 'timezone'].map((name) => textAt(info, name)),
      ['ja-JP', 'JP', 'Asia/Tokyo'],
    );
    assert.match(textAt(adas, 'localTimestamp'), /\+09:00$/);
    assert.equal(Date.parse(textAt(adas, 'localTimestamp')), world.clock.now());
    assert.equal(bens?.['locale'], 'en-US');
    const { people } = await world.state();
    assert.deepEqual(people.find(({ key }) => key === 'ada')?.reader, tokyo);
  });

  it('is told to every window of the page', async () => {
    const pushes = await world.listen();
    const marquesas = { zone: 'Pacific/Marquesas', locale: 'de-DE' };
    await world.ask('reader', { ...ADA, ...marquesas });
    const push = await pushes.take(({ type }) => type === 'person');
    assert.deepEqual(push.type === 'person' && push.person.reader, marquesas);
    await world.ask('say', { ...ADA, text: 'list' });
    assert.match(textAt(world.got('message')[0], 'localTimestamp'), /-09:30$/);
    pushes.end();
  });

  it('is nothing that Teams could not be set to', async () => {
    for (const wrong of [
      { zone: 'Mars/Base', locale: 'en-US' },
      { zone: '', locale: 'en-US' },
      { zone: 'UTC', locale: 'not a language' },
      { zone: 'UTC' },
    ])
      assert.equal((await world.ask('reader', { ...ADA, ...wrong })).status, 400);
    assert.equal((await world.state()).people.find(({ key }) => key === 'ada')?.reader.locale, 'en-US');
  });
});
