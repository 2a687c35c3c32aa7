import assert from 'node:assert/strict';
import { RETIREMENT } from '../../src/core/tokens/retirement.ts';
import { type AzureWorld, startAzureWorld } from '../support/azure-world.ts';
import {
  buttonData,
  cardOf,
  dialogCard,
  messageText,
  secretOn,
  shownText,
} from '../support/running-service.ts';

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;
const NEXT_YEAR = Date.UTC(2027, 5, 1);
const EVERYWHERE = { everywhere: true, validFrom: Date.UTC(2026, 1, 1), validTo: NEXT_YEAR } as const;

describe('tokens for all organizations', () => {
  let world: AzureWorld;
  afterEach(() => world.close());

  const start = async (at: number, ...seeds: { displayName: string; scope?: string; validTo?: number }[]) => {
    world = await startAzureWorld({}, at);
    world.azure.seed('ada', 'harbour', ...seeds.map((seed) => ({ ...EVERYWHERE, ...seed })));
    await world.signIn(world.ada);
  };
  const said = async (text: string, words: RegExp) => {
    await world.service.teams.say(world.ada, text);
    return world.service.untilSaid(world.ada, words);
  };
  const submit = (data: object) => world.service.teams.submitDialog(world.ada, data);

  it('end on 1 December 2026 in the list, on their card and when they are to be renewed', async () => {
    await start(RETIREMENT - 40 * DAY, { displayName: 'Global' });
    const shown = await said('/pat show Global', /Global +Active/);
    const text = messageText(shown);
    assert.match(text, /ends on 1 December 2026/);
    assert.match(text, /Azure DevOps ends all such tokens on 1 December 2026\. Replace it/);
    assert.doesNotMatch(text, /2027|UTC, 00|30 Nov 2026/);
    assert.ok(buttonData(cardOf(shown), 'replace.open')['tokenId']);
    assert.throws(() => buttonData(cardOf(shown), 'rotate.open'), 'no other of its kind can be made');
    assert.throws(() => buttonData(cardOf(shown), 'renew.ask'), 'it can have no later end');
    const refused = messageText(await said('/pat renew Global', /can’t be renewed/));
    assert.match(refused, /on 1 December 2026, so this token can’t be renewed past that day/);
  });

  it('with an earlier end can be renewed until that day, and no longer', async () => {
    await start(RETIREMENT - 40 * DAY, { displayName: 'Early', validTo: RETIREMENT - 20 * DAY });
    const asked = cardOf(await said('/pat renew Early', /Renew Early\?/));
    const { tokenId } = buttonData(asked, 'renew');
    const { text } = await world.press(world.ada, { verb: 'renew', tokenId, lifespan: '90', date: '' });
    assert.match(text, /It now works until 1 December 2026, with the same secret/);
    assert.equal(world.azure.tokens('ada')[0]?.validTo, RETIREMENT);
  });

  it('are reminded of seven days before the day, and never renewed by the reminder', async () => {
    await start(RETIREMENT - 8 * DAY, { displayName: 'Global' });
    await world.pass(26);
    const reminder = await world.service.untilSaid(world.ada, /Global ends on 1 December 2026/);
    assert.match(messageText(reminder), /can’t be renewed past that day.*Replace it/);
    assert.ok(buttonData(cardOf(reminder), 'replace.open')['tokenId']);
  });

  it('have ended after it, for the reason that they have, and can still be replaced', async () => {
    await start(RETIREMENT - 2 * DAY, { displayName: 'Global', scope: 'vso.code vso.packaging' });
    await world.pass(49);
    const shown = await said('/pat show Global', /Global +Ended/);
    assert.match(messageText(shown), /Ended: Azure DevOps retired tokens for all organizations/);
    assert.match(messageText(shown), /ended on 1 December 2026/);
    const list = messageText(await said('/pat list expired', /You have 1 expired token/));
    assert.match(list, /Ended: Azure DevOps retired tokens for all organizations/);
    const found = await world.service.teams.search(world.ada, 'Global');
    assert.match(JSON.stringify(found.body), /all organizations[^"]*Ended: Azure DevOps retired tokens/);

    const { tokenId } = buttonData(cardOf(shown), 'replace.open');
    const page = dialogCard(
      await world.service.teams.openDialog(world.ada, { verb: 'replace.open', tokenId }),
    );
    assert.match(
      shownText(page),
      /Choose the organizations that you need.*Each new token can do the same: Read code, Read packages/,
    );
    const { formKey } = buttonData(page, 'replace.submit');
    const form = { verb: 'replace.submit', tokenId, formKey, name: 'Global', lifespan: '30', date: '' };
    const organizations = 'azure-devops:harbour,azure-devops:lighthouse';
    const none = dialogCard(await submit({ ...form, organizations: '' }));
    assert.match(shownText(none), /Choose at least one organization/);

    const first = dialogCard(await submit({ ...form, organizations }));
    const next = buttonData(first, 'replace.next');
    assert.match(shownText(first), /For harbour\. The old one has ended/);
    const second = dialogCard(await submit(next));
    assert.match(shownText(second), /For lighthouse/);
    assert.throws(() => buttonData(second, 'replace.next'), 'it was the last one');
    const secrets = [secretOn(first), secretOn(second)];
    assert.notEqual(secrets[0], secrets[1]);
    assert.ok(secrets.every((secret) => world.azure.isUsable(secret)));
    const again = dialogCard(await submit(next));
    assert.equal(secretOn(again), secrets[1], 'a repeat makes no third');
    assert.deepEqual(
      world.azure
        .tokens('ada')
        .slice(1)
        .map(({ displayName, organization, scope }) => [displayName, organization, scope]),
      [
        ['Global (harbour)', 'harbour', 'vso.code vso.packaging'],
        ['Global (lighthouse)', 'lighthouse', 'vso.code vso.packaging'],
      ],
    );
  });

  it('keep their name when one organization is enough', async () => {
    await start(RETIREMENT - 2 * DAY, { displayName: 'Global' });
    const shown = await said('/pat show Global', /Global +Expires soon/);
    const { tokenId } = buttonData(cardOf(shown), 'replace.open');
    const page = dialogCard(
      await world.service.teams.openDialog(world.ada, { verb: 'replace.open', tokenId }),
    );
    const { formKey } = buttonData(page, 'replace.submit');
    const organizations = 'azure-devops:lighthouse';
    const form = { verb: 'replace.submit', tokenId, formKey, name: 'Global', lifespan: '30', date: '' };
    const made = dialogCard(await submit({ ...form, organizations }));
    assert.match(shownText(made), /The old one works until 1 December 2026, unless you revoke it before/);
    assert.equal(world.azure.tokens('ada').at(-1)?.displayName, 'Global');
    assert.ok(world.azure.isUsable(secretOn(made), 'lighthouse'));
  });

  it('say at the form what an organization refuses, and go on where they were', async () => {
    await start(RETIREMENT - 2 * DAY, { displayName: 'Global' });
    world.azure.set({ creationRestricted: ['lighthouse'] });
    const shown = await said('/pat show Global', /Global +Expires soon/);
    const { tokenId } = buttonData(cardOf(shown), 'replace.open');
    const page = dialogCard(
      await world.service.teams.openDialog(world.ada, { verb: 'replace.open', tokenId }),
    );
    const { formKey } = buttonData(page, 'replace.submit');
    const form = { verb: 'replace.submit', tokenId, formKey, name: 'Global', lifespan: '30', date: '' };
    const organizations = 'azure-devops:harbour,azure-devops:lighthouse';
    const first = dialogCard(await submit({ ...form, organizations }));
    const refused = dialogCard(await submit(buttonData(first, 'replace.next')));
    assert.match(shownText(refused), /restricts who may create tokens.*packaging scopes only may still be/);
    assert.ok(buttonData(refused, 'replace.submit'));
  });

  it('are not found for the first time after the day, even if Azure DevOps lists them', async () => {
    world = await startAzureWorld({}, RETIREMENT + DAY);
    world.azure.set({ retiredListed: true });
    world.azure.seed('ada', 'harbour', { ...EVERYWHERE, displayName: 'Global' });
    await world.signIn(world.ada);
    await said('/pat list all', /You have no tokens/);
  });
});
