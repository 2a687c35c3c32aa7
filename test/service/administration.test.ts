import assert from 'node:assert/strict';
import { LOCAL_ADMINISTRATOR, TENANT_ID } from '../../src/local/directory.ts';
import {
  buttonData,
  cardOf,
  dialogCard,
  executeCard,
  type RunningService,
  runService,
  shownText,
} from '../support/running-service.ts';
import type { DrivenPerson } from '../support/teams-driver.ts';

const personOf = (name: string, aadObjectId: string): DrivenPerson => ({
  name,
  id: `29:${name}`,
  aadObjectId,
});
const ben = personOf('Ben Ito', 'c37e92b4-5d08-4c6f-8b19-e4f2a6d07b58');
const cleo = personOf('Cleo Ruiz', LOCAL_ADMINISTRATOR.objectId);
const ON = { ADMIN: 'on', LOCAL_CHAT: 'on', LOCAL_CHAT_PORT: '0' };

describe('administration in the chat', function () {
  this.timeout(20_000);
  let world: RunningService;
  const open = async (settings: Readonly<Record<string, string>>) => {
    world = await runService(settings, { tenantId: TENANT_ID, ada: ben, ben });
  };
  afterEach(() => world.close());

  type Card = ReturnType<typeof cardOf>;
  const typed = async (person: DrivenPerson, text: string): Promise<Card> => {
    await world.teams.say(person, text);
    return cardOf(world.saidTo(person).at(-1));
  };
  const press = async (person: DrivenPerson, card: Card, verb: string, more: object = {}): Promise<Card> => {
    const { verb: _, ...data } = buttonData(card, verb);
    return executeCard(await world.teams.execute(person, verb, { ...data, ...more }, 'message'));
  };
  const urlOn = (card: Card): URL => new URL(/"url":"([^"]+)"/.exec(JSON.stringify(card))?.[1] ?? '');

  it('finds a token, asks why and for a fresh sign-in, revokes it and tells its owner', async () => {
    await open(ON);
    const { secret } = await world.create(ben, 'laptop');
    const overview = await typed(cleo, '/pat admin');
    assert.match(shownText(overview), /Active: 1 .*Expire within 30 days/);
    const found = await typed(cleo, '/pat admin find ben');
    assert.match(shownText(found), /Ben Ito/);
    const list = await press(cleo, found, 'admin.list');
    const token = await press(cleo, list, 'admin.show');
    assert.match(shownText(token), /Owner: {1,2}Ben Ito/);
    const question = await press(cleo, token, 'admin.revoke.ask');
    const again = await press(cleo, question, 'admin.revoke', { reason: ' ' });
    assert.match(shownText(again), /Give a reason/);
    const signIn = await press(cleo, again, 'admin.revoke', { reason: '**left** the company' });
    const wrong = await press(cleo, signIn, 'admin.sign-in', { code: 'BBBB-BBBB' });
    assert.match(shownText(wrong), /code that the page shows/);
    const code = urlOn(wrong).searchParams.get('code') ?? '';
    const done = await press(cleo, wrong, 'admin.sign-in', { code });
    assert.match(shownText(done), /Revoked 1 token .*told/);
    const notice = await world.untilSaid(ben, /Cleo Ruiz revoked laptop/);
    assert.match(shownText(cardOf(notice)), /Reason: \*\*left\*\* the company\. Time: .*ask Cleo Ruiz/);
    const everything = `${await world.stored()}${world.logged()}`;
    assert.ok(!everything.includes(secret));
  });

  it('shows nothing to others: the same answers as to what does not exist', async () => {
    await open(ON);
    for (const line of ['admin', 'admin find ada', 'admin BBBB-BBBB', 'admin signin']) {
      const unknown = line.replace('admin', 'zzzzz');
      const [asked, other] = [await typed(ben, `/pat ${line}`), await typed(ben, `/pat ${unknown}`)];
      assert.deepEqual(asked, other, line);
    }
    for (const verb of ['admin', 'admin.list', 'admin.revoke', 'admin.whose', 'admin.whose.open', 'zzzzz']) {
      const answer = await world.teams.execute(ben, verb, { jobId: 'x' }, 'message');
      const unknown = await world.teams.execute(ben, 'nothing', { jobId: 'x' }, 'message');
      assert.deepEqual(answer, unknown, verb);
      const page = await world.teams.openDialog(ben, { verb });
      assert.equal(
        shownText(dialogCard(page)),
        shownText(dialogCard(await world.teams.openDialog(ben, { verb: 'no' }))),
      );
    }
    assert.doesNotMatch(shownText(await typed(cleo, '/pat help')), /admin/i);
    await world.teams.say(cleo, '/pat admin', { conversation: 'groupChat' });
    assert.doesNotMatch(JSON.stringify(world.connector.sent.at(-1)?.body), /Expire within/);
  });

  it('tells whose token a secret is in a dialog, and revokes it there', async () => {
    await open(ON);
    const { secret } = await world.create(ben, 'laptop');
    const ask = dialogCard(await world.teams.openDialog(cleo, { verb: 'admin.whose.open' }));
    const wrong = dialogCard(
      await world.teams.submitDialog(cleo, { ...buttonData(ask, 'admin.whose'), secret: 'pat_no' }),
    );
    assert.match(shownText(wrong), /No token here has this secret/);
    const page = dialogCard(
      await world.teams.submitDialog(cleo, { ...buttonData(ask, 'admin.whose'), secret }),
    );
    assert.match(shownText(page), /laptop, a token of Ben Ito .*State: +Active · expires in 30 days/);
    assert.ok(!JSON.stringify(page).includes(secret));
    const signIn = dialogCard(
      await world.teams.submitDialog(cleo, { ...buttonData(page, 'admin.whose.revoke'), reason: 'leaked' }),
    );
    const code = urlOn(signIn).searchParams.get('code');
    const done = dialogCard(
      await world.teams.submitDialog(cleo, { ...buttonData(signIn, 'admin.whose.sign-in'), code }),
    );
    assert.match(shownText(done), /Revoked 1 token/);
    const everything = `${await world.stored()}${world.logged()}${JSON.stringify(world.connector.calls)}`;
    assert.ok(!everything.includes(secret));
  });

  it('shows what became of messages, and sends those again that did not arrive', async () => {
    await open(ON);
    await world.create(ben, 'laptop');
    await world.untilSaid(ben, /New token/);
    const token = cardOf(world.saidTo(ben).at(-1));
    const list = await press(ben, token, 'list');
    const own = await press(ben, await press(ben, list, 'show'), 'messages');
    assert.match(
      shownText(own),
      /Messages laptop.*has expired.*Planned for .*was created.*(?:Being sent|Sent on ).*1 attempt/,
    );
    const all = await press(cleo, await typed(cleo, '/pat admin'), 'admin.messages');
    assert.match(shownText(all), /was created.*laptop, a token of Ben Ito.*(?:Being sent|Sent on )/);
    const none = await press(cleo, all, 'admin.unreached');
    assert.match(shownText(none), /Everybody was reached/);
    const found = await press(cleo, await typed(cleo, '/pat admin find ben'), 'admin.list');
    const his = await press(cleo, found, 'admin.messages');
    assert.match(shownText(await press(cleo, his, 'admin.try-again')), /nothing to send again/);
    const forged = { owner: { tenantId: TENANT_ID, objectId: ben.aadObjectId } };
    const asked = await world.teams.execute(ben, 'admin.try-again', forged, 'message');
    assert.deepEqual(asked, await world.teams.execute(ben, 'nothing', forged, 'message'));
  });

  it('shows nothing of Azure DevOps where that is no authority here', async () => {
    await open(ON);
    assert.doesNotMatch(shownText(await typed(cleo, '/pat admin')), /Azure DevOps/);
    assert.match(shownText(await typed(cleo, '/pat admin devops')), /Nothing matches “devops”/);
    for (const verb of [
      'admin.members',
      'admin.members.sign-in',
      'admin.members.find',
      'admin.members.all',
    ]) {
      const data = { organization: 'harbour', words: 'a', code: 'x' };
      const answer = await world.teams.execute(cleo, verb, data, 'message');
      assert.deepEqual(answer, await world.teams.execute(cleo, 'nothing', data, 'message'), verb);
    }
  });

  it('is not there unless it was asked for', async () => {
    await open({});
    const [asked, other] = [await typed(cleo, '/pat admin'), await typed(cleo, '/pat zzzzz')];
    assert.deepEqual(asked, other);
  });
});
