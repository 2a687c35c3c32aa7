import assert from 'node:assert/strict';
import { PEOPLE, TENANT_ID } from '../../src/local/directory.ts';
import { createFakeEntra, DEFAULT_CLIENT } from '../support/fake-entra/fake-entra.ts';
import type { FakeEntra } from '../support/fake-entra/fake-entra-types.ts';
import { createFakeGraph, type FakeGraph } from '../support/fake-graph/fake-graph.ts';
import {
  buttonData,
  cardOf,
  executeCard,
  type RunningService,
  runService,
  shownText,
} from '../support/running-service.ts';
import type { DrivenPerson } from '../support/teams-driver.ts';

const APP = '0aaaaaaa-1111-4111-8111-111111111111';
const DAY = 24 * 60 * 60 * 1000;

function driven(key: string): DrivenPerson {
  const found = PEOPLE.find((one) => one.key === key);
  assert.ok(found);
  return { id: found.userId, aadObjectId: found.objectId, name: found.name };
}

describe('an application of Microsoft Entra, as people follow it', () => {
  const [ada, ben] = [driven('ada'), driven('ben')];
  let entra: FakeEntra;
  let graph: FakeGraph;
  let world: RunningService;

  const secret = (letter: string, days: number) => ({
    keyId: `${letter.repeat(8)}-2222-4222-8222-222222222222`,
    displayName: `secret ${letter}`,
    endDateTime: new Date(Date.now() + days * DAY).toISOString(),
  });

  async function start(settings: Readonly<Record<string, string>>): Promise<void> {
    world = await runService(settings, { tenantId: TENANT_ID, ada, ben });
  }

  beforeEach(async () => {
    entra = await createFakeEntra({ clock: { now: Date.now } });
    graph = await createFakeGraph({ entra });
  });
  afterEach(async () => {
    await world.close();
    await Promise.all([entra.close(), graph.close()]);
  });

  const asking = () => ({
    TRACK_GRAPH: 'on',
    GRAPH_URL: graph.url,
    ENTRA_AUTHORITY: entra.authority(),
    ENTRA_CLIENT_ID: DEFAULT_CLIENT.clientId,
    ENTRA_CLIENT_SECRET: DEFAULT_CLIENT.secret,
  });

  async function follow(person: DrivenPerson): Promise<string> {
    await world.teams.say(person, `/pat track ${APP}`);
    const card = cardOf(await world.untilSaid(person, /Follow the secrets of an application/));
    const answer = await world.teams.invoke(person, 'adaptiveCard/action', {
      action: { type: 'Action.Execute', verb: 'track.app', data: buttonData(card, 'track.app') },
    });
    const { type, value } = answer.body as { type: string; value: unknown };
    return type.endsWith('message') ? String(value) : shownText(executeCard(answer));
  }

  it('has its secrets in the list of its owner, with new ones after a while, and a reminder before each ends', async () => {
    await start(asking());
    graph.setApplication(APP, {
      displayName: 'Harbour shop',
      passwordCredentials: [secret('a', 20), secret('b', 200)],
      owners: [ada.aadObjectId],
    });
    const said = await follow(ada);
    assert.match(
      said,
      /I follow Harbour shop .*It has 2 secrets and certificates\. The next one to end is Harbour shop: secret a/,
    );
    graph.setApplication(APP, {
      displayName: 'Harbour shop',
      passwordCredentials: [secret('a', 20), secret('b', 200), secret('c', 380)],
      owners: [ada.aadObjectId],
    });
    await world.teams.say(ada, `/pat clock +${13 * 24 + 1}h`);
    await world.untilSaid(ada, /Harbour shop: secret a expires in 7 days/);
    while (!world.logged().includes('was brought up to date'))
      await new Promise((resolve) => setImmediate(resolve));
    await world.teams.say(ada, '/pat list harbour');
    await world.untilSaid(ada, /secret c/);
    // The hint: no random id or sealed text has a tilde.
    assert.ok(!(await world.stored()).includes('~Qx'), 'no part of a secret is kept');
    assert.ok(!world.logged().includes(DEFAULT_CLIENT.secret));
  });

  it('is not there for anybody else', async () => {
    await start(asking());
    graph.setApplication(APP, { displayName: 'Harbour shop', owners: [ada.aadObjectId] });
    const said = await follow(ben);
    assert.match(said, /can’t find an application with this id of which you’re an owner/);
    graph.setApplication(APP, undefined);
    assert.equal(await follow(ben), said);
  });

  it('is said to be out of sight where nobody has allowed to look', async () => {
    await start({});
    await world.teams.say(ada, `/pat track ${APP}`);
    await world.untilSaid(ada, /can’t look at applications in Microsoft Entra here/);
    const forged = await world.teams.invoke(ada, 'adaptiveCard/action', {
      action: { type: 'Action.Execute', verb: 'track.app', data: { appId: APP } },
    });
    assert.match(JSON.stringify(forged.body), /Nobody has allowed me/);
  });
});
