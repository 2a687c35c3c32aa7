import assert from 'node:assert/strict';
import { LOCAL_ADMINISTRATOR, TENANT_ID } from '../../src/local/directory.ts';
import {
  buttonData,
  cardOf,
  dialogCard,
  executeCard,
  messageText,
  type RunningService,
  runService,
  shownText,
} from '../support/running-service.ts';

const ADMIN = {
  id: LOCAL_ADMINISTRATOR.userId,
  aadObjectId: LOCAL_ADMINISTRATOR.objectId,
  name: LOCAL_ADMINISTRATOR.name,
};
const BEN = { id: '29:ben', aadObjectId: 'bbbbbbbb-0000-4000-8000-000000000002', name: 'Ben Ito' };

type Json = Readonly<Record<string, unknown>>;

describe('reminders, as people meet them', () => {
  let world: RunningService;
  const count = (person: { id: string }, words: RegExp) =>
    world.saidTo(person as typeof world.ada).filter((call) => words.test(messageText(call))).length;

  beforeEach(async () => {
    world = await runService({ ADMIN: 'on' }, { tenantId: TENANT_ID, ada: ADMIN, ben: BEN });
  });
  afterEach(async () => {
    await world.close();
  });

  it('a person chooses them, names a second reader, and says nothing until the second reader hears of the end', async () => {
    const { teams, ada, ben } = world;
    await teams.say(ben, 'hi');
    await teams.say(ada, '/pat reminders');
    const card = cardOf(await world.untilSaid(ada, /I remind you 7 days before a token ends/));
    const chosen = {
      ...buttonData(card, 'reminders.set'),
      besides: 'month,day',
      from: 'none',
      until: 'none',
    };
    const saved = await teams.invoke(ada, 'adaptiveCard/action', {
      action: { type: 'Action.Execute', verb: 'reminders.set', data: chosen },
    });
    assert.match(shownText(executeCard(saved)), /30 days, 7 days and 1 day before/);
    const { id: tokenId } = await world.create(ada, 'laptop', { lifespan: '90' });
    const page = dialogCard(await teams.openDialog(ada, { verb: 'reader.open', tokenId }));
    const data = buttonData(page, 'reader.submit');
    const done = await teams.submitDialog(ada, { ...data, person: ben.aadObjectId, typed: '' });
    assert.match(shownText(dialogCard(done)), /Ben Ito is the second reader of laptop/);
    await world.untilSaid(ben, /made you the second reader of the token laptop/);
    for (const [hours, words] of [
      [60 * 24, /laptop (expires|ends) in 30 days/],
      [23 * 24, /laptop (expires|ends) in 7 days/],
      [6 * 24, /laptop (expires|ends) in 24 hours/],
    ] as const) {
      await teams.say(ada, `/pat clock +${hours}h`);
      await world.untilSaid(ada, words);
    }
    const end = await world.untilSaid(ben, /token laptop ends in/);
    assert.ok(!JSON.stringify(end.body).includes('"verb"'), 'the second reader gets no button');
    assert.equal(count(ada, /laptop (expires|ends) in/), 3);
    assert.equal(count(ben, /token laptop ends in/), 1);
    // What a second reader presses on somebody else's card changes nothing.
    const forged: Json = { tokenId, back: { words: '', state: 'active', page: 0 } };
    for (const verb of ['revoke', 'show', 'renew.ask']) {
      const answer = await teams.invoke(ben, 'adaptiveCard/action', {
        action: { type: 'Action.Execute', verb, data: forged },
      });
      assert.match(JSON.stringify(answer.body), /no such token|can’t find|don’t know/i, verb);
    }
  });

  it('a person who answers is left alone, and one who does not is on the administrators’ list', async () => {
    const { teams, ada, ben } = world;
    await teams.say(ada, 'hi');
    await world.create(ben, 'answered', { lifespan: '30' });
    await world.create(ben, 'silent', { lifespan: '30' });
    await teams.say(ada, `/pat clock +${23 * 24}h`);
    const reminder = cardOf(await world.untilSaid(ben, /answered (expires|ends) in 7 days/));
    await world.untilSaid(ben, /silent (expires|ends) in 7 days/);
    const answer = await teams.invoke(ben, 'adaptiveCard/action', {
      action: {
        type: 'Action.Execute',
        verb: 'reminder.answer',
        data: buttonData(reminder, 'reminder.answer'),
      },
    });
    assert.match(shownText(executeCard(answer)), /I won’t remind you of this end again/);
    await teams.say(ada, `/pat clock +${6 * 24 + 1}h`);
    const list = await world.untilSaid(ada, /A token ends and nobody answers/);
    assert.match(messageText(list), /silent Ben Ito, ends on/);
    assert.doesNotMatch(messageText(list), /answered Ben/);
    assert.match(world.logged(), /tokens end and nobody answers/);
  });
});
