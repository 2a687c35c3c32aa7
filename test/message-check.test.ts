import assert from 'node:assert/strict';
import {
  buttonData,
  dialogCard,
  type RunningService,
  runService,
  shownText,
} from './support/running-service.ts';
import { heartOf } from './support/secret-samples.ts';
import type { DrivenPerson } from './support/teams-driver.ts';

describe('“Check for a token” on a message', () => {
  let world: RunningService;
  beforeEach(async () => {
    world = await runService();
  });
  afterEach(() => world.close());

  const create = async (person: DrivenPerson, name: string) => (await world.create(person, name)).secret;

  async function verify(secret: string): Promise<number> {
    const headers = { Authorization: `Basic ${Buffer.from(`x:${secret}`).toString('base64')}` };
    const answer = await fetch(`${world.verifyUrl}/verify?scope=any&organization=any`, { headers });
    return answer.status;
  }

  /** Uses the action on a message of this author. */
  async function check(person: DrivenPerson, author: DrivenPerson, content: string) {
    const user = { userIdentityType: 'aadUser', id: author.aadObjectId, displayName: author.name };
    const messagePayload = { id: '1', body: { contentType: 'html', content }, from: { user } };
    const value = { commandId: 'checkMessage', commandContext: 'message', messagePayload };
    return dialogCard(
      await world.teams.invoke(person, 'composeExtension/fetchTask', value, { conversation: 'channel' }),
    );
  }

  it('revokes those of the person who pressed, after one press, and leaves the others alone', async () => {
    const { teams, ada, ben } = world;
    const [mine, theirs] = [await create(ada, 'laptop'), await create(ben, 'server')];
    const found = await check(ada, ben, `<p>use ${mine} or <b>${theirs}</b>, or ghp_${'aB3'.repeat(12)}</p>`);
    const shown = shownText(found);
    for (const part of [/3 secrets found/, /Your token laptop/, /A token of another person/, /GitHub token/])
      assert.match(shown, part);
    assert.match(JSON.stringify(found), /For Ben Ito.*to copy.*Your message holds a secret/s);
    assert.equal(await verify(mine), 200, 'to look revokes nothing');
    const press = { commandId: 'checkMessage', data: buttonData(found, 'check.revoke') };
    const done = dialogCard(await teams.invoke(ada, 'composeExtension/submitAction', press));
    assert.match(shownText(done), /1 token revoked.*laptop/s);
    assert.deepEqual([await verify(mine), await verify(theirs)], [401, 200]);
    const again = shownText(await check(ada, ben, mine));
    assert.match(again, /Your token laptop.*It doesn’t work/s);
  });

  it('ends nothing for somebody else who sends the button’s data', async () => {
    const { teams, ada, ben } = world;
    const secret = await create(ada, 'laptop');
    const data = buttonData(await check(ada, ben, secret), 'check.revoke');
    const refused = dialogCard(await teams.submitDialog(ben, data));
    assert.match(shownText(refused), /You have no such token/);
    assert.equal(await verify(secret), 200);
  });

  it('says that the person’s own message must be deleted too, and warns nobody', async () => {
    const { ada } = world;
    const found = await check(ada, ada, await create(ada, 'laptop'));
    assert.match(shownText(found), /You wrote this message: delete it too/);
    assert.ok(!JSON.stringify(found).includes('to copy'));
    assert.match(shownText(await check(ada, ada, 'nothing here')), /No secret found/);
  });

  it('keeps, logs and shows nothing of the message', async () => {
    const { teams, connector, ada, ben } = world;
    const mine = await create(ada, 'laptop');
    const others = [`ghp_${'Zx9'.repeat(12)}`, `pkt_${'q'.repeat(61)}`];
    const words = 'a private remark about the weekend';
    const dialogs = [await check(ada, ben, `${words} ${mine} ${others.join(' ')}`)];
    const press = { commandId: 'checkMessage', data: buttonData(dialogs[0] ?? {}, 'check.revoke') };
    dialogs.push(dialogCard(await teams.invoke(ada, 'composeExtension/submitAction', press)));
    const places = {
      dialogs: JSON.stringify(dialogs),
      messages: JSON.stringify(connector.calls),
      log: world.logged(),
      store: await world.stored(),
    };
    for (const [where, text] of Object.entries(places))
      for (const part of [words, heartOf(mine), ...others.map(heartOf)])
        assert.ok(!text.includes(part), `${part.slice(0, 9)} is in the ${where}`);
  });
});
