import assert from 'node:assert/strict';
import { ADA, createLocalWorld } from './local/local-world.ts';
import { buttonData, dialogCard, type RunningService, runService } from './support/running-service.ts';
import { SECRET_MAKERS } from './support/secret-samples.ts';

describe('a secret that is pasted into the chat by mistake', () => {
  let world: RunningService;
  before(async () => {
    world = await runService();
  });
  after(() => world.close());

  for (const [form, make] of Object.entries(SECRET_MAKERS)) {
    it(`is neither said again, nor logged, nor kept: ${form}`, async () => {
      const { teams, connector, ada } = world;
      const secret = make();
      for (const words of ['show', 'list', 'new', 'track', 'renew', 'sohw', '']) {
        await teams.say(ada, `/pat ${words} ${secret}`);
      }
      await teams.execute(ada, 'list', { words: secret, state: 'active', page: 0 }, 'message-1');
      await teams.submit(ada, { verb: 'list', words: secret, state: 'active', page: 0 }, 'message-1');
      await teams.search(ada, secret);
      const create = dialogCard(await teams.openDialog(ada, { verb: 'create.open', name: secret }));
      const calls = connector.calls.length;
      await teams.submitDialog(ada, {
        ...buttonData(create, 'create.submit'),
        name: `${form} ${secret}`,
        lifespan: '30',
        preset: 'clone',
      });
      await connector.untilCalls(calls + 1);
      const track = dialogCard(await teams.openDialog(ada, { verb: 'track.open', name: secret }));
      const typed = { name: secret, where: secret, date: '2099-01-01', scopes: secret };
      await teams.submitDialog(ada, { ...buttonData(track, 'track.submit'), ...typed });
      const places = {
        messages: JSON.stringify(connector.calls),
        log: world.logged(),
        store: await world.stored(),
      };
      for (const [where, text] of Object.entries(places)) {
        assert.ok(!text.includes(secret), where);
        assert.ok(!text.includes(secret.slice(10, 40)), `a part is in the ${where}`);
      }
    });

    it(`is not shown by the inspector of the local chat: ${form}`, async () => {
      const local = await createLocalWorld();
      try {
        const secret = make();
        await local.ask('say', { ...ADA, text: `/pat show ${secret}` });
        const typed = { verb: 'create.submit', name: secret };
        await local.ask('dialog', { ...ADA, name: 'task/submit', data: typed });
        const traces = JSON.stringify((await local.state()).traces);
        assert.match(traces, /pat show.*create\.submit/);
        assert.ok(!traces.includes(secret.slice(10, 40)));
      } finally {
        await local.close();
      }
    });
  }
});
