import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AzureWorld, addressOf, startAzureWorld } from '../support/azure-world.ts';
import { messageText } from '../support/running-service.ts';

describe('signing in to Azure DevOps', () => {
  let world: AzureWorld;
  beforeEach(async () => {
    world = await startAzureWorld();
  });
  afterEach(() => world.close());

  const whoAmI = async (words: RegExp) => {
    await world.service.teams.say(world.ada, '/pat whoami');
    return messageText(await world.service.untilSaid(world.ada, words));
  };
  const exchangeId = () => {
    const { tokenExchangeResource } = world.signInCard(world.ada);
    assert.ok(tokenExchangeResource);
    return tokenExchangeResource.id;
  };

  it('leads from the typed command over the page to the account', async () => {
    const { service, ada } = world;
    await service.teams.say(ada, '/pat signin');
    const { status, page, code } = await world.browse(addressOf(world.signInCard(ada)), 'ada');
    assert.equal(status, 200);
    assert.match(page, /Almost signed in/);
    assert.equal((await service.teams.verifyState(ada, code)).status, 200);
    const who = messageText(await service.untilSaid(ada, /You are signed in as/));
    assert.match(who, /ada@local\.example/);
    assert.match(who, /vso\.pats, vso\.pats_manage, vso\.profile/);
    assert.match(who, /harbour, lighthouse/);
    assert.match(who, /Yes: I also look for tokens created elsewhere/);
  });

  it('takes the code typed into the chat where Teams did not hand it over', async () => {
    const { service, ada } = world;
    await service.teams.say(ada, '/pat signin');
    const { code } = await world.browse(addressOf(world.signInCard(ada)), 'ada');
    await service.teams.say(ada, `/pat signin ${code.toLowerCase()}`);
    await service.untilSaid(ada, /You are signed in as ada@local\.example/);
  });

  it('is silent with Teams’ own token, which gives no work in the background', async () => {
    const { service, entra, ada } = world;
    entra.set({ accessTokenSeconds: 3600 });
    await service.teams.say(ada, '/pat list');
    const answer = await service.teams.exchangeToken(ada, exchangeId(), entra.teamsToken('ada'));
    assert.equal(answer.status, 200);
    await service.untilSaid(ada, /You have no active tokens/);
    assert.match(await whoAmI(/signed in as/), /No: I act only when you ask me to/);
  });

  it('asks for the page when consent is missing, and goes on with what was asked for', async () => {
    const { service, entra, azure, ada } = world;
    entra.set({ consentRequired: true });
    azure.seed('ada', 'harbour', { displayName: 'From elsewhere' });
    await service.teams.say(ada, '/pat show From elsewhere');
    const answer = await service.teams.exchangeToken(ada, exchangeId(), entra.teamsToken('ada'));
    assert.equal(answer.status, 412);
    const { code } = await world.browse(addressOf(world.signInCard(ada)), 'ada');
    await service.teams.verifyState(ada, code);
    await service.untilSaid(ada, /From elsewhere +Active.*harbour · created elsewhere/);
  });

  it('runs from the messaging extension too, and opens the dialog that was asked for', async () => {
    const { service, ada } = world;
    const fetchTask = { commandId: 'newToken' };
    const asked = await service.teams.invoke(ada, 'composeExtension/fetchTask', fetchTask);
    const { composeExtension } = asked.body as {
      composeExtension: { type: string; suggestedActions: { actions: [{ value: string }] } };
    };
    assert.equal(composeExtension.type, 'auth');
    const [{ value }] = composeExtension.suggestedActions.actions;
    const { code: state } = await world.browse(value, 'ada');
    const opened = await service.teams.invoke(ada, 'composeExtension/fetchTask', { ...fetchTask, state });
    assert.match(JSON.stringify(opened.body), /azure-devops:harbour/);
  });

  it('is silent in a search of the extension, where Teams has a token for it', async () => {
    const { service, entra, azure, ada } = world;
    entra.set({ accessTokenSeconds: 3600 });
    azure.seed('ada', 'harbour', { displayName: 'From elsewhere' });
    const asked = await service.teams.search(ada, 'from');
    assert.match(JSON.stringify(asked.body), /"silentAuth"/);
    const authentication = { token: entra.teamsToken('ada') };
    const found = await service.teams.search(ada, 'from', { authentication });
    assert.match(JSON.stringify(found.body), /"type":"result".*From elsewhere/);
  });

  it('keeps nothing of an account that is not the one in Teams', async () => {
    const { service, ada } = world;
    await service.teams.say(ada, '/pat signin');
    const { status, page, code } = await world.browse(addressOf(world.signInCard(ada)), 'ben');
    assert.deepEqual([status, code], [403, '']);
    assert.match(page, /another account than the one you use in Teams/);
    assert.match(await whoAmI(/signed in/), /You aren’t signed in/);
  });

  it('takes no code of somebody else, and says no failure of one that comes twice', async () => {
    const { service, ada, ben } = world;
    await service.teams.say(ada, '/pat signin');
    const { code } = await world.browse(addressOf(world.signInCard(ada)), 'ada');
    await service.teams.verifyState(ben, code);
    await service.untilSaid(ben, /No sign-in is waiting for a code/);
    await service.teams.verifyState(ada, code);
    await service.untilSaid(ada, /You are signed in as ada/);
    const said = service.saidTo(ada).length;
    await service.teams.verifyState(ada, code);
    assert.equal(service.saidTo(ada).length, said);
    await service.teams.say(ben, '/pat whoami');
    await service.untilSaid(ben, /You aren’t signed in/);
  });

  it('says what is wrong with a disabled account, once, and asks for no sign-in', async () => {
    const { service, entra, ada } = world;
    await world.signIn(ada);
    entra.set({ disabled: ['ada'] });
    await world.pass(1);
    const before = service.saidTo(ada).length;
    await service.teams.say(ada, '/pat list');
    const said = service.saidTo(ada).slice(before).map(messageText);
    assert.equal(said.length, 1);
    assert.match(said[0] ?? '', /Your account is disabled/);
  });

  it('tells once that a revoked sign-in has ended, and tries it no more', async () => {
    const { service, entra, ada } = world;
    await world.signIn(ada);
    entra.revokeSessions('ada');
    await world.pass(7);
    await service.untilSaid(ada, /I can no longer see your tokens/);
    const asked = entra.requests.length;
    for (const hours of [7, 14, 200]) await world.restartLater(hours);
    const told = service.saidTo(ada).map(messageText);
    assert.equal(told.filter((text) => /I can no longer see your tokens/.test(text)).length, 1);
    assert.equal(entra.requests.length, asked);
    await world.signIn(ada);
  });

  it('is not needed for the reminder of a token that was made here', async () => {
    const { service, ada } = world;
    await world.signIn(ada);
    await world.create(ada, 'laptop');
    await service.teams.say(ada, '/pat signout');
    await service.untilSaid(ada, /You are signed out/);
    await world.pass(23 * 24);
    await service.untilSaid(ada, /laptop expires in 7 days/);
  });

  for (const [how, leave] of [
    ['signs out', () => world.service.teams.say(world.ada, '/pat signout')],
    ['removes the bot', () => world.service.teams.install(world.ada, 'remove')],
  ] as const) {
    it(`forgets everything of the sign-in of who ${how}`, async () => {
      const { service, ada, entra } = world;
      await world.signIn(ada);
      await world.press(ada, { verb: 'sign-in', again: true });
      assert.match(await service.stored(), /"sealed"/);
      assert.match(await currentDocuments(service.dataDir), /"watch"/);
      await leave();
      const stored = await service.stored();
      assert.doesNotMatch(stored, /"sealed"|"records"/);
      assert.doesNotMatch(await currentDocuments(service.dataDir), /"watch"/);
      const asked = entra.requests.length;
      await world.restartLater(24);
      assert.equal(entra.requests.length, asked, 'nothing is left to ask Entra with');
      assert.match(await whoAmI(/signed in/), /You aren’t signed in/);
    });
  }
});

/** What is kept of people now, without the copies of what was before. */
async function currentDocuments(dataDir: string): Promise<string> {
  const folder = join(dataDir, 'people');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  return (await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))).join('\n');
}
