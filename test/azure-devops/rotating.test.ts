import assert from 'node:assert/strict';
import { type AzureWorld, startAzureWorld } from '../support/azure-world.ts';
import type { ConnectorCall } from '../support/fake-connector.ts';
import {
  buttonData,
  cardOf,
  dialogCard,
  messageText,
  secretOn,
  shownText,
} from '../support/running-service.ts';

const HOUR = 60 * 60 * 1000;

describe('rotating a token', () => {
  let world: AzureWorld;
  beforeEach(async () => {
    world = await startAzureWorld({ AUTHORITIES: 'builtin,azure-devops', BUILTIN_ORGANIZATIONS: 'internal' });
    await world.signIn(world.ada);
  });
  afterEach(() => world.close());

  /** Submits the rotate dialog of a token as it opens, with some of its fields changed. */
  async function rotate(tokenId: string, fields: object = {}) {
    const { service, ada } = world;
    const form = dialogCard(await service.teams.openDialog(ada, { verb: 'rotate.open', tokenId }));
    const inputs = { name: '', organization: '', lifespan: '', date: '', scopes: '', overlap: '' };
    const typed = Object.fromEntries(Object.keys(inputs).map((id) => [id, inputOf(form, id)]));
    const data = { ...typed, ...buttonData(form, 'rotate.submit'), ...fields };
    return dialogCard(await service.teams.submitDialog(ada, data));
  }
  const cutOver = () => world.service.untilSaid(world.ada, /New secret +laptop/);
  const pressOn = (call: ConnectorCall, verb: string) =>
    world.press(world.ada, buttonData(cardOf(call), verb));
  const endIn = (authorizationId: string) => {
    const token = world.azure.tokens('ada').find((one) => one.authorizationId === authorizationId);
    return Math.round(((token?.validTo ?? 0) - (token?.validFrom ?? 0)) / HOUR);
  };

  it('gives a new secret while the old one works, as the cut-over card says', async () => {
    const { azure, ada } = world;
    const old = await world.create(ada, 'laptop', { preset: 'push' });
    const page = await rotate(old.id);
    const secret = secretOn(page);
    assert.notEqual(secret, old.secret);
    assert.match(shownText(page), /The old one works until/);
    assert.ok(azure.isUsable(secret) && azure.isUsable(old.secret));
    const [, made] = azure.tokens('ada');
    assert.deepEqual(
      [made?.displayName, made?.organization, made?.scope],
      ['laptop', 'harbour', 'vso.code_write'],
    );
    assert.equal(endIn(made?.authorizationId ?? ''), 30 * 24);
    assert.equal(endIn(old.authorizationId), 24);
    const card = messageText(await cutOver());
    assert.match(card, /The old one works until .* Then it ends by itself/);
    assert.match(card, /If you never saw the new secret, rotate the new token too: \/pat rotate laptop/);
    assert.doesNotMatch(card, /last used|never used/, 'Azure DevOps does not tell');
  });

  it('leaves two tokens of one name, of which one is marked as replaced', async () => {
    const { service, ada } = world;
    const old = await world.create(ada, 'laptop');
    await rotate(old.id);
    await service.teams.say(ada, '/pat rotate laptop');
    const which = messageText(await service.untilSaid(ada, /Which one do you want to rotate\?/));
    assert.equal(which.match(/harbour/g)?.length, 2);
    assert.equal(which.match(/harbour · replaced by a new one/g)?.length, 1);
    const { text } = await world.press(ada, { verb: 'renew', tokenId: old.id, lifespan: '90', date: '' });
    assert.match(text, /has already been replaced and works only a little longer/);
    assert.equal(endIn(old.authorizationId), 24);
  });

  it('ends when the person has replaced the old one', async () => {
    const { azure, ada } = world;
    const old = await world.create(ada, 'laptop');
    const secret = secretOn(await rotate(old.id));
    const { text } = await pressOn(await cutOver(), 'rotate.finish');
    assert.match(text, /Revoked +laptop/);
    assert.ok(!azure.isUsable(old.secret) && azure.isUsable(secret));
    await world.restartLater(48);
    assert.ok(!world.service.saidTo(ada).some((call) => /The old token has ended/.test(messageText(call))));
  });

  it('lets the old one work two more days, seven in all and never past its own end', async () => {
    const { azure, ada } = world;
    const old = await world.create(ada, 'laptop', { lifespan: '7' });
    await rotate(old.id, { lifespan: '30', overlap: '72' });
    assert.equal(endIn(old.authorizationId), 72);
    const first = await pressOn(await cutOver(), 'rotate.extend');
    assert.match(first.text, /The old one now works until/);
    assert.equal(endIn(old.authorizationId), 120);
    const second = await world.press(ada, buttonData(first.card, 'rotate.extend'));
    assert.equal(endIn(old.authorizationId), 168);
    assert.throws(() => buttonData(second.card, 'rotate.extend'), 'there is nothing left to extend');
    const again = await world.press(ada, buttonData(first.card, 'rotate.extend'));
    assert.match(again.text, /The old one now works until/);
    assert.equal(endIn(old.authorizationId), 168, 'a button that was pressed before does nothing more');
    assert.ok(azure.isUsable(old.secret));
  });

  it('ends by itself with a notice', async () => {
    const { azure, service, ada } = world;
    const old = await world.create(ada, 'laptop');
    const secret = secretOn(await rotate(old.id, { overlap: '1' }));
    await cutOver();
    await world.pass(2);
    await service.untilSaid(ada, /The old token has ended.*laptop was replaced/);
    assert.ok(!azure.isUsable(old.secret) && azure.isUsable(secret));
    await service.teams.say(ada, '/pat list');
    await service.untilSaid(ada, /You have 1 active token /);
  });

  it('works the same for a built-in token, and says when the old one was last used', async () => {
    const { service, ada } = world;
    const usable = async (secret: string) => {
      const headers = { Authorization: `Basic ${Buffer.from(`ada:${secret}`).toString('base64')}` };
      return (await fetch(`${service.verifyUrl}/verify?scope=any`, { headers })).ok;
    };
    const fields = { organization: 'builtin:internal', lifespan: '30', preset: 'clone' };
    const old = await service.create(ada, 'laptop', fields);
    const secret = secretOn(await rotate(old.id, { overlap: '1' }));
    assert.match(messageText(await cutOver()), /The old one: never used/);
    assert.ok((await usable(secret)) && (await usable(old.secret)));
    const extended = await pressOn(await cutOver(), 'rotate.extend');
    assert.match(extended.text, /The old one now works until/);
    await world.pass(50);
    await service.untilSaid(ada, /The old token has ended/);
    assert.ok((await usable(secret)) && !(await usable(old.secret)));
  });

  it('takes other scopes, another organization and another name from the dialog', async () => {
    const { azure, service, ada } = world;
    const old = await world.create(ada, 'laptop');
    const fields = { name: 'desktop', organization: 'azure-devops:lighthouse', scopes: 'choose' };
    const page = await rotate(old.id, fields);
    const data = { ...buttonData(page, 'rotate.scopes'), 'scopes.0': 'vso.work,vso.packaging' };
    const secret = secretOn(dialogCard(await service.teams.submitDialog(ada, data)));
    assert.ok(azure.isUsable(secret));
    const made = azure.tokens('ada', 'lighthouse').at(-1);
    assert.deepEqual([made?.displayName, made?.scope], ['desktop', 'vso.work vso.packaging']);
  });

  it('leaves the old token as it was when no new one is made, and the next try works', async () => {
    const { azure, service, ada } = world;
    const old = await world.create(ada, 'laptop');
    azure.failNext('create', { kind: 'pat-error', error: 'failedToIssueAccessToken' });
    assert.match(shownText(await rotate(old.id)), /had a problem and created no token/);
    // A lost token is known by its name and time: the old one must not be of the same moment.
    await world.pass(1);
    azure.failNext('create', { kind: 'reset', when: 'after' });
    const lost = await rotate(old.id);
    assert.match(shownText(lost), /so Patkeeper revoked it again/);
    assert.ok(azure.isUsable(old.secret));
    assert.equal(endIn(old.authorizationId), 30 * 24);
    assert.equal(azure.tokens('ada').filter(({ revokedAt }) => revokedAt === undefined).length, 1);
    const again = buttonData(lost, 'rotate.submit');
    assert.ok(azure.isUsable(secretOn(dialogCard(await service.teams.submitDialog(ada, again)))));
  });

  it('says so when the old token could not get an earlier end, and leaves ending it to its owner', async () => {
    const { azure, service, ada } = world;
    const old = await world.create(ada, 'laptop');
    azure.failNext('update', { kind: 'pat-error', error: 'accessDenied' });
    const page = await rotate(old.id);
    assert.ok(azure.isUsable(secretOn(page)) && azure.isUsable(old.secret));
    assert.equal(endIn(old.authorizationId), 30 * 24);
    const card = await service.untilSaid(ada, /can’t end earlier by itself.*unless you revoke it/);
    await pressOn(card, 'rotate.finish');
    assert.ok(!azure.isUsable(old.secret));
  });

  it('is offered on the seven-day notice', async () => {
    const { service, ada } = world;
    await world.create(ada, 'laptop');
    await world.pass(23 * 24 + 1);
    const notice = cardOf(await service.untilSaid(ada, /laptop expires in 7 days/));
    const { tokenId } = buttonData(notice, 'rotate.open');
    assert.ok(secretOn(await rotate(String(tokenId))));
  });
});

/** What an input of a card holds before it is touched. */
function inputOf(card: unknown, id: string): string {
  if (Array.isArray(card)) return card.map((part) => inputOf(part, id)).find((value) => value !== '') ?? '';
  if (typeof card !== 'object' || card === null) return '';
  if ('id' in card && card.id === id && 'value' in card) return String(card.value);
  return inputOf(Object.values(card), id);
}
