import assert from 'node:assert/strict';
import { createSystemClock } from '../../src/core/timing/clock.ts';
import { addressOf, driven } from '../support/azure-world.ts';
import { createFakeAzureDevOps } from '../support/fake-azure-devops/fake-azure-devops.ts';
import type { FakeAzureDevOps } from '../support/fake-azure-devops/fake-azure-devops-types.ts';
import { createFakeEntra } from '../support/fake-entra/fake-entra.ts';
import type { FakeEntra } from '../support/fake-entra/fake-entra-types.ts';
import { LOCAL_TENANT_ID } from '../support/fake-entra/fake-people.ts';
import type { Replica } from '../support/replica.ts';
import {
  createForm,
  fresh,
  inReplicaWorld,
  type ReplicaWorld,
  saidIn,
  secretIn,
  until,
} from '../support/replica-world.ts';
import { buttonData, dialogCard, messageText } from '../support/running-service.ts';
import { signInCardOf } from '../support/sign-in-world.ts';
import type { DrivenPerson, TeamsDriver } from '../support/teams-driver.ts';

/** The address of the load balancer: this test takes its place, and decides which replica is asked. */
const PUBLIC_URL = 'http://127.0.0.1:9';

/** A button below a dialog's page. */
interface DialogAction {
  readonly type: string;
  readonly title: string;
  readonly url: string;
  readonly data: object;
}

describe('a sign-in over three replicas', function () {
  this.timeout(60_000);
  let world: ReplicaWorld;
  let entra: FakeEntra;
  let azure: FakeAzureDevOps;
  let replicas: readonly [Replica, Replica, Replica];

  inReplicaWorld(async (made) => {
    world = made;
    const clock = createSystemClock();
    entra = await createFakeEntra({ clock });
    entra.addRedirectUri(`${PUBLIC_URL}/auth/callback`);
    azure = await createFakeAzureDevOps({ clock, entra });
    const settings = {
      AUTHORITIES: 'builtin,azure-devops',
      AZURE_DEVOPS_URL: azure.url,
      AZURE_DEVOPS_PROFILE_URL: azure.url,
      ENTRA_AUTHORITY: entra.authority(),
      ENTRA_CLIENT_ID: entra.client.clientId,
      ENTRA_CLIENT_SECRET: entra.client.secret,
      CACHE_KEY: Buffer.alloc(32, 'key of the replicas').toString('base64'),
      PUBLIC_URL,
    };
    const start = () => world.start(settings);
    replicas = await Promise.all([start(), start(), start()]);
  });
  after(async () => {
    await azure?.close();
    await entra?.close();
  });

  const to = (replica: Replica): TeamsDriver => world.to(replica, LOCAL_TENANT_ID);
  const saidTo = ({ id }: DrivenPerson) =>
    world.connector.sent.filter(({ path }) => decodeURIComponent(path).includes(`chat-with-${id}/`));

  /** What the bot writes to a person because of something; resolves when it says so. */
  async function saidBy(person: DrivenPerson, words: RegExp, what: () => Promise<unknown>): Promise<string> {
    const before = saidTo(person).length;
    await what();
    const said = () => saidTo(person).slice(before).map(messageText);
    await until(String(words), 10_000, () => said().some((text) => words.test(text)));
    return said().find((text) => words.test(text)) ?? assert.fail();
  }

  /** Asks a replica for what the load balancer hands on to it. */
  const get = (replica: Replica, address: string | URL): Promise<Response> => {
    const { pathname, search, origin } = new URL(address);
    assert.equal(origin, PUBLIC_URL);
    return fetch(`${replica.botUrl}${pathname}${search}`, { redirect: 'manual' });
  };

  /** The page of a sign-in on one replica, to its end; gives the code that it shows, and the address it ended at. */
  async function browse(replica: Replica, address: string, whom: string) {
    const page = (await get(replica, address)).headers.get('location') ?? assert.fail('there is no page');
    const callback = await entra.signIn(page, whom);
    const shown = await (await get(replica, callback)).text();
    const [, code] = /data-code="([^"]+)"/.exec(shown) ?? [];
    return { callback, code: code ?? assert.fail(shown) };
  }

  /** Every replica knows the account, and can use its sign-in at Azure DevOps. */
  async function assertSignedInEverywhere(person: DrivenPerson, email: RegExp): Promise<void> {
    for (const replica of replicas) {
      const who = await saidBy(person, /signed in/, () => to(replica).say(person, '/pat whoami', fresh()));
      assert.match(who, email);
      assert.match(who, /Organizations internal, harbour/);
    }
  }

  it('begins in the chat of one, is completed on the page of another and confirmed in the chat of the third', async () => {
    const [first, second, third] = replicas;
    const ada = driven('ada');
    await saidBy(ada, /needs to know who you are/, () => to(first).say(ada, '/pat signin', fresh()));
    const card = signInCardOf(saidTo(ada).at(-1)) ?? assert.fail('there is no sign-in card');
    const { callback, code } = await browse(second, addressOf(card), 'ada');
    const confirm = () => to(third).say(ada, `/pat signin ${code}`, fresh());
    await saidBy(ada, /You are signed in as ada@local\.example/, confirm);
    await assertSignedInEverywhere(ada, /You are signed in as ada@local\.example/);

    assert.equal((await get(third, callback)).status, 400, 'the page can be come back to once');
    const said = saidTo(ada).length;
    assert.equal((await to(first).verifyState(ada, code, fresh())).status, 200);
    assert.equal(saidTo(ada).length, said, 'a code that comes again is no failure');
    assert.deepEqual(azure.problems, []);
  });

  it('begins in a dialog of one, and goes on in it on the third with the code of the page of another', async () => {
    const [first, second, third] = replicas;
    const ben = driven('ben');
    const form = dialogCard(
      await to(first).openDialog(ben, { verb: 'create.open', name: 'laptop' }, fresh()),
    );
    const asked = await to(first).submitDialog(ben, buttonData(form, 'create.sign-in'), fresh());
    const actions = dialogCard(asked)['actions'] as readonly DialogAction[];
    const page = actions.find(({ type }) => type === 'Action.OpenUrl') ?? assert.fail(saidIn(asked));
    const next = actions.find(({ title }) => title === 'Continue') ?? assert.fail(saidIn(asked));
    const { code } = await browse(second, page.url, 'ben');
    const signedIn = await to(third).submitDialog(ben, { ...next.data, signInCode: code }, fresh());
    const { formKey } = buttonData(dialogCard(signedIn), 'create.submit');
    const filled = { ...createForm('laptop'), formKey, organization: 'azure-devops:harbour' };
    const answer = await to(first).submitDialog(ben, filled, fresh());
    assert.ok(azure.isUsable(secretIn(answer) ?? assert.fail(saidIn(answer))));
    await assertSignedInEverywhere(ben, /You are signed in as ben@local\.example/);
    assert.deepEqual(azure.problems, []);
  });
});
