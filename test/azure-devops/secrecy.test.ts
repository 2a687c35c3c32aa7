import assert from 'node:assert/strict';
import { type AzureWorld, addressOf, startAzureWorld } from '../support/azure-world.ts';
import { buttonData, cardOf, dialogCard, secretOn } from '../support/running-service.ts';
import { tapWire, type WireTap } from '../support/wire-tap.ts';

describe('secrets on the way to Azure DevOps and Entra', () => {
  let wire: WireTap;
  let world: AzureWorld;
  beforeEach(async () => {
    wire = tapWire();
    world = await startAzureWorld();
  });
  afterEach(async () => {
    wire.release();
    await world.close();
  });

  /** Everything that must hold no secret; sign-in buttons hold their state, which is how the page knows whose it is. */
  async function everywhere(): Promise<Readonly<Record<string, string>>> {
    const { service } = world;
    const messages = JSON.stringify(service.connector.calls);
    return {
      log: service.logged(),
      store: await service.stored(),
      metrics: (await service.get('/metrics')).body,
      messages: messages.replace(/\/auth\/start\?state=[\w.-]+/g, ''),
    };
  }

  async function assertNowhere(secrets: ReturnType<WireTap['secrets']>): Promise<void> {
    for (const [where, text] of Object.entries(await everywhere()))
      for (const { kind, value } of secrets)
        for (const form of [value, encodeURIComponent(value), Buffer.from(value).toString('base64')])
          assert.ok(!text.includes(form), `${kind} is in the ${where}`);
  }

  it('are in no log, file, metric or message, whatever goes well', async () => {
    const { service, entra, ada } = world;
    entra.set({ accessTokenSeconds: 3600 });
    await service.teams.say(ada, '/pat list');
    const id = world.signInCard(ada).tokenExchangeResource?.id ?? '';
    await service.teams.exchangeToken(ada, id, entra.teamsToken('ada'));
    await world.press(ada, { verb: 'sign-in', again: true });
    const { code } = await world.browse(addressOf(world.signInCard(ada)), 'ada');
    await service.teams.verifyState(ada, code);
    await service.untilSaid(ada, /You have 0 tokens/);
    const { id: tokenId, secret } = await world.create(ada, 'laptop');
    const form = dialogCard(await service.teams.openDialog(ada, { verb: 'rotate.open', tokenId }));
    const fields = { name: 'laptop', organization: 'azure-devops:harbour', lifespan: '30', overlap: '24' };
    const submit = { ...buttonData(form, 'rotate.submit'), ...fields, date: '', scopes: 'keep' };
    const rotated = secretOn(dialogCard(await service.teams.submitDialog(ada, submit)));
    const cutOver = cardOf(await service.untilSaid(ada, /New secret +laptop/));
    await world.press(ada, buttonData(cutOver, 'rotate.finish'));

    const secrets = [...wire.secrets(), { kind: 'the code of the page', value: code }];
    const kinds = new Set(secrets.map(({ kind }) => kind));
    for (const kind of ['access_token', 'refresh_token', 'id_token', 'assertion', 'code', 'code_verifier'])
      assert.ok(kinds.has(kind), `${kind} went over the wire`);
    for (const kind of ['state', 'client_secret', 'token']) assert.ok(kinds.has(kind), kind);
    assert.ok([secret, rotated].every((one) => secrets.some(({ value }) => value === one)));
    await assertNowhere(secrets);
  });

  it('are in none of them either when everything fails', async () => {
    const { service, entra, azure, ada } = world;
    await world.signIn(ada);
    for (const fault of [
      { kind: 'reset', when: 'after' },
      { kind: 'cut' },
      { kind: 'garbage' },
      { kind: 'sign-in-page', status: 203 },
      { kind: 'status', status: 500, contentType: 'text/html', body: '<p>trace</p>' },
      { kind: 'pat-error', error: 'accessDenied', message: 'no' },
    ] as const) {
      azure.failNext('create', fault);
      await world.submitNew(ada, 'laptop');
    }
    for (const operation of ['refresh_token', 'authorization_code', 'on_behalf_of'])
      entra.failNext(operation, { kind: 'aadsts', code: 50196 });
    await world.submitNew(ada, 'laptop');
    await service.teams.say(ada, '/pat signout');
    await service.teams.say(ada, '/pat signin');
    const id = world.signInCard(ada).tokenExchangeResource?.id ?? '';
    const teamsToken = entra.teamsToken('ada');
    await service.teams.exchangeToken(ada, id, teamsToken);
    const forged = entra.teamsToken('ben');
    await service.teams.exchangeToken(ada, `${id}-2`, forged);
    await world.browse(addressOf(world.signInCard(ada)), 'ada');
    await assertNowhere([
      ...wire.secrets(),
      ...[teamsToken, forged].map((value) => ({ kind: 'Teams’ token', value })),
    ]);
  });
});
