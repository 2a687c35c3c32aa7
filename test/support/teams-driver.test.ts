import assert from 'node:assert/strict';
import type { BotServer } from '../../src/http/bot/bot-server.ts';
import { startBotServer } from './start-bot-server.ts';
import { createTeamsDriver, type TeamsDriver } from './teams-driver.ts';

const TENANT = '11111111-2222-4333-8444-555555555555';

describe('the Teams driver', () => {
  let server: BotServer;
  let driver: TeamsDriver;
  let seen: Record<string, unknown>[];

  beforeEach(async () => {
    seen = [];
    server = await startBotServer({
      onActivity: async (body, authorization) => {
        seen.push({ ...body, authorization });
        return { status: 200, body: { ok: true } };
      },
    });
    driver = createTeamsDriver({
      botUrl: server.url,
      serviceUrl: 'http://127.0.0.1:1/',
      tenantId: TENANT,
      authorization: () => 'Bearer x',
    });
  });

  afterEach(() => server.close(0));

  it('reaches the bot over HTTP as Teams would, in each kind of conversation', async () => {
    const ada = driver.person('Ada');
    assert.deepEqual(await driver.say(ada, 'help'), { status: 200, body: { ok: true } });
    await driver.say(ada, 'help', { conversation: 'groupChat' });
    await driver.say(ada, 'help', { conversation: 'channel' });
    assert.deepEqual(
      seen.map(({ text }) => text),
      ['help', '<at>Patkeeper</at> help', '<at>Patkeeper</at> help'],
    );
    assert.equal(new Set(seen.map(({ id }) => id)).size, 3);
    assert.equal(seen[0]?.['authorization'], 'Bearer x');
    assert.deepEqual(seen[0]?.['from'], ada);
  });

  it('presses buttons, drives dialogs and installs', async () => {
    const ada = driver.person('Ada');
    await driver.submit(ada, { verb: 'list' }, 'm1');
    await driver.execute(ada, 'list', { page: 1 }, 'm1');
    await driver.openDialog(ada, { verb: 'create' });
    await driver.submitDialog(ada, { name: 'x' });
    await driver.install(ada, 'remove', { id: 'again' });
    assert.deepEqual(
      seen.map(({ type, name, action, replyToId }) =>
        [type, name, action, replyToId].filter(Boolean).join(' '),
      ),
      [
        'message m1',
        'invoke adaptiveCard/action m1',
        'invoke task/fetch',
        'invoke task/submit',
        'installationUpdate remove',
      ],
    );
    assert.equal(seen[4]?.['id'], 'again');
  });

  it('knows one person by one name', () => {
    assert.deepEqual(driver.person('Ada'), driver.person('Ada'));
    assert.notEqual(driver.person('Ada').aadObjectId, driver.person('Ben').aadObjectId);
  });
});
