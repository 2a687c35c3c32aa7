import assert from 'node:assert/strict';
import {
  cardOf,
  dialogCard,
  type RunningService,
  runService,
  shownText,
} from '../../support/running-service.ts';

const TENANT = '11111111-1111-4111-8111-111111111111';

describe('the people of a chat', () => {
  let world: RunningService;
  const start = async (settings: Readonly<Record<string, string>> = {}) => {
    world = await runService(settings);
  };
  afterEach(() => world.close());

  const is = (userRole: string, tenantId = TENANT) =>
    world.connector.members.set(world.ada.id, { tenantId, userRole });
  const lastShown = () => shownText(cardOf(world.connector.sent.at(-1)));

  it('who belong to its tenant are let in, whatever case their tenant has', async () => {
    await start();
    is('user', TENANT.toUpperCase());
    await world.create(world.ada, 'laptop');
  });

  it('who belong to another tenant are refused politely, and nothing is kept of them', async () => {
    await start();
    is('user', '99999999-1111-4111-8111-111111111111');
    const { ada, teams } = world;
    await teams.say(ada, '/pat list');
    assert.match(lastShown(), /only for people in the organization/);
    const opened = shownText(dialogCard(await teams.openDialog(ada, { verb: 'create.open' })));
    assert.match(opened, /only for people in the organization/);
    const pressed = await teams.execute(ada, 'list', {}, 'message-1');
    assert.match(JSON.stringify(pressed.body), /only for people in the organization/);
    assert.match(JSON.stringify((await teams.search(ada, '')).body), /only for people in the organization/);
    assert.doesNotMatch(await world.stored(), new RegExp(ada.aadObjectId));
  });

  it('who are guests without tokens are refused politely', async () => {
    await start();
    is('guest');
    await world.teams.say(world.ada, '/pat new laptop');
    assert.match(lastShown(), /You are a guest here/);
  });

  it('who are guests with tokens may list and revoke them, and get and prolong none', async () => {
    await start({ GUESTS: 'allow' });
    is('Guest');
    const { id } = await world.create(world.ada, 'laptop');
    await world.restart({ GUESTS: 'refuse' });
    const { ada, teams } = world;
    const sentence = async (verb: string, data: object) =>
      JSON.stringify((await teams.execute(ada, verb, { tokenId: id, ...data }, 'message-1')).body);
    await teams.say(ada, '/pat list');
    assert.match(lastShown(), /laptop/);
    const refused = /Guests can’t create or renew tokens here/;
    assert.match(await sentence('renew', { lifespan: '90', date: '' }), refused);
    const form = { formKey: 'form-key-number-1', name: 'two', lifespan: '30', date: '', preset: 'clone' };
    const page = dialogCard(await teams.submitDialog(ada, { verb: 'create.submit', ...form }));
    assert.match(shownText(page), refused);
    assert.match(await sentence('revoke', {}), /Revoked/);
  });

  it('who can’t be looked up are let in: the tenant of what they send was checked', async () => {
    await start();
    await world.create(world.ada, 'laptop');
    world.connector.members.set(world.ada.id, { userRole: 'user' });
    await world.create(world.ada, 'second');
  });

  for (const member of [{ userRole: 'guest' }, { userRole: 'Anonymous', tenantId: TENANT }]) {
    it(`who are said to be no members are refused, here ${JSON.stringify(member)}`, async () => {
      await start();
      world.connector.members.set(world.ada.id, member);
      await world.teams.say(world.ada, '/pat new laptop');
      assert.match(lastShown(), /You are a guest here/);
    });
  }

  it('are looked up once an hour', async () => {
    await start();
    is('user');
    await world.teams.say(world.ada, '/pat list');
    is('guest');
    await world.teams.say(world.ada, '/pat list');
    assert.match(lastShown(), /You have no active tokens/);
    await world.teams.say(world.ada, '/pat clock +1h');
    await world.teams.say(world.ada, '/pat list');
    assert.match(lastShown(), /You are a guest here/);
  });
});
