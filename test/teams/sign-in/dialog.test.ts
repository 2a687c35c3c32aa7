import assert from 'node:assert/strict';
import { PatkeeperError } from '../../../src/core/errors.ts';
import { Secret } from '../../../src/core/secrets/secret.ts';
import { TEAMS_TOKEN } from '../../support/fake-sign-in.ts';
import { buttonData, dialogCard, shownText } from '../../support/running-service.ts';
import { CLAIMS, SECRET, type SignInWorld, startSignInWorld } from '../../support/sign-in-world.ts';
import type { DrivenAnswer } from '../../support/teams-driver.ts';

type Json = Readonly<Record<string, unknown>>;

describe('signing in within a dialog', () => {
  let world: SignInWorld;
  afterEach(() => world.close());

  /** The page must ask for a sign-in; gives its address and what its button sends, besides the code. */
  function signInPage(answer: DrivenAnswer): { text: string; url: string; next: Json } {
    const card = dialogCard(answer);
    const actions = card['actions'] as readonly Json[];
    const open = actions.find(({ type }) => type === 'Action.OpenUrl') ?? assert.fail(shownText(card));
    const next = actions.find(({ title }) => title === 'Continue') ?? assert.fail(shownText(card));
    return { text: shownText(card), url: String(open['url']), next: next['data'] as Json };
  }
  const goOn = (answer: DrivenAnswer, code?: string) => {
    const { url, next } = signInPage(answer);
    const signInCode = code ?? world.signIn.codeOf(url);
    return world.teams.submitDialog(world.ada, { ...next, signInCode });
  };
  const typed = { lifespan: '30', date: '', preset: 'clone' };
  const secretOf = (answer: DrivenAnswer) => JSON.stringify(answer.body).includes(SECRET);

  describe('where nothing works without', () => {
    beforeEach(async () => {
      world = await startSignInWorld();
    });

    it('comes before the form, and the code leads on to it', async () => {
      const { teams, ada } = world;
      const asked = await teams.openDialog(ada, {
        verb: 'create.open',
        name: 'laptop',
        msteams: { type: 'task/fetch' },
      });
      const page = signInPage(asked);
      assert.match(page.text, /needs to know who you are/);
      assert.deepEqual(page.next, { verb: 'create.open', name: 'laptop' });
      const form = dialogCard(await goOn(asked));
      assert.match(JSON.stringify(form), /"value":"laptop"/);
      const submit = { ...buttonData(form, 'create.submit'), ...typed, name: 'laptop' };
      assert.ok(secretOf(await teams.submitDialog(ada, submit)));
    });

    it('says at a wrong code and at none that it is, and takes the right one of any of its pages', async () => {
      const { teams, ada, signIn } = world;
      const asked = await teams.openDialog(ada, { verb: 'create.open' });
      const { url } = signInPage(asked);
      const wrong = await goOn(asked, 'guess');
      assert.match(signInPage(wrong).text, /This isn’t the code/);
      assert.doesNotMatch(JSON.stringify(wrong.body), /guess/);
      const empty = await goOn(wrong, ' ');
      assert.match(signInPage(empty).text, /Type the code that the page shows/);
      const right = await goOn(empty, ` ${signIn.codeOf(url)} `);
      assert.ok(buttonData(dialogCard(right), 'create.submit'));
    });

    it('needs no code from a person who has signed in elsewhere meanwhile', async () => {
      const { teams, ada, signIn } = world;
      const asked = await teams.openDialog(ada, { verb: 'create.open' });
      await signIn.confirm(world.personOf(ada), signIn.codeOf(signInPage(asked).url));
      assert.ok(buttonData(dialogCard(await goOn(asked, '')), 'create.submit'));
    });

    it('says that it was not enough', async () => {
      const { teams, ada } = world;
      world.neverEnough();
      const asked = await teams.openDialog(ada, { verb: 'create.open' });
      assert.match(signInPage(await goOn(asked)).text, /You have signed in, but Azure DevOps still asks/);
    });

    it('is nobody’s but the person’s who began it', async () => {
      const { teams, ada, ben, signIn } = world;
      const { url, next } = signInPage(await teams.openDialog(ada, { verb: 'create.open' }));
      const answer = await teams.submitDialog(ben, { ...next, signInCode: signIn.codeOf(url) });
      assert.match(signInPage(answer).text, /This isn’t the code/);
      assert.equal(await signIn.account(world.personOf(ben)), undefined);
    });

    it('does not repeat the code when the sign-in can’t be reached', async () => {
      const { teams, ada, signIn } = world;
      const asked = await teams.openDialog(ada, { verb: 'create.open' });
      signIn.failNext(new Error('the socket hung up'));
      const failed = await goOn(asked);
      assert.match(shownText(dialogCard(failed)), /Something went wrong here/);
      const again = buttonData(dialogCard(failed), 'create.open');
      assert.deepEqual(again, { verb: 'create.open' });
    });
  });

  describe('where there is a built-in authority as well', () => {
    beforeEach(async () => {
      world = await startSignInWorld(['internal']);
    });

    function formOf(answer: DrivenAnswer): { card: Json; text: string } {
      const card = dialogCard(answer);
      return { card, text: JSON.stringify(card) };
    }

    it('the form opens, and offers to sign in for the other organizations; what was typed stays', async () => {
      const { teams, ada } = world;
      const { card, text } = formOf(await teams.openDialog(ada, { verb: 'create.open' }));
      assert.match(text, /Sign in to Azure DevOps to see its organizations/);
      assert.doesNotMatch(text, /contoso/);
      const asked = await teams.submitDialog(ada, {
        ...buttonData(card, 'create.sign-in'),
        ...typed,
        name: 'laptop',
      });
      const after = formOf(await goOn(asked));
      assert.match(after.text, /azure-devops:contoso/);
      assert.match(after.text, /"value":"laptop"/);
      assert.doesNotMatch(after.text, /to see its organizations/);
      assert.equal(
        buttonData(after.card, 'create.submit')['formKey'],
        buttonData(card, 'create.submit')['formKey'],
      );
    });

    it('lets the name be empty only while there is still a sign-in to offer', async () => {
      const { teams, ada } = world;
      const required = ({ text }: { text: string }) => /"isRequired":(true|false)/.exec(text)?.[1];
      const before = formOf(await teams.openDialog(ada, { verb: 'create.open' }));
      assert.equal(required(before), 'false');
      const asked = await teams.submitDialog(ada, buttonData(before.card, 'create.sign-in'));
      assert.equal(required(formOf(await goOn(asked))), 'true');
    });

    it('a challenge in the middle of a create goes on to the secret of the same form', async () => {
      const { teams, ada, signIn, features } = world;
      const { card } = formOf(await teams.openDialog(ada, { verb: 'create.open' }));
      const asked = await teams.submitDialog(ada, buttonData(card, 'create.sign-in'));
      const form = dialogCard(await goOn(asked));
      world.challenge(CLAIMS);
      const submit = {
        ...buttonData(form, 'create.submit'),
        ...typed,
        name: 'laptop',
        organization: 'azure-devops:contoso',
      };
      const challenged = await teams.submitDialog(ada, submit);
      const page = signInPage(challenged);
      assert.match(page.text, /wants to make sure that it’s you/);
      assert.equal(signIn.started.at(-1)?.claims, CLAIMS);
      assert.deepEqual(page.next, submit);
      // A wrong code leads to a page that answers the challenge as well.
      const wrong = await goOn(challenged, 'guess');
      assert.equal(signIn.started.at(-1)?.claims, CLAIMS);
      const shown = await goOn(wrong);
      assert.ok(secretOf(shown));
      const tokens = await features.store.tokens.list(world.personOf(ada));
      assert.deepEqual(
        tokens.map(({ name, authority }) => [name, authority]),
        [['laptop', 'azure-devops']],
      );
    });

    it('keeps the scopes that were ticked through a challenge', async () => {
      const { teams, ada, signIn, features } = world;
      const { card } = formOf(await teams.openDialog(ada, { verb: 'create.open' }));
      await signIn.exchange(world.personOf(ada), new Secret(TEAMS_TOKEN));
      world.challenge(CLAIMS);
      const chosen = { ...typed, preset: 'choose', name: 'laptop', organization: 'azure-devops:contoso' };
      const scopes = dialogCard(
        await teams.submitDialog(ada, { ...buttonData(card, 'create.submit'), ...chosen }),
      );
      const ticked = {
        ...buttonData(scopes, 'create.scopes'),
        'scopes.0': 'vso.wiki',
        'scopes.1': 'vso.work',
      };
      assert.ok(secretOf(await goOn(await teams.submitDialog(ada, ticked))));
      const [token] = await features.store.tokens.list(world.personOf(ada));
      assert.deepEqual(token?.scopes, ['vso.wiki', 'vso.work']);
    });

    it('shows the failure of what went on as any other', async () => {
      const { teams, ada, signIn } = world;
      const { card } = formOf(await teams.openDialog(ada, { verb: 'create.open' }));
      const asked = await teams.submitDialog(ada, buttonData(card, 'create.sign-in'));
      signIn.failNext(new PatkeeperError('unreachable.azure-devops'));
      assert.match(signInPage(await goOn(asked)).text, /can’t be reached/);
    });
  });
});
