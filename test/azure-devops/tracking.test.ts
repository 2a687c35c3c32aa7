import assert from 'node:assert/strict';
import { type AzureWorld, startAzureWorld } from '../support/azure-world.ts';
import { buttonData, cardOf, dialogCard, messageText, shownText } from '../support/running-service.ts';

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;
const PAGE = 'https://tfs.example.com/Main/_usersSettings/tokens';

const dayAfter = (days: number) => new Date(Date.now() + days * DAY).toISOString().slice(0, 10);
/** Whole hours from now on after which a token that works to the end of this day (UTC) has less than 168 hours left. */
const hoursToReminder = (day: string) =>
  Math.ceil((Date.parse(`${day}T23:59:59.999Z`) - 7 * DAY - Date.now()) / HOUR);

describe('tokens that can only be remembered', () => {
  let world: AzureWorld;
  beforeEach(async () => {
    world = await startAzureWorld({
      AUTHORITIES: 'builtin',
      BUILTIN_ORGANIZATIONS: 'internal',
      AZURE_DEVOPS_SERVER_COLLECTIONS: 'Warehouse=https://tfs.example.com/Main',
    });
  });
  afterEach(() => world.close());

  const remembered = async (text: RegExp) => {
    await world.service.teams.say(world.ada, '/pat list');
    return messageText(await world.service.untilSaid(world.ada, text));
  };

  it('of a collection: the create dialog leads to its page, and what is typed is remembered', async () => {
    const { service, ada } = world;
    const page = dialogCard(await world.submitNew(ada, 'build agent', { organization: 'tracked:Warehouse' }));
    assert.match(shownText(page), /Tokens for Warehouse can’t be created here/);
    assert.ok(JSON.stringify(page).includes(PAGE));
    const data = buttonData(page, 'track.submit');
    const date = dayAfter(40);
    const typed = { ...data, name: 'build agent', date, scopes: 'vso.build, vso.code' };
    const done = dialogCard(await service.teams.submitDialog(ada, typed));
    assert.match(shownText(done), /remember build agent until .*You get a reminder before it ends/);
    await remembered(/You have 1 active token .*build agent.*Warehouse · tracked/);
    await world.pass(hoursToReminder(date));
    const notice = cardOf(await service.untilSaid(ada, /build agent expires in 7 days/));
    const ask = await world.press(ada, buttonData(notice, 'revoke.ask'));
    assert.match(ask.text, /can’t revoke it\. Revoke it where it was created/);
    assert.ok(JSON.stringify(ask.card).includes(PAGE));
    const gone = await world.press(ada, buttonData(ask.card, 'revoke'));
    assert.match(gone.text, /You get no more messages about it/);
    await remembered(/You have no active tokens/);
  });

  it('of any other service: from the typed command to the reminder', async () => {
    const { service, ada } = world;
    await service.teams.say(ada, '/pat track npm publish token');
    const card = cardOf(await service.untilSaid(ada, /Remember a token/));
    const open = buttonData(card, 'track.open');
    assert.equal(open['name'], 'npm publish token');
    const form = dialogCard(await service.teams.openDialog(ada, open));
    const data = buttonData(form, 'track.submit');
    const wrong = { ...data, name: 'npm publish token', where: '', date: '2020-01-01', scopes: '' };
    const again = shownText(dialogCard(await service.teams.submitDialog(ada, wrong)));
    assert.match(again, /Enter where the token is valid/);
    const date = dayAfter(20);
    const typed = { ...wrong, where: 'npmjs.com', date };
    for (const _twice of [1, 2]) {
      const done = shownText(dialogCard(await service.teams.submitDialog(ada, typed)));
      assert.match(done, /remember npm publish token until/);
    }
    await remembered(/You have 1 active token .*npmjs\.com · tracked/);
    await world.pass(hoursToReminder(date));
    await service.untilSaid(ada, /npm publish token expires in 7 days/);
  });

  it('is nothing that a secret can slip into: one that is typed by mistake is not kept', async () => {
    const { service, ada } = world;
    const secret = `pat_${'x'.repeat(61)}`;
    const form = dialogCard(await service.teams.openDialog(ada, { verb: 'track.open', name: '' }));
    const data = buttonData(form, 'track.submit');
    const typed = { ...data, name: secret, where: 'npmjs.com', date: dayAfter(20), scopes: secret };
    await service.teams.submitDialog(ada, typed);
    await service.teams.say(ada, '/pat list');
    assert.ok(!`${await service.stored()}${service.logged()}`.includes(secret));
    assert.ok(!JSON.stringify(service.connector.calls).includes(secret));
  });
});
