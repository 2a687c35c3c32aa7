import assert from 'node:assert/strict';
import { ADA, createLocalWorld } from './local/local-world.ts';
import { buttonData, dialogCard, type RunningService, runService } from './support/running-service.ts';
import { heartOf, SECRET_MAKERS } from './support/secret-samples.ts';

/** One of each way in which a form is known; all of them are tried where forms are (secret-forms.test.ts). */
const PASTED = [
  'built-in secret',
  'annotated Azure key, as Azure DevOps’ of today',
  'Azure DevOps’ older',
  'JSON web token',
  'GitHub token',
  'GitHub fine-grained token',
  'GitLab token',
  'Slack token',
  'AWS access key id',
  'Microsoft Entra client secret',
  'Microsoft Entra refresh token or code',
  'Azure storage or Cosmos DB key',
];
const PASTED_MAKERS = Object.entries(SECRET_MAKERS).filter(([form]) => PASTED.includes(form));

describe('a secret that is pasted into the chat by mistake', () => {
  let world: RunningService;
  before(async () => {
    world = await runService();
  });
  after(() => world.close());

  for (const [form, make] of PASTED_MAKERS) {
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
        assert.ok(!text.includes(heartOf(secret)), `a part is in the ${where}`);
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
        assert.ok(!traces.includes(heartOf(secret)));
      } finally {
        await local.close();
      }
    });
  }

  it('is left out of a name, and the person is told on each page and at the end', async () => {
    const { teams, connector, ada } = world;
    const secret = `ghp_${'aB3'.repeat(12)}`;
    const told = /I left out something that looked like a secret.*revoke it where it was created/;
    const said = async (text: string) => {
      const before = connector.calls.length;
      await teams.say(ada, text);
      return JSON.stringify(connector.calls.slice(before));
    };
    assert.match(await said(`/pat new lap\u200btop ${secret}`), told);
    assert.match(await said(`/pat track laptop ${secret}`), told);
    for (const words of ['revoke', 'show', 'renew', 'rotate', 'list', 'rvoke', ''])
      assert.match(
        await said(`/pat ${words} ${secret}`),
        /That looks like a secret.*delete the message/,
        words,
      );

    const opened = await teams.openDialog(ada, { verb: 'create.open', name: `laptop ${secret}` });
    const form = dialogCard(opened);
    assert.match(JSON.stringify(form), told);
    assert.match(JSON.stringify(form), /"laptop"/);
    const typed = { ...buttonData(form, 'create.submit'), lifespan: '30', name: `a ${secret} b` };
    const alone = dialogCard(await teams.submitDialog(ada, { ...typed, name: secret, preset: 'clone' }));
    assert.match(JSON.stringify(alone), /Give the token a name/);
    const scopes = dialogCard(await teams.submitDialog(ada, { ...typed, preset: 'choose' }));
    const made = dialogCard(
      await teams.submitDialog(ada, { ...buttonData(scopes, 'create.scopes'), 'scopes.0': 'vso.code' }),
    );
    assert.match(JSON.stringify(made), told);
    assert.match(JSON.stringify(made), /"a b"/);

    const track = dialogCard(await teams.openDialog(ada, { verb: 'track.open', name: `c ${secret}` }));
    assert.match(JSON.stringify(track), told);
    const tracked = await teams.submitDialog(ada, {
      ...buttonData(track, 'track.submit'),
      ...{ name: 'c', where: `forge ${secret}`, date: '2027-06-01', scopes: '' },
    });
    assert.match(JSON.stringify(tracked), told);

    const list = JSON.stringify(await world.stored());
    const [, tokenId = ''] =
      /\\?"id\\?":\\?"([0-9a-f-]{36})\\?"[^}]*?\}[^}]*?\\?"name\\?":\\?"a b/.exec(list) ?? [];
    const rotate = dialogCard(await teams.openDialog(ada, { verb: 'rotate.open', tokenId }));
    const rotated = await teams.submitDialog(ada, {
      ...buttonData(rotate, 'rotate.submit'),
      ...{ name: `d ${secret}`, lifespan: '30', scopes: 'keep', overlap: '1' },
    });
    assert.match(JSON.stringify(rotated), told);
    assert.ok(
      !(JSON.stringify(connector.calls) + world.logged() + (await world.stored())).includes('aB3aB3'),
    );
  });
});
