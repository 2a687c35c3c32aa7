import assert from 'node:assert/strict';
import { type AzureWorld, driven, startAzureWorld } from '../support/azure-world.ts';
import { fakePerson } from '../support/fake-entra/fake-people.ts';
import { createFakeGraph } from '../support/fake-graph/fake-graph.ts';
import { buttonData, cardOf, executeCard, shownText } from '../support/running-service.ts';
import type { DrivenPerson } from '../support/teams-driver.ts';

const cleo = driven('cleo');
const ON = { ADMIN: 'on', AUTHORITIES: 'builtin,azure-devops', LOCAL_CHAT: 'on', LOCAL_CHAT_PORT: '0' };
const DAY = 24 * 60 * 60 * 1000;

describe('administration at Azure DevOps', function () {
  this.timeout(30_000);
  let world: AzureWorld;
  beforeEach(async () => {
    world = await startAzureWorld(ON);
  });
  afterEach(() => world.close());

  type Card = ReturnType<typeof cardOf>;
  const typed = async (person: DrivenPerson, text: string): Promise<Card> => {
    await world.service.teams.say(person, text);
    return cardOf(world.service.saidTo(person).at(-1));
  };
  const press = async (card: Card, verb: string, more: object = {}): Promise<Card> => {
    const { verb: _, ...data } = buttonData(card, verb);
    return executeCard(await world.service.teams.execute(cleo, verb, { ...data, ...more }, 'message'));
  };
  /** Waits for what the service does by itself; the test's own time ends the wait. */
  const untilSo = async (isSo: () => boolean): Promise<void> => {
    while (!isSo()) await world.service.get('/healthz');
  };
  const urlOn = (card: Card): string => /"url":"([^"]+)"/.exec(JSON.stringify(card))?.[1] ?? '';
  const seed = (person: string, displayName: string, days = 30) => {
    const validTo = Date.now() + days * DAY;
    const [made] = world.azure.seed(person, 'harbour', { displayName, scope: 'vso.code', validTo });
    return made ?? assert.fail();
  };
  const signInThere = async (card: Card): Promise<Card> => {
    const { code } = await world.browse(urlOn(card), 'cleo');
    return press(card, 'admin.members.sign-in', { code });
  };
  const signInAgain = async (card: Card): Promise<Card> => {
    const code = new URL(urlOn(card)).searchParams.get('code');
    return press(card, 'admin.sign-in', { code });
  };

  it('shows and ends the tokens of somebody who never met the bot', async () => {
    const made = seed('ben', 'Nightly build');
    seed('ben', 'Other');
    const overview = await typed(cleo, '/pat admin');
    const asks = await press(overview, 'admin.members');
    assert.match(shownText(asks), /Project Collection Administrators/);
    const members = await signInThere(asks);
    assert.match(shownText(members), /signed in as cleo@local\.example/);
    const empty = await press(members, 'admin.members.find', { organization: 'harbour', words: ' ' });
    assert.match(shownText(empty), /Type the beginning/);
    const found = await press(empty, 'admin.members.find', { organization: 'harbour', words: 'ben' });
    const list = await press(found, 'admin.members.look');
    assert.match(shownText(list), /Nightly build +Ben Ito · harbour/);
    const question = await press(list, 'admin.revoke-list.ask');
    assert.match(shownText(question), /2 tokens of Azure DevOps can work for up to an hour longer/);
    const again = await press(question, 'admin.revoke', { reason: 'left the company' });
    const done = await signInAgain(again);
    assert.match(shownText(done), /Revoked 2 tokens .*up to an hour longer/);
    const tokens = world.azure.tokens('ben');
    assert.ok(tokens.every(({ revokedAt }) => revokedAt !== undefined));
    assert.equal(tokens.length, 2);
    assert.match(await world.service.stored(), new RegExp(made.authorizationId));
    // The name is known from then on, and nobody was written to.
    assert.match(shownText(await typed(cleo, '/pat admin find ben')), /Ben Ito/);
    assert.deepEqual(world.service.saidTo(world.ben), []);
  });

  it('keeps the sign-in sealed, and forgets it at sign-out', async () => {
    const { code, page } = await world.browse(urlOn(await typed(cleo, '/pat admin devops')), 'cleo');
    assert.match(page, new RegExp(`type <kbd>/pat admin devops ${code}</kbd>`));
    assert.match(shownText(await typed(cleo, '/pat admin devops BBBB-BBBB')), /code that the page shows/);
    assert.match(shownText(await typed(cleo, `/pat admin devops ${code}`)), /signed in as cleo/);
    const kept = await world.service.stored();
    assert.match(kept, /admin-azure-devops/);
    assert.doesNotMatch(kept, /fake-refresh|eyJ[\w-]+\.eyJ/);
    assert.doesNotMatch(world.service.logged(), /fake-refresh|eyJ/);
    await typed(cleo, '/pat signout');
    assert.doesNotMatch(await world.service.stored(), /admin-azure-devops/);
    assert.match(shownText(await typed(cleo, '/pat admin devops')), /Sign in to Azure DevOps/);
  });

  it('looks at everybody of an organization, and says what Azure DevOps refuses', async () => {
    world.azure.addColleagues('harbour', 5);
    world.azure.addOrganization({ name: 'quay', members: ['cleo', 'ben'], administrators: [] });
    seed('ben', 'Nightly build');
    seed('ada', 'Laptop', 20);
    const members = await signInThere(await typed(cleo, '/pat admin devops'));
    const looking = await press(members, 'admin.members.all', { organization: 'harbour' });
    assert.match(shownText(looking), /Looked up everybody’s tokens in harbour .*8 people, 2 active tokens/);
    const all = await press(looking, 'admin.list');
    assert.match(shownText(all), /Laptop +Ada Park.*Nightly build +Ben Ito/);
    const refused = await press(members, 'admin.members.all', { organization: 'quay' });
    assert.match(shownText(refused), /Stopped looking up tokens in quay .*doesn’t let you see/);
    const other = await press(members, 'admin.members.find', { organization: 'lighthouse', words: 'ada' });
    assert.match(shownText(other), /signed in as cleo/);
  });

  it('ends the tokens of somebody who left, before they work again with the account', async () => {
    const graph = await createFakeGraph({ entra: world.entra });
    try {
      const leaving = { LEAVER_GRAPH: 'on', LEAVER_GRACE_HOURS: '1', GRAPH_URL: graph.url };
      await world.service.restart(leaving);
      world.entra.addRedirectUri(`${world.service.botUrl}/auth/callback`);
      seed('ben', 'Nightly build');
      const members = await signInThere(await typed(cleo, '/pat admin devops'));
      const found = await press(members, 'admin.members.find', { organization: 'harbour', words: 'ben' });
      await press(found, 'admin.members.look');
      seed('ben', 'Made since');
      graph.set('ben', 'disabled');
      await world.pass(1);
      await untilSo(() => /people have left/.test(world.service.logged()));
      assert.ok(world.azure.tokens('ben').every(({ revokedAt }) => revokedAt === undefined));
      graph.set('ben', 'active');
      await world.pass(2);
      await untilSo(() => world.azure.tokens('ben').every(({ revokedAt }) => revokedAt !== undefined));
      assert.equal(world.azure.tokens('ben').length, 2);
    } finally {
      await graph.close();
    }
  });

  it('is asked for with its own permissions, which the person’s own sign-in does not have', async () => {
    const card = await typed(cleo, '/pat admin devops');
    const start = await fetch(urlOn(card), { redirect: 'manual' });
    const scope = new URL(start.headers.get('location') ?? '').searchParams.get('scope') ?? '';
    assert.match(scope, /vso\.tokenadministration/);
    assert.match(scope, /vso\.graph/);
    assert.doesNotMatch(scope, /vso\.pats/);
    await world.service.teams.say(world.ada, '/pat signin');
    const own = await fetch(world.signInCard(world.ada).buttons[0]?.value ?? '', { redirect: 'manual' });
    assert.doesNotMatch(own.headers.get('location') ?? '', /tokenadministration/);
    assert.equal(fakePerson('cleo').name, 'Cleo Ruiz');
  });
});
