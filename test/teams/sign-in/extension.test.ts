import assert from 'node:assert/strict';
import { TEAMS_TOKEN } from '../../support/fake-sign-in.ts';
import { buttonData, dialogCard, shownText } from '../../support/running-service.ts';
import { CLAIMS, type SignInWorld, startSignInWorld } from '../../support/sign-in-world.ts';
import type { DrivenAnswer } from '../../support/teams-driver.ts';

interface ExtensionAnswer {
  readonly type: string;
  readonly text?: string;
  readonly suggestedActions?: { readonly actions: readonly { readonly value: string }[] };
}

describe('signing in within the messaging extension', () => {
  let world: SignInWorld;
  beforeEach(async () => {
    world = await startSignInWorld();
  });
  afterEach(() => world.close());

  const extension = ({ body }: DrivenAnswer) =>
    (body as { composeExtension: ExtensionAnswer }).composeExtension;
  const urlOf = (answer: DrivenAnswer) => extension(answer).suggestedActions?.actions[0]?.value ?? '';
  const codeOf = (answer: DrivenAnswer) => world.signIn.codeOf(urlOf(answer));

  describe('to search', () => {
    it('is tried silently first, and then gives the results', async () => {
      const { teams, ada, signIn } = world;
      const first = await teams.search(ada, '');
      assert.deepEqual(first.body, {
        composeExtension: {
          type: 'silentAuth',
          suggestedActions: {
            actions: [{ type: 'openUrl', value: signIn.started[0]?.url, title: 'Sign in' }],
          },
        },
      });
      const found = await teams.search(ada, '', { authentication: { token: TEAMS_TOKEN } });
      assert.equal(extension(found).text, 'You have no tokens yet.');
    });

    it('asks for the page when Teams’ token is not enough, and takes its code', async () => {
      const { teams, ada } = world;
      const refused = await teams.search(ada, '', { authentication: { token: 'not enough' } });
      assert.equal(extension(refused).type, 'auth');
      const found = await teams.search(ada, '', { state: codeOf(refused) });
      assert.equal(extension(found).text, 'You have no tokens yet.');
    });

    it('asks for the page at once when there is a challenge to answer', async () => {
      const { teams, ada, signIn } = world;
      await teams.search(ada, '', { authentication: { token: TEAMS_TOKEN } });
      world.challengeSearch(CLAIMS);
      const answer = await teams.search(ada, '', { authentication: { token: TEAMS_TOKEN } });
      assert.equal(extension(answer).type, 'auth');
      assert.equal(signIn.started[0]?.claims, CLAIMS);
      assert.equal(signIn.exchanges, 1, 'no token of Teams can answer it');
      const found = await teams.search(ada, '', { state: codeOf(answer) });
      assert.equal(extension(found).text, 'You have no tokens yet.');
    });

    it('says that a code is wrong, that the page was closed, and that it was not enough', async () => {
      const { teams, ada } = world;
      const textOf = async (state: string) => extension(await teams.search(ada, '', { state })).text;
      assert.match((await textOf('guess')) ?? '', /This isn’t the code/);
      assert.match((await textOf('CancelledByUser')) ?? '', /You aren’t signed in/);
      const asked = await teams.search(ada, '');
      world.neverEnough();
      assert.match((await textOf(codeOf(asked))) ?? '', /You have signed in, but/);
    });

    it('takes nobody else’s code', async () => {
      const { teams, ada, ben, signIn } = world;
      const code = codeOf(await teams.search(ada, ''));
      assert.match(extension(await teams.search(ben, '', { state: code })).text ?? '', /isn’t the code/);
      assert.equal(await signIn.account(world.personOf(ben)), undefined);
    });
  });

  describe('to create a token', () => {
    const open = (more: object = {}) =>
      world.teams.invoke(world.ada, 'composeExtension/fetchTask', { commandId: 'newToken', ...more });
    const isForm = (answer: DrivenAnswer) => buttonData(dialogCard(answer), 'create.submit') !== undefined;

    it('uses Teams’ own window before the first page', async () => {
      const asked = await open();
      assert.equal(extension(asked).type, 'auth');
      assert.ok(isForm(await open({ state: codeOf(asked) })));
    });

    it('asks within the dialog when the window did not help', async () => {
      for (const state of ['guess', 'CancelledByUser']) {
        const page = dialogCard(await open({ state }));
        assert.match(shownText(page), /Sign in to Azure DevOps/);
        assert.equal(/This isn’t the code/.test(shownText(page)), state === 'guess');
        assert.deepEqual(buttonData(page, 'create.open'), { verb: 'create.open' });
      }
    });

    it('says within the dialog that a sign-in was not enough, and asks for no window again', async () => {
      world.neverEnough();
      const asked = await open();
      assert.match(shownText(dialogCard(await open({ state: codeOf(asked) }))), /still asks/);
    });
  });
});
