import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createPatience } from '../../../src/core/timing/patience.ts';
import { type Connector, createConnector } from '../../../src/teams/channel/connector.ts';
import { createFakeConnector, type FakeConnector } from '../../support/fake-connector.ts';
import { createFixedClock } from '../../support/fixed-clock.ts';
import { startLoopbackServer } from '../../support/loopback-server.ts';

const TOKEN = 'token-nobody-may-see';
const TEXT = 'words-nobody-may-see';
const NEW_CHAT = {
  isGroup: false,
  bot: { id: '28:bot' },
  members: [{ id: '29:ada' }],
  tenantId: 't',
  channelData: { tenant: { id: 't' } },
} as const;

describe('the Bot Connector client', () => {
  let teams: FakeConnector;
  let connector: Connector;

  beforeEach(async () => {
    teams = await createFakeConnector();
    connector = createConnector({ getToken: async () => TOKEN, clock: createFixedClock(), timeoutMs: 2000 });
  });

  afterEach(() => teams.close());

  const send = (id = 'a:1') => connector.sendActivity(teams.serviceUrl, id, { type: 'message', text: TEXT });

  it('posts to a conversation with the token and gives the id', async () => {
    assert.deepEqual(await send(), { ok: true, id: 'message-1' });
    const [call] = teams.calls;
    assert.deepEqual(call, {
      method: 'POST',
      path: '/v3/conversations/a%3A1/activities',
      authorization: `Bearer ${TOKEN}`,
      body: { type: 'message', text: TEXT },
    });
  });

  it('answers a message, replaces one, and opens a personal chat', async () => {
    await connector.sendActivity(teams.serviceUrl, 'a:1', { type: 'message' }, 'm/1');
    const updated = await connector.updateActivity(teams.serviceUrl, 'a:1', 'm:2', { type: 'message' });
    const created = await connector.createConversation(teams.serviceUrl, NEW_CHAT);
    assert.deepEqual(
      teams.calls.map(({ method, path }) => `${method} ${path}`),
      [
        'POST /v3/conversations/a%3A1/activities/m%2F1',
        'PUT /v3/conversations/a%3A1/activities/m%3A2',
        'POST /v3/conversations',
      ],
    );
    assert.deepEqual(updated, { ok: true, id: 'm:2' });
    assert.deepEqual(created, { ok: true, id: 'a:chat-with-29:ada' });
    assert.deepEqual(teams.calls[2]?.body, NEW_CHAT);
  });

  it('sends no Authorization header when there is no token to send', async () => {
    connector = createConnector({ getToken: async () => undefined, clock: createFixedClock() });
    await send();
    assert.equal(teams.calls[0]?.authorization, undefined);
  });

  it('sends further headers to the one origin that they are for', async () => {
    const seen: unknown[] = [];
    const other = await startLoopbackServer((request, response) => {
      seen.push(request.headers['x-local-key']);
      response.end('{"id":"1"}');
    });
    const headersFor = (origin: string) => (origin === other.url ? { 'x-local-key': 'k' } : {});
    connector = createConnector({ getToken: async () => undefined, clock: createFixedClock(), headersFor });
    for (const url of [`${other.url}/connector`, other.url.replace('127.0.0.1', 'localhost')])
      assert.equal((await connector.sendActivity(url, 'a:1', { type: 'message' })).ok, true);
    assert.deepEqual(seen, ['k', undefined]);
    await other.close();
  });

  it('calls no service that may not be called, and says that nothing was sent', async () => {
    connector = createConnector({
      getToken: async () => TOKEN,
      clock: createFixedClock(),
      mayCall: () => false,
    });
    const result = await send();
    assert.equal(!result.ok && result.outcome, 'not-sent');
    assert.deepEqual(teams.calls, []);
  });

  it('keeps any id within its path segment', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1, unit: 'grapheme' }), async (id) => {
        teams.clear();
        const result = await send(id);
        if (id === '.' || id === '..') return assert.equal(result.ok, false);
        const segments = teams.calls[0]?.path.split('/') ?? [];
        assert.equal(segments.length, 5);
        assert.equal(decodeURIComponent(segments[3] ?? ''), id);
      }),
      { numRuns: 50 },
    );
  });

  for (const id of ['', '.', '..', '\uD800']) {
    it(`does not send to the conversation ${JSON.stringify(id)}`, async () => {
      const result = await send(id);
      assert.equal(!result.ok && result.outcome, 'not-sent');
      assert.equal(teams.calls.length, 0);
    });
  }

  describe('before anything is sent', () => {
    it('a refused connection is not sent', async () => {
      const gone = await startLoopbackServer(() => {});
      await gone.close();
      const result = await connector.sendActivity(gone.url, 'a:1', { type: 'message', text: TEXT });
      assert.deepEqual(result, {
        ok: false,
        outcome: 'not-sent',
        reason: 'no connection to the Bot Connector (ECONNREFUSED)',
      });
    });

    for (const [code, outcome] of [
      ['ENOTFOUND', 'not-sent'],
      ['EAI_AGAIN', 'not-sent'],
      ['ECONNRESET', 'ambiguous'],
      ['UND_ERR_SOCKET', 'ambiguous'],
    ] as const) {
      it(`${code} is ${outcome}`, async () => {
        const cause = Object.assign(new Error(TEXT), { code });
        const exchangeHttp = () => Promise.reject(new TypeError('fetch failed', { cause }));
        connector = createConnector({ getToken: async () => TOKEN, clock: createFixedClock(), exchangeHttp });
        const result = await send();
        assert.equal(!result.ok && result.outcome, outcome);
        assert.doesNotMatch(JSON.stringify(result), new RegExp(TEXT));
      });
    }

    it('an unknown exception is ambiguous', async () => {
      const exchangeHttp = () => Promise.reject(new Error(TEXT));
      connector = createConnector({ getToken: async () => TOKEN, clock: createFixedClock(), exchangeHttp });
      assert.deepEqual(await send(), {
        ok: false,
        outcome: 'ambiguous',
        reason: 'the call of the Bot Connector broke off',
      });
    });

    it('a missing token is not sent, and only the number of its error is told', async () => {
      const getToken = () => Promise.reject(new Error(`AADSTS7000215: Invalid client secret ${TOKEN}`));
      connector = createConnector({ getToken, clock: createFixedClock() });
      assert.deepEqual(await send(), {
        ok: false,
        outcome: 'not-sent',
        reason: 'no access token for the Bot Connector (AADSTS7000215)',
      });
      assert.equal(teams.calls.length, 0);
    });

    it('a token that never comes is not sent', async () => {
      connector = createConnector({
        getToken: () => new Promise(() => {}),
        clock: createFixedClock(),
        timeoutMs: 20,
      });
      const result = await send();
      assert.equal(!result.ok && result.outcome, 'not-sent');
    });

    it('a call that the end of the patience breaks off is ambiguous, and no other one begins', async () => {
      const patience = createPatience();
      connector = createConnector({ getToken: async () => TOKEN, clock: createFixedClock(), patience });
      teams.answerNext('hang');
      const hanging = send();
      await teams.untilCalls(1);
      patience.end();
      for (const [result, outcome] of [
        [await hanging, 'ambiguous'],
        [await send(), 'not-sent'],
      ] as const)
        assert.equal(!result.ok && result.outcome, outcome);
      assert.equal(teams.calls.length, 1);
    });

    it('a token that does not come before the end of the patience is not sent', async () => {
      const patience = createPatience();
      const getToken = () => new Promise<never>(() => {});
      connector = createConnector({ getToken, clock: createFixedClock(), patience });
      const hanging = send();
      patience.end();
      const result = await hanging;
      assert.equal(!result.ok && result.outcome, 'not-sent');
    });

    it('a message that cannot be written is not sent', async () => {
      const content: { self?: object } = {};
      content.self = content;
      const attachments = [{ contentType: 'application/json', content }];
      const result = await connector.sendActivity(teams.serviceUrl, 'a:1', { type: 'message', attachments });
      assert.equal(!result.ok && result.outcome, 'not-sent');
    });
  });
});
