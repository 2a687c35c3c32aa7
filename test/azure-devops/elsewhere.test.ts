import assert from 'node:assert/strict';
import { type AzureWorld, startAzureWorld } from '../support/azure-world.ts';
import { buttonData, cardOf, messageText } from '../support/running-service.ts';

const DAY = 24 * 60 * 60 * 1000;
const GIT = 'git: https://dev.azure.com/ on ADA-LAPTOP';

describe('tokens made elsewhere', () => {
  let world: AzureWorld;
  beforeEach(async () => {
    world = await startAzureWorld();
  });
  afterEach(() => world.close());

  const said = (words: RegExp) =>
    world.service.saidTo(world.ada).filter((call) => words.test(messageText(call))).length;

  it('are taken stock of at first, in one message, and none of them announced', async () => {
    const { azure, service, ada } = world;
    const soon = Date.now() + 5 * DAY;
    azure.seed('ada', 'harbour', { displayName: GIT }, { displayName: 'Old script', validTo: soon });
    azure.seed('ada', 'lighthouse', { displayName: 'Other' });
    await world.signIn(ada);
    const stock = messageText(await service.untilSaid(ada, /You have \d+ tokens in/));
    assert.match(stock, /You have 3 tokens in harbour, lighthouse that were not created here/);
    assert.match(stock, /1 of them ends within seven days/);
    await world.restartLater(7);
    assert.equal(said(/You have \d+ tokens? in/), 1);
    assert.equal(said(/A token was created elsewhere/), 0);
  });

  it('are announced within one sweep, with where they come from', async () => {
    const { azure, service, ada } = world;
    await world.signIn(ada);
    azure.seed('ada', 'harbour', { displayName: GIT });
    azure.seed('ada', 'lighthouse', { displayName: 'who-knows' });
    await world.pass(7);
    const git = messageText(await service.untilSaid(ada, /A token was created elsewhere +git:/));
    assert.match(git, /Git on ADA-LAPTOP probably created it for you/);
    assert.match(git, /revoke it and change your password\. Then ask your administrator/);
    const other = messageText(await service.untilSaid(ada, /A token was created elsewhere +who-knows/));
    assert.match(other, /I don’t know who created it/);
    await world.restartLater(7);
    assert.equal(said(/A token was created elsewhere/), 2);
  });

  it('are kept and reminded of when the person says that they are theirs', async () => {
    const { azure, service, ada } = world;
    await world.signIn(ada);
    azure.seed('ada', 'harbour', { displayName: GIT });
    await world.pass(7);
    const found = cardOf(await service.untilSaid(ada, /created elsewhere +git:/));
    const { text } = await world.press(ada, buttonData(found, 'found.mine'));
    assert.match(text, /Good, it’s yours/);
    await world.pass(23 * 24);
    await service.untilSaid(ada, /git: .* expires in 7 days/);
  });

  it('are revoked there when the person says so', async () => {
    const { azure, service, ada } = world;
    await world.signIn(ada);
    const [made] = azure.seed('ada', 'harbour', { displayName: GIT });
    await world.pass(7);
    const found = cardOf(await service.untilSaid(ada, /created elsewhere +git:/));
    const ask = await world.press(ada, buttonData(found, 'revoke.ask'));
    assert.match((await world.press(ada, buttonData(ask.card, 'revoke'))).text, /Revoked +git:/);
    const now = azure.tokens('ada').find(({ authorizationId }) => authorizationId === made?.authorizationId);
    assert.notEqual(now?.revokedAt, undefined);
  });

  it('do not include what was made here', async () => {
    const { azure, ada } = world;
    await world.signIn(ada);
    await world.create(ada, 'laptop');
    await world.pass(7);
    azure.seed('ada', 'harbour', { displayName: 'A later one' });
    await world.pass(7);
    await world.service.untilSaid(ada, /created elsewhere +A later one/);
    assert.equal(said(/created elsewhere +laptop/), 0);
  });

  it('of a whole script are told of together', async () => {
    const { azure, service, ada } = world;
    await world.signIn(ada);
    azure.seedMany('ada', 'harbour', 25);
    await world.pass(7);
    await service.untilSaid(ada, /15 more tokens were created elsewhere\. Type \/pat list/);
  });

  it('are followed when they are changed, renewed or revoked there', async () => {
    const { azure, service, ada } = world;
    await world.signIn(ada);
    const laptop = await world.create(ada, 'laptop');
    const phone = await world.create(ada, 'phone');
    const validTo = Date.now() + 90 * DAY;
    azure.change(laptop.authorizationId, { displayName: 'laptop two', validTo });
    azure.revokeElsewhere(phone.authorizationId);
    await world.restartLater(7);
    await service.teams.say(ada, '/pat show laptop two');
    await service.untilSaid(ada, /laptop two +Active.* expires in 90 days/);
    await service.teams.say(ada, '/pat list revoked');
    await service.untilSaid(ada, /You have 1 revoked token /);
    await world.restartLater(24 * 24);
    assert.equal(said(/laptop expires|phone expires/), 0, 'the reminders of before are gone');
    await world.restartLater(59 * 24);
    await service.untilSaid(ada, /laptop two expires in 7 days/);
  });

  it('are re-checked before a reminder: a renewal that nobody swept for yet drops it', async () => {
    const { ada } = world;
    await world.close();
    world = await startAzureWorld({ SWEEP_HOURS: '168' });
    await world.signIn(ada);
    const laptop = await world.create(ada, 'laptop');
    await world.restartLater(22 * 24);
    world.azure.change(laptop.authorizationId, { validTo: Date.now() + 200 * DAY });
    await world.restartLater(25);
    assert.equal(said(/laptop expires/), 0);
  });

  it('of an organization that can not be read are not taken for gone', async () => {
    const { azure, service, ada } = world;
    azure.seed('ada', 'harbour', { displayName: 'Kept' });
    await world.signIn(ada);
    azure.failAlways('list', { kind: 'status', status: 500 });
    await world.restartLater(7);
    azure.heal();
    await service.teams.say(ada, '/pat list');
    await service.untilSaid(ada, /You have 1 active token .*Kept/);
  });
});
