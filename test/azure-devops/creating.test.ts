import assert from 'node:assert/strict';
import { refusalOf, saysGone } from '../../src/authorities/azure-devops/pat-errors.ts';
import { type AzureWorld, startAzureWorld } from '../support/azure-world.ts';
import { buttonData, dialogCard, secretOn, shownText } from '../support/running-service.ts';
import { said } from '../support/said.ts';
import { PAT_TOKEN_ERRORS } from '../support/schemas/pat-errors.ts';
import type { DrivenAnswer } from '../support/teams-driver.ts';

const DAY = 24 * 60 * 60 * 1000;

describe('creating a token in Azure DevOps', () => {
  let world: AzureWorld;
  beforeEach(async () => {
    world = await startAzureWorld();
    await world.signIn(world.ada);
  });
  afterEach(() => world.close());

  const shown = (answer: DrivenAnswer) => shownText(dialogCard(answer));

  /** Signs in on the page that a dialog asks for, and goes on in it with the code. */
  async function signInWithin(asked: DrivenAnswer): Promise<DrivenAnswer> {
    const page = dialogCard(asked);
    const [, address = ''] = /"url":"([^"]+)"/.exec(JSON.stringify(page)) ?? [];
    const { code } = await world.browse(address, 'ada');
    const data = { ...buttonData(page, 'create.submit'), signInCode: code };
    return world.service.teams.submitDialog(world.ada, data);
  }

  it('ends with a secret that works there, and with its notice', async () => {
    const { azure, service, ada } = world;
    const { secret, authorizationId } = await world.create(ada, 'laptop', { preset: 'push' });
    assert.ok(azure.isUsable(secret));
    const [made] = azure.tokens('ada');
    assert.equal(made?.authorizationId, authorizationId);
    assert.deepEqual([made?.scope, made?.organization], ['vso.code_write', 'harbour']);
    await service.untilSaid(ada, /New token +laptop +Active.*expires in 30 days/);
    const { body } = azure.requests.findLast(({ operation }) => operation === 'create') ?? {};
    assert.equal((body as { allOrgs: boolean }).allOrgs, false);
    assert.deepEqual(azure.problems, []);
  });

  it('says that the tenant shortened it, and keeps the end that came back', async () => {
    const { azure, service, ada } = world;
    azure.set({ maxLifespanDays: 7 });
    const page = await world.submitNew(ada, 'laptop', { lifespan: '90' });
    assert.match(
      shown(page),
      /harbour doesn’t allow a longer lifespan\. The token works until .*, which is earlier than you asked/,
    );
    assert.ok(azure.isUsable(secretOn(dialogCard(page))));
    await service.untilSaid(ada, /New token +laptop +Expires soon.* expires in 7 days/);
    await service.teams.say(ada, '/pat show laptop');
    await service.untilSaid(ada, /laptop +Expires soon.* expires in 7 days.*Clone with Git/);
  });

  it('refuses in the dialog what a policy refuses, at the field where there is one', async () => {
    const { azure, ada } = world;
    azure.set({ creationRestricted: ['harbour'] });
    const restricted = await world.submitNew(ada, 'laptop');
    assert.match(shown(restricted), /restricts who may create tokens.*Ask its administrator/);
    assert.ok(buttonData(dialogCard(restricted), 'create.submit'), 'the form is there to be changed');
    azure.set({ creationRestricted: [], maxLifespanDays: 7, lifespanPolicy: 'refuse', errorStatus: 403 });
    assert.match(shown(await world.submitNew(ada, 'laptop')), /longer than your tenant allows/);
    azure.set({ fullScopeRefused: true });
    const confirm = dialogCard(await world.submitNew(ada, 'laptop', { preset: 'full', lifespan: '7' }));
    const data = buttonData(confirm, 'create.full-access');
    assert.match(shown(await world.service.teams.submitDialog(ada, data)), /doesn’t allow full access/);
    assert.deepEqual(azure.tokens('ada'), []);
  });

  it('has a sentence of its own for every refusal, and shows an unknown one by its name', async () => {
    const { azure, ada } = world;
    const sentences = new Set<string>();
    const errors = PAT_TOKEN_ERRORS.filter((error) => error !== 'none');
    for (const error of [...errors, 'brandNewViolation']) {
      azure.failNext('create', { kind: 'pat-error', error });
      const text = shown(await world.submitNew(ada, 'laptop'));
      const message = said(refusalOf(error));
      assert.ok(text.includes(message), `${error}: ${text}`);
      sentences.add(message);
    }
    const gone = errors.filter(saysGone);
    assert.equal(sentences.size, errors.length + 2 - gone.length, 'those that mean “gone” share one');
    assert.match(said(refusalOf('brandNewViolation')), /brandNewViolation/);
    assert.deepEqual(azure.tokens('ada'), []);
  });

  for (const [what, challenge] of [
    ['a second factor that Entra asks for', () => world.entra.set({ mfaRequired: true })],
    ['a claims challenge of Azure DevOps', () => world.azure.set({ requiredContext: 'c1' })],
  ] as const) {
    it(`goes on to the secret after ${what} in the middle`, async () => {
      const { azure, ada } = world;
      challenge();
      const asked = await world.submitNew(ada, 'laptop');
      assert.match(shown(asked), /wants to make sure that it’s you/);
      assert.deepEqual(azure.tokens('ada'), []);
      const page = await signInWithin(asked);
      assert.ok(azure.isUsable(secretOn(dialogCard(page))));
      assert.equal(azure.tokens('ada').length, 1);
    });
  }

  it('asks in the dialog for a sign-in that has ended, keeps what was typed, and goes on', async () => {
    const { entra, azure, ada } = world;
    entra.revokeSessions('ada');
    const asked = await world.submitNew(ada, 'laptop', { lifespan: '60' });
    const page = await signInWithin(asked);
    assert.ok(azure.isUsable(secretOn(dialogCard(page))));
    const [made] = azure.tokens('ada');
    assert.equal(made?.displayName, 'laptop');
    assert.equal(Math.round(((made?.validTo ?? 0) - (made?.validFrom ?? 0)) / DAY), 60);
  });

  for (const fault of [{ kind: 'reset', when: 'after' }, { kind: 'cut' }, { kind: 'garbage' }] as const) {
    it(`revokes a token whose answer was lost (${fault.kind}), says so, and makes another one`, async () => {
      const { azure, ada } = world;
      azure.failNext('create', fault);
      const lost = await world.submitNew(ada, 'laptop');
      assert.match(shown(lost), /its secret was lost on the way, so Patkeeper revoked it again\. Try again/);
      assert.ok(azure.tokens('ada').every(({ revokedAt }) => revokedAt !== undefined));
      const again = buttonData(dialogCard(lost), 'create.submit');
      const page = await world.service.teams.submitDialog(ada, again);
      assert.ok(azure.isUsable(secretOn(dialogCard(page))));
    });
  }

  it('finds out in time what became of a creation that was never answered', async () => {
    const { azure, ada } = world;
    azure.failNext('create', { kind: 'hang', when: 'after' });
    const lost = await world.submitNew(ada, 'laptop');
    assert.match(shown(lost), /its secret was lost on the way, so Patkeeper revoked it again/);
    assert.equal(azure.tokens('ada').filter(({ revokedAt }) => revokedAt === undefined).length, 0);
  });

  it('says when Azure DevOps can’t be reached or asks for a pause', async () => {
    const { azure, ada } = world;
    azure.failNext('create', { kind: 'status', status: 503 });
    assert.match(shown(await world.submitNew(ada, 'laptop')), /can’t be reached at the moment\. Try again/);
    azure.failNext('create', { kind: 'status', status: 429, retryAfter: 20 });
    assert.match(shown(await world.submitNew(ada, 'laptop')), /asks for a pause\. Try again in 20 seconds/);
    assert.deepEqual(azure.tokens('ada'), []);
  });
});
