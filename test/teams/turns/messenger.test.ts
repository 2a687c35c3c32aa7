import assert from 'node:assert/strict';
import { noticesForNew } from '../../../src/core/notices/notices.ts';
import type { Delivery } from '../../../src/core/ports.ts';
import type { Contact } from '../../../src/core/store/contacts.ts';
import { createOrganizationOf } from '../../../src/core/tokens/organization-of.ts';
import { createCardRenderer } from '../../../src/teams/cards/cards.ts';
import { createConnector } from '../../../src/teams/channel/connector.ts';
import { createMessenger } from '../../../src/teams/turns/messenger.ts';
import { POLICY, sampleContact, sampleToken } from '../../core/samples.ts';
import { createFakeConnector, type FakeConnector, type OddAnswer } from '../../support/fake-connector.ts';
import { createFixedClock } from '../../support/fixed-clock.ts';

const NOT_FOUND: OddAnswer = {
  status: 404,
  body: '{"error":{"code":"ConversationNotFound","message":"Conversation not found."}}',
};
const KEPT = '/v3/conversations/chat-ada/activities';
const ASK = '/v3/conversations';
const NEW = `/v3/conversations/${encodeURIComponent('a:chat-with-29:ada')}/activities`;

describe('a message that the bot writes first', () => {
  const token = sampleToken();
  const [, reminder] = noticesForNew(token);
  assert.ok(reminder !== undefined);
  const notice = reminder;
  const clock = createFixedClock();
  let teams: FakeConnector;
  let elapsed: number;

  beforeEach(async () => {
    teams = await createFakeConnector();
    elapsed = 0;
  });
  afterEach(() => teams.close());

  function send(some: Partial<Contact> = {}): Promise<Delivery> {
    const messenger = createMessenger({
      connector: createConnector({ getToken: async () => undefined, clock, timeoutMs: 2000 }),
      renderer: createCardRenderer({ actions: 'execute' }),
      clock,
      organizationOf: createOrganizationOf({ known: [] }),
      policy: POLICY,
      elapsed: () => {
        elapsed += 1;
        return elapsed;
      },
    });
    return messenger.sendNotice({ ...sampleContact(), serviceUrl: teams.serviceUrl, ...some }, notice, token);
  }
  const paths = () => teams.calls.map(({ path }) => path);
  const status = (code: number): OddAnswer => ({ status: code });

  it('goes to the chat that is known', async () => {
    assert.deepEqual(await send(), { outcome: 'sent', conversationId: 'chat-ada' });
    assert.deepEqual(paths(), [KEPT]);
  });

  it('goes to the chat that Teams gives when it no longer knows the kept one', async () => {
    teams.answerNext(NOT_FOUND);
    assert.deepEqual(await send(), { outcome: 'sent', conversationId: 'a:chat-with-29:ada' });
    assert.deepEqual(paths(), [KEPT, ASK, NEW]);
  });

  it('has no chat to go to only when Teams gives none, or does not know its own', async () => {
    const found: OddAnswer = { status: 201, body: '{"id":"a:x"}' };
    for (const answers of [[status(404)], [status(400)], [found, NOT_FOUND]]) {
      teams.answerNext(NOT_FOUND, ...answers);
      assert.equal((await send()).outcome, 'no-chat');
    }
  });

  for (const [code, outcome] of [
    [503, 'not-sent'],
    [504, 'not-sent'],
    [429, 'throttled'],
  ] as const) {
    it(`is ${outcome} when Teams answers ${code} to whoever asks for the chat, because nothing was sent`, async () => {
      teams.answerNext(NOT_FOUND, status(code));
      assert.equal((await send()).outcome, outcome);
      assert.deepEqual(paths(), [KEPT, ASK]);
    });
  }

  it('asks for no other chat when the person has blocked the bot', async () => {
    teams.answerNext({ status: 403, body: '{"error":{"code":"ConversationBlockedByUser"}}' });
    assert.equal((await send()).outcome, 'unreachable');
    assert.deepEqual(paths(), [KEPT]);
  });

  for (const code of [400, 413]) {
    it(`says the same plainly, once, when Teams answers ${code} to the card`, async () => {
      teams.answerNext(status(code));
      assert.equal((await send()).outcome, 'sent');
      const [full, plain, ...more] = teams.calls;
      assert.deepEqual([full?.path, plain?.path, more], [KEPT, KEPT, []]);
      const text = JSON.stringify(plain?.body['attachments']);
      assert.match(text, /Laptop expires in 90 days/);
      assert.match(text, /\/pat list/);
      assert.doesNotMatch(text, /Action\./);
      assert.ok(text.length < JSON.stringify(full?.body['attachments']).length / 3);
    });

    it(`is refused for good when Teams answers ${code} to that as well`, async () => {
      teams.answerNext(status(code), status(code));
      const refused = await send();
      assert.equal(refused.outcome, 'rejected');
      assert.ok('reason' in refused && refused.reason === `the Bot Connector answered ${code}`);
      assert.equal(teams.calls.length, 2);
    });
  }

  it('says it plainly in the chat that it had to ask for', async () => {
    teams.answerNext(NOT_FOUND, { status: 201, body: '{"id":"a:x"}' }, status(400));
    assert.deepEqual(await send(), { outcome: 'sent', conversationId: 'a:x' });
    assert.equal(teams.calls.length, 4);
  });

  it('comes back later when there is no time left to say it plainly', async () => {
    teams.answerNext(status(400));
    elapsed = -10_000;
    const slow = send();
    elapsed += 9_000;
    assert.equal((await slow).outcome, 'not-sent');
    assert.equal(teams.calls.length, 1);
  });
});
