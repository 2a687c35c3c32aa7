import assert from 'node:assert/strict';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { parseSecret } from '../../src/core/secrets/secret.ts';
import {
  buttonData,
  cardOf,
  dialogCard,
  executeCard,
  type RunningService,
  runService,
  shownText,
} from '../support/running-service.ts';

const DAY_HOURS = 24;

describe('the service', () => {
  let world: RunningService;

  beforeEach(async () => {
    world = await runService();
  });

  afterEach(async () => {
    await world.close();
  });

  const lastCard = () => cardOf(world.connector.sent.at(-1));

  it('answers health, readiness and metrics', async () => {
    assert.equal((await world.get('/healthz')).status, 200);
    assert.equal((await world.get('/readyz')).status, 200);
    assert.match((await world.get('/metrics')).body, /patkeeper_turns_total/);
  });

  it('leads from the typed command to a secret, a notice and a stored digest', async () => {
    const { teams, connector, ada } = world;
    assert.equal((await teams.say(ada, '/pat new laptop')).status, 200);
    const open = buttonData(lastCard(), 'create.open');
    assert.deepEqual(open['msteams'], { type: 'task/fetch' });
    const form = dialogCard(await teams.openDialog(ada, open));
    const submit = { ...buttonData(form, 'create.submit'), name: 'laptop', lifespan: '30', preset: 'push' };
    const page = dialogCard(await teams.submitDialog(ada, submit));
    const secret = JSON.stringify(page).match(/pkt_[0-9A-Za-z]{61}/)?.[0] ?? '';
    assert.ok(parseSecret(secret));
    await connector.untilCalls(2);
    assert.match(shownText(lastCard()), /New token +laptop.*expires in 30 days/);
    const close = await teams.submitDialog(ada, { ...buttonData(page, 'close'), secret });
    assert.deepEqual(close, { status: 200, body: undefined });

    const everywhere = `${await world.stored()}${world.logged()}${JSON.stringify(connector.calls)}${
      (await world.get('/metrics')).body
    }`;
    assert.ok(!everywhere.includes(secret));
    assert.ok(!everywhere.includes(secret.slice(16, 59)));
    assert.ok(everywhere.includes(secret.slice(4, 16)), 'the selector is stored');
  });

  it('names organizations as they are configured, with the address where they are reached', async () => {
    await world.restart({
      BUILTIN_ORGANIZATIONS: 'lab=Research',
      BUILTIN_ORGANIZATION_URLS: 'lab=https://git.lab.example',
    });
    const { teams, ada } = world;
    await world.create(ada, 'laptop');
    assert.match(shownText(lastCard()), /Organization Research \(lab\)/);
    await teams.say(ada, '/pat show laptop');
    assert.match(shownText(lastCard()), /git clone https:\/\/patkeeper@git\.lab\.example\/REPOSITORY\.git/);
    await teams.say(ada, '/pat list research');
    assert.match(shownText(lastCard()), /You have 1 active token/);
  });

  it('makes one token of a form that is submitted twice, and of an activity that comes twice', async () => {
    const { teams, ada } = world;
    const form = dialogCard(await teams.openDialog(ada, { verb: 'create.open' }));
    const submit = { ...buttonData(form, 'create.submit'), name: 'laptop', lifespan: '30', preset: 'clone' };
    const sends = [{ id: 'same' }, { id: 'same' }, { id: 'other' }].map((where) =>
      teams.submitDialog(ada, submit, where),
    );
    const secrets = (await Promise.all(sends)).map(
      ({ body }) => JSON.stringify(body).match(/pkt_\w{61}/)?.[0],
    );
    assert.equal(new Set(secrets).size, 1);
    await teams.say(ada, '/pat list');
    assert.match(shownText(lastCard()), /You have 1 active token/);
  });

  it('answers a typed message once, however often it comes', async () => {
    const { teams, connector, ada } = world;
    await Promise.all([1, 2, 3].map(() => teams.say(ada, 'hello', { id: 'same' })));
    assert.equal(connector.sent.length, 1);
  });

  for (const kind of ['Action.Execute', 'Action.Submit'] as const) {
    it(`renews and revokes in place with ${kind}`, async () => {
      const { teams, connector, ada } = world;
      const { id: tokenId } = await world.create(ada, 'laptop');
      const press = async (data: Readonly<Record<string, unknown>>) => {
        if (kind === 'Action.Execute') {
          const { verb, ...rest } = data;
          return executeCard(await teams.execute(ada, String(verb), rest, 'message-1'));
        }
        const sent = connector.sent.length;
        await teams.submit(ada, data, 'message-1');
        assert.equal(connector.sent.length, sent, 'the card is replaced, no new message is sent');
        const update = connector.updated.at(-1);
        assert.match(update?.path ?? '', /message-1$/);
        return cardOf(update);
      };
      const list = await press({ verb: 'list' });
      const details = await press(buttonData(list, 'show'));
      const question = await press(buttonData(details, 'renew.ask'));
      const renewed = await press({ ...buttonData(question, 'renew'), lifespan: '60', date: '' });
      assert.match(shownText(renewed), /Renewed\. It now works until .* expires in 60 days/);
      const ask = await press(buttonData(renewed, 'revoke.ask'));
      assert.match(shownText(ask), /stops working at once/);
      const kept = await press(buttonData(ask, 'show'));
      assert.match(shownText(kept), /laptop Active/);
      const revoked = await press(buttonData(ask, 'revoke'));
      assert.match(shownText(revoked), /Revoked +laptop/);
      assert.match(shownText(await press({ verb: 'revoke', tokenId })), /already revoked/);
    });
  }

  it('does nothing when somebody presses another person’s button, and leaves the card alone', async () => {
    const { teams, connector, ada, ben } = world;
    const { id: tokenId } = await world.create(ada, 'laptop');
    for (const verb of ['show', 'renew.ask', 'renew', 'revoke.ask', 'revoke']) {
      const answer = await teams.execute(ben, verb, { tokenId, lifespan: '7' }, 'message-1', {
        conversation: 'groupChat',
      });
      const { type, value } = answer.body as { type: string; value: string };
      assert.equal(type, 'application/vnd.microsoft.activity.message');
      assert.doesNotMatch(value, /laptop/);
      await teams.submit(ben, { verb, tokenId, lifespan: '7' }, 'message-1', { conversation: 'groupChat' });
    }
    assert.deepEqual(connector.updated, []);
    assert.doesNotMatch(JSON.stringify(connector.sent.slice(1)), /laptop/);
    await teams.say(ada, '/pat list');
    assert.match(shownText(lastCard()), /You have 1 active token/);
  });

  for (const conversation of ['groupChat', 'channel'] as const) {
    it(`writes to the person directly when asked in a ${conversation}`, async () => {
      const { teams, connector, ada } = world;
      await teams.say(ada, 'hi', { conversation });
      await world.create(ada, 'laptop');
      connector.clear();
      for (const text of [
        '/pat list',
        '/pat show laptop',
        '/pat revoke laptop',
        '/pat revoke all',
        '/pat show x',
      ]) {
        connector.clear();
        await teams.say(ada, text, { conversation });
        const [direct, told] = connector.sent;
        assert.match(decodeURIComponent(direct?.path ?? ''), /a:chat-with-/);
        assert.match(decodeURIComponent(told?.path ?? ''), /19:/);
        assert.match(shownText(cardOf(told)), /I have written to you directly/);
        assert.doesNotMatch(JSON.stringify(told?.body), /laptop/);
      }
    });
  }

  it('creates the personal chat of somebody it knows from a channel only', async () => {
    const { teams, connector, ada } = world;
    await teams.say(ada, '/pat list', { conversation: 'channel' });
    const [created] = connector.calls;
    assert.equal(created?.path.endsWith('/v3/conversations'), true);
    assert.deepEqual(created?.body['members'], [{ id: ada.id }]);
  });

  it('says so in the group when it could not write directly', async () => {
    const { teams, connector, ada } = world;
    connector.answerNext({ status: 403, body: '{"error":{"code":"BotNotInConversationRoster"}}' });
    await teams.say(ada, '/pat list', { conversation: 'groupChat' });
    assert.match(shownText(lastCard()), /I couldn’t write to you/);
  });

  it('runs the messaging extension: the create dialog and the search', async () => {
    const { teams, ada, ben } = world;
    await world.create(ada, 'laptop');
    const where = { conversation: 'groupChat' } as const;
    const fetched = await teams.invoke(ada, 'composeExtension/fetchTask', { commandId: 'newToken' }, where);
    const submit = {
      ...buttonData(dialogCard(fetched), 'create.submit'),
      name: 'phone',
      lifespan: '7',
      preset: 'clone',
    };
    const value = { commandId: 'newToken', data: submit };
    const page = await teams.invoke(ada, 'composeExtension/submitAction', value, where);
    assert.match(JSON.stringify(page.body), /pkt_\w{61}/);
    const done = { commandId: 'newToken', data: buttonData(dialogCard(page), 'close') };
    assert.deepEqual(await teams.invoke(ada, 'composeExtension/submitAction', done, where), {
      status: 200,
      body: undefined,
    });
    const query = (words: string) => ({
      commandId: 'myTokens',
      parameters: [{ name: 'query', value: words }],
      queryOptions: { skip: 0, count: 25 },
    });
    const found = await teams.invoke(ada, 'composeExtension/query', query('lap'), where);
    const { composeExtension } = found.body as { composeExtension: { type: string; attachments: object[] } };
    assert.equal(composeExtension.type, 'result');
    assert.equal(composeExtension.attachments.length, 1);
    assert.doesNotMatch(JSON.stringify(found.body), /pkt_\w{61}/);
    const others = await teams.invoke(ben, 'composeExtension/query', query(''), where);
    assert.match(JSON.stringify(others.body), /You have no tokens yet/);
  });

  it('answers malformed invokes with a sentence, never with an error or a stack', async () => {
    const { teams, ada } = world;
    const names = [
      'adaptiveCard/action',
      'task/fetch',
      'task/submit',
      'composeExtension/fetchTask',
      'composeExtension/submitAction',
      'composeExtension/query',
    ];
    const values = [
      undefined,
      null,
      7,
      'text',
      [],
      {},
      { action: 7, data: 'x' },
      { data: { verb: '__proto__' } },
    ];
    for (const name of names) {
      for (const value of values) {
        const { status, body } = await teams.invoke(ada, name, value);
        assert.equal(status, 200, `${name} ${JSON.stringify(value)}`);
        assert.doesNotMatch(JSON.stringify(body), /at .*\.ts|Error:/);
      }
    }
    assert.equal((await teams.invoke(ada, 'unheard/of', {})).status, 501);
  });

  it('says that its data is out of reach, and goes on when it is back', async () => {
    const { teams, ada } = world;
    const form = dialogCard(await teams.openDialog(ada, { verb: 'create.open' }));
    const submit = { ...buttonData(form, 'create.submit'), name: 'laptop', lifespan: '30', preset: 'clone' };
    const [people, away] = [join(world.dataDir, 'people'), join(world.dataDir, 'people-away')];
    await rename(people, away);
    const failed = dialogCard(await teams.submitDialog(ada, submit));
    assert.match(shownText(failed), /That didn’t work/);
    const again = buttonData(failed, 'create.submit');
    assert.deepEqual(again, submit);
    await rename(away, people);
    const page = dialogCard(await teams.submitDialog(ada, again));
    assert.match(JSON.stringify(page), /pkt_\w{61}/);
  });

  it('greets whoever installs it, keeps notices while it is removed, and sends them when it is back', async () => {
    const { teams, connector, ada } = world;
    await teams.install(ada, 'add');
    assert.match(shownText(lastCard()), /Welcome, Ada Park/);
    await teams.install(ada, 'remove');
    const form = dialogCard(
      await teams.openDialog(ada, { verb: 'create.open' }, { conversation: 'channel' }),
    );
    const submit = { ...buttonData(form, 'create.submit'), name: 'laptop', lifespan: '30', preset: 'clone' };
    await teams.submitDialog(ada, submit, { conversation: 'channel' });
    await teams.say(ada, 'hello', { conversation: 'channel' });
    assert.doesNotMatch(JSON.stringify(connector.sent.map(cardOf)), /New token/);
    const calls = connector.calls.length;
    await teams.install(ada, 'add');
    await connector.untilCalls(calls + 2);
    const texts = connector.sent.slice(-2).map((call) => shownText(cardOf(call)));
    assert.ok(texts.some((text) => text.includes('Welcome')));
    assert.ok(texts.some((text) => text.includes('New token')));
  });

  it('keeps everything over a restart, and reminds seven days before the end', async () => {
    const { teams, connector, ada } = world;
    await world.create(ada, 'laptop', { lifespan: '30' });
    await world.restart();
    await world.teams.say(ada, '/pat clock +551h');
    assert.match(shownText(lastCard()), /The clock has moved/);
    const calls = connector.calls.length;
    await world.teams.say(ada, `/pat clock +1h`);
    await connector.untilCalls(calls + 2);
    const reminder = connector.sent
      .map(cardOf)
      .find((card) => shownText(card).includes('laptop expires in 7 days'));
    assert.ok(reminder);
    const revoke = buttonData(reminder, 'revoke.ask');
    assert.match(
      shownText(executeCard(await world.teams.execute(ada, 'revoke.ask', revoke, 'm'))),
      /Revoke laptop\?/,
    );
    assert.equal(teams === world.teams, false);
  });

  it('says 503 and not 401 of a token whose pepper it was not given, and counts such tokens when it starts', async () => {
    const [before, after] = ['before '.repeat(8), 'after '.repeat(8)];
    await world.restart({ TOKEN_PEPPER: before });
    const { secret } = await world.create(world.ada, 'laptop');
    const verified = async () => {
      const headers = { Authorization: `Bearer ${secret}` };
      return (await fetch(`${world.verifyUrl}/verify?scope=any`, { headers })).status;
    };
    await world.restart({ TOKEN_PEPPER: after });
    assert.equal(await verified(), 503);
    assert.match(world.logged(), /1 active token can’t be verified/);
    await world.restart({ TOKEN_PEPPER: `${after},${before}` });
    assert.equal(await verified(), 200);
    assert.equal(world.logged().match(/can’t be verified: the pepper/g)?.length, 1);
  });

  it('sends a reminder that came due while it was down once, late', async () => {
    const { connector, ada } = world;
    await world.create(ada, 'laptop', { lifespan: '30' });
    const calls = connector.calls.length;
    await world.restart({ CLOCK_OFFSET_HOURS: String(28 * DAY_HOURS) });
    await connector.untilCalls(calls + 1);
    assert.match(shownText(lastCard()), /laptop expires in 2 days/);
    await world.restart({ CLOCK_OFFSET_HOURS: String(29 * DAY_HOURS) });
    await world.teams.say(ada, 'hello');
    assert.equal(connector.calls.length, calls + 2);
  });

  it('refuses what does not come from Teams on this machine', async () => {
    const { teams, ada } = world;
    for (const fields of [
      { channelId: 'emulator' },
      { serviceUrl: 'https://evil.example/' },
      { serviceUrl: undefined },
    ]) {
      assert.equal((await teams.send(ada, { type: 'message', text: 'hi', ...fields })).status, 403);
    }
  });
});
