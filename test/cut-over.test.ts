import assert from 'node:assert/strict';
import {
  buttonData,
  cardOf,
  dialogCard,
  executeCard,
  messageText,
  type RunningService,
  runService,
  secretOn,
  shownText,
} from './support/running-service.ts';

describe('a rotation that may end the old token sooner', () => {
  let world: RunningService;
  beforeEach(async () => {
    world = await runService();
  });
  afterEach(() => world.close());

  async function verify(secret: string): Promise<number> {
    const headers = { Authorization: `Basic ${Buffer.from(`x:${secret}`).toString('base64')}` };
    const url = `${world.verifyUrl}/verify?scope=any&organization=any&service=git`;
    return (await fetch(url, { headers })).status;
  }

  /** Rotates a token by the dialog; gives both secrets. */
  async function rotate(quiet: string) {
    const { teams, ada } = world;
    const { id, secret: old } = await world.create(ada, 'laptop');
    const form = dialogCard(await teams.openDialog(ada, { verb: 'rotate.open', tokenId: id }));
    assert.match(JSON.stringify(form), /May the old one end sooner\?/);
    const typed = { name: 'laptop', lifespan: '30', scopes: 'keep', overlap: '168', quiet };
    const shown = await teams.submitDialog(ada, { ...buttonData(form, 'rotate.submit'), ...typed });
    return { id, old, fresh: secretOn(dialogCard(shown)) };
  }

  it('ends it after the silence, also after a restart, and tells its owner what showed that', async () => {
    const { ada } = world;
    const { id, old, fresh } = await rotate('6');
    const message = await world.untilSaid(ada, /laptop has a new secret/);
    assert.match(shownText(cardOf(message)), /at the latest\. It ends sooner.*The new one: never used/s);
    assert.deepEqual([await verify(old), await verify(fresh)], [200, 200]);
    const look = { tokenId: id, back: { words: '', state: 'active', page: 0 } };
    for (;;) {
      const looked = executeCard(await world.teams.execute(ada, 'rotate.look', look, 'message-1'));
      if (/The new one: last used .* by git.*The old one: last used .* by git/s.test(shownText(looked)))
        break;
    }
    await world.teams.say(ada, '/pat clock +5h');
    assert.equal(await verify(fresh), 200);
    assert.equal(await verify(old), 200, 'it was silent for five hours only, and is used again by this');
    await world.restart({ CLOCK_OFFSET_HOURS: '12' });
    const told = messageText(await world.untilSaid(ada, /old token has ended/));
    assert.match(told, /git uses the new one, and nothing has used the old one since/);
    assert.deepEqual([await verify(old), await verify(fresh)], [401, 200]);
    assert.match(await world.stored(), /"place":"cut-over"/);
    await world.teams.say(ada, '/pat why laptop');
    const which = await world.untilSaid(ada, /have a name like/);
    assert.match(shownText(cardOf(which)), /laptop/);
  });

  it('leaves it its time where nobody asked for that', async () => {
    const { ada } = world;
    const { old, fresh } = await rotate('no');
    assert.equal(await verify(fresh), 200);
    await world.restart({ CLOCK_OFFSET_HOURS: '100' });
    await world.teams.say(ada, '/pat list');
    await world.untilSaid(ada, /active tokens/);
    assert.equal(await verify(old), 200);
  });
});
