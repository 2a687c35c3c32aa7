import assert from 'node:assert/strict';
import { type Connector, createConnector } from '../../../src/teams/channel/connector.ts';
import { createFakeConnector, type FakeConnector, type OddAnswer } from '../../support/fake-connector.ts';
import { createFixedClock, START } from '../../support/fixed-clock.ts';

const TOKEN = 'token-nobody-may-see';
const TEXT = 'words-nobody-may-see';
const HOUR = 60 * 60 * 1000;
const NEW_CHAT = {
  isGroup: false,
  bot: { id: '28:bot' },
  members: [{ id: '29:ada' }],
  tenantId: 't',
  channelData: { tenant: { id: 't' } },
} as const;

describe('what the Bot Connector answers', () => {
  let teams: FakeConnector;
  let connector: Connector;

  beforeEach(async () => {
    teams = await createFakeConnector();
    connector = createConnector({ getToken: async () => TOKEN, clock: createFixedClock(), timeoutMs: 2000 });
  });

  afterEach(() => teams.close());

  const send = (id = 'a:1') => connector.sendActivity(teams.serviceUrl, id, { type: 'message', text: TEXT });

  interface Case {
    readonly what: string;
    readonly answer: OddAnswer;
    readonly expect: object;
  }

  const status = (code: number, body = '', headers: Record<string, string> = {}) => ({
    status: code,
    headers,
    body,
  });
  const throttled = (retryAfterMs: number) => ({ outcome: 'throttled', retryAfterMs });
  const inOneMinute = new Date(START + 60_000).toUTCString();
  const anHourAgo = new Date(START - HOUR).toUTCString();
  const cases: Case[] = [
    ...[
      'ConversationBlockedByUser',
      'BotNotInConversationRoster',
      'BotDisabledByAdmin',
      'ForbiddenOperationException',
    ].map((code) => ({
      what: `403 ${code}`,
      answer: status(403, JSON.stringify({ error: { code, message: TEXT } })),
      expect: { outcome: 'unreachable', reason: `the Bot Connector answered 403 ${code}` },
    })),
    {
      what: '403 with the code inside a message',
      answer: status(403, JSON.stringify({ errorCode: 209, message: '{"subCode":"MessageWritesBlocked"}' })),
      expect: { outcome: 'unreachable', reason: 'the Bot Connector answered 403 MessageWritesBlocked' },
    },
    { what: '403 without a known code', answer: status(403, TEXT), expect: { outcome: 'not-sent' } },
    {
      what: '404',
      answer: status(404),
      expect: { outcome: 'no-chat', reason: 'the Bot Connector answered 404' },
    },
    { what: '429 with seconds', answer: status(429, '', { 'Retry-After': '7' }), expect: throttled(7000) },
    {
      what: '429 with a date',
      answer: status(429, '', { 'Retry-After': inOneMinute }),
      expect: throttled(60_000),
    },
    {
      what: '429 with a date gone by',
      answer: status(429, '', { 'Retry-After': anHourAgo }),
      expect: throttled(2000),
    },
    {
      what: '429 with days',
      answer: status(429, '', { 'Retry-After': '864000' }),
      expect: throttled(HOUR),
    },
    {
      what: '429 with nonsense',
      answer: status(429, '', { 'Retry-After': 'soon' }),
      expect: throttled(2000),
    },
    { what: '429 with zero', answer: status(429, '', { 'Retry-After': '0' }), expect: throttled(2000) },
    { what: '429 without a time', answer: status(429), expect: throttled(2000) },
    { what: '503 with a time', answer: status(503, '', { 'Retry-After': '3' }), expect: throttled(3000) },
    ...[409, 425, 500, 502, 503].map((code) => ({
      what: `${code} without a time`,
      answer: status(code, TEXT),
      expect: { outcome: 'not-sent', reason: `the Bot Connector answered ${code}` },
    })),
    ...[501, 505, 520].map((code) => ({
      what: `${code}, which Teams does not document`,
      answer: status(code),
      expect: { outcome: 'ambiguous' },
    })),
    { what: '504', answer: status(504, TEXT), expect: { outcome: 'ambiguous' } },
    {
      what: '504 with a time',
      answer: status(504, '', { 'Retry-After': '3' }),
      expect: { outcome: 'ambiguous' },
    },
    { what: '408', answer: status(408), expect: { outcome: 'ambiguous' } },
    {
      what: '412',
      answer: status(412),
      expect: { outcome: 'not-sent', reason: 'the Bot Connector answered 412' },
    },
    {
      what: '401',
      answer: status(401),
      expect: { outcome: 'not-sent', reason: 'the Bot Connector answered 401' },
    },
    { what: '400', answer: status(400, TEXT), expect: { outcome: 'rejected' } },
    {
      what: '413',
      answer: status(413),
      expect: { outcome: 'rejected', reason: 'the Bot Connector answered 413' },
    },
    {
      what: 'a redirect',
      answer: status(302, '', { Location: '/elsewhere' }),
      expect: { outcome: 'not-sent' },
    },
    { what: 'a broken connection', answer: 'reset', expect: { outcome: 'ambiguous' } },
    { what: 'an answer that breaks off', answer: 'cut', expect: { outcome: 'ambiguous' } },
    { what: 'a page instead of JSON', answer: status(200, '<html>'), expect: { outcome: 'ambiguous' } },
    { what: 'a flood', answer: status(200, 'x'.repeat(100_000)), expect: { outcome: 'ambiguous' } },
    { what: 'success without a body', answer: status(202), expect: { ok: true, id: '' } },
    { what: 'success without an id', answer: status(200, '{}'), expect: { ok: true, id: '' } },
  ];

  for (const { what, answer, expect } of cases) {
    it(`${what}: is understood, after one attempt`, async () => {
      teams.answerNext(answer);
      const result = await send();
      for (const [key, value] of Object.entries(expect))
        assert.deepEqual(Reflect.get(result, key), value, key);
      assert.equal(teams.calls.length, 1);
      assert.doesNotMatch(JSON.stringify(result), new RegExp(`${TOKEN}|${TEXT}`));
    });
  }

  it('nothing in time: is ambiguous', async () => {
    connector = createConnector({ getToken: async () => TOKEN, clock: createFixedClock(), timeoutMs: 60 });
    teams.answerNext('hang');
    const result = await send();
    assert.deepEqual(result, {
      ok: false,
      outcome: 'ambiguous',
      reason: 'the Bot Connector did not answer in time',
    });
    assert.equal(teams.calls.length, 1);
  });

  it('404 to an update: says nothing about the person', async () => {
    teams.answerNext(status(404));
    const result = await connector.updateActivity(teams.serviceUrl, 'a:1', 'm', { type: 'message' });
    assert.equal(!result.ok && result.outcome, 'rejected');
  });

  it('no id for a new conversation: is no success', async () => {
    teams.answerNext(status(201, '{}'));
    const result = await connector.createConversation(teams.serviceUrl, NEW_CHAT);
    assert.equal(!result.ok && result.outcome, 'ambiguous');
  });
});
