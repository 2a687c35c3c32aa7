import assert from 'node:assert/strict';
import { PatkeeperError } from '../../../src/core/errors.ts';
import type { Account } from '../../../src/core/sign-in.ts';
import { signInNeeded } from '../../../src/core/tokens/refusals.ts';
import type { PersonId } from '../../../src/core/tokens/token.ts';
import type { TokenAuthority } from '../../../src/core/tokens/token-authority.ts';
import { whoami } from '../../../src/teams/features/account.ts';
import { help, welcome } from '../../../src/teams/features/help.ts';
import { list } from '../../../src/teams/features/list.ts';
import { searchMyTokens } from '../../../src/teams/features/my-tokens.ts';
import { signIn } from '../../../src/teams/features/sign-in.ts';
import { signOut } from '../../../src/teams/features/sign-out.ts';
import { maySignInSilently } from '../../../src/teams/sign-in/ask.ts';
import { commandLines } from '../../../src/teams/turns/command-lists.ts';
import { runCommand } from '../../../src/teams/turns/run-command.ts';
import { refusal } from '../../core/samples.ts';
import { createFakeSignIn } from '../../support/fake-sign-in.ts';
import { ADA, createFeatureWorld, dataOf, ENGLISH } from '../../support/feature-world.ts';

const ACCOUNT: Account = {
  username: 'ada@contoso.com',
  tenantId: 'contoso-tenant',
  permissions: ['vso.pats', 'vso.profile'],
  background: false,
};

/** A world where ADA has this account, or none; Azure DevOps has organizations for her with one. */
function setUp(account?: Account, organizations = ['internal']) {
  const fake = { ...createFakeSignIn(), account: async () => account };
  const authority: TokenAuthority = {
    id: 'azure-devops',
    async organizations() {
      if (account === undefined) throw signInNeeded();
      return [{ authority: 'azure-devops', id: 'contoso', name: 'contoso' }];
    },
    issue: async () => assert.fail(),
    renew: async () => assert.fail(),
    revoke: async () => assert.fail(),
  };
  return createFeatureWorld({}, organizations, { signIn: fake, authorities: [authority] });
}

const factsOf = (facts: readonly { readonly label: string; readonly value: string }[]) =>
  Object.fromEntries(facts.map(({ label, value }) => [label, value]));

describe('who am I', () => {
  it('shows the account, its tenant, what was consented to and all organizations', async () => {
    const data = dataOf('account', await whoami(ADA, setUp(ACCOUNT).deps));
    assert.equal(data.title, 'You are signed in as ada@contoso.com');
    assert.deepEqual(factsOf(data.facts), {
      Account: 'ada@contoso.com',
      Tenant: 'contoso-tenant',
      Permissions: 'vso.pats, vso.profile',
      Background: 'No: I act only when you ask me to',
      Organizations: 'Organization internal (internal), contoso',
    });
    assert.match(data.text, /^Sign in on the page .* created elsewhere/);
    assert.deepEqual([data.button, data.again, data.signedIn], ['Sign in on the page', true, true]);
  });

  it('advertises nothing to who has signed in on the page', async () => {
    const data = dataOf('account', await whoami(ADA, setUp({ ...ACCOUNT, background: true }).deps));
    assert.equal(data.text, '');
    assert.match(factsOf(data.facts)['Background'] ?? '', /^Yes/);
  });

  it('shows the built-in organizations to who is not signed in, and that there may be more', async () => {
    const data = dataOf('account', await whoami(ADA, setUp().deps));
    assert.equal(data.title, 'You aren’t signed in');
    assert.deepEqual(factsOf(data.facts), {
      Organizations: 'Organization internal (internal), more after you sign in',
    });
    assert.deepEqual([data.button, data.again, data.signedIn], ['Sign in', false, false]);
    const without = dataOf('account', await whoami(ADA, setUp(undefined, []).deps));
    assert.equal(factsOf(without.facts)['Organizations'], 'shown after you sign in');
  });
});

describe('the sign-in that a person asks for', () => {
  const demanded = (account: Account | undefined, again: boolean) =>
    refusal(() => signIn({ again }, ADA, setUp(account).deps));

  it('may be silent at first, and is on the page for what only that gives', async () => {
    const first = await demanded(undefined, false);
    assert.deepEqual([first.code, maySignInSilently(first)], ['sign-in-needed', true]);
    for (const error of [await demanded(ACCOUNT, false), await demanded(ACCOUNT, true)])
      assert.deepEqual([error.code, maySignInSilently(error)], ['sign-in-needed', false]);
  });

  it('is answered with the account when nothing is missing, unless it is to be another', async () => {
    const account = { ...ACCOUNT, background: true };
    dataOf('account', await signIn({ again: false }, ADA, setUp(account).deps));
    assert.equal((await demanded(account, true)).code, 'sign-in-needed');
  });
});

describe('signing out', () => {
  it('forgets the sign-in', async () => {
    const { deps } = setUp();
    const forgotten: string[] = [];
    const fake = createFakeSignIn();
    const forget = async ({ objectId }: PersonId) => void forgotten.push(objectId);
    const data = dataOf('account', await signOut({}, ADA, { ...deps, signIn: { ...fake, forget } }));
    assert.equal(data.title, 'You are signed out');
    assert.equal(data.signedIn, false);
    assert.deepEqual(forgotten, [ADA.objectId]);
  });
});

describe('without anything to sign in to', () => {
  const { deps } = createFeatureWorld();

  it('the commands say so', async () => {
    for (const command of [
      { name: 'signin', code: '' },
      { name: 'signin', code: 'ABCD' },
      { name: 'signout' },
      { name: 'whoami' },
    ] as const) {
      const { card } = await runCommand(command, ADA, deps, true);
      assert.equal(dataOf('message', card).title, 'You don’t have to sign in');
    }
  });

  it('the help leaves them out', () => {
    const texts = (signedIn: boolean) => {
      const given = signedIn ? setUp().deps : deps;
      const cards = [
        help({ understood: true, suggestion: '' }, commandLines(given), ENGLISH).card,
        welcome('Ada', commandLines(given), ENGLISH).card,
      ];
      return cards.map((card) => dataOf('help', card).commands.map(({ text }) => text));
    };
    const about = (shown: readonly string[]) => shown.filter((text) => /sign|whoami/.test(text));
    for (const shown of texts(false)) assert.deepEqual(about(shown), []);
    for (const shown of texts(true))
      assert.deepEqual(about(shown), ['/pat signin', '/pat signout', '/pat whoami']);
  });
});

describe('a list that a sign-in would complete', () => {
  const ACTIVE = { words: '', state: 'active', page: 0 } as const;

  /** The service says that Azure DevOps could not be asked because of this. */
  function withProblem(world: ReturnType<typeof setUp>, problem: PatkeeperError) {
    const { tokenService } = world.deps;
    const listed: typeof tokenService.list = async (actor, query) => ({
      ...(await tokenService.list(actor, query)),
      problem,
    });
    const searched: typeof tokenService.search = async (actor, query) => ({
      ...(await tokenService.search(actor, query)),
      problem,
    });
    return { ...world.deps, tokenService: { ...tokenService, list: listed, search: searched } };
  }

  it('shows what is known, says that it may be more, and insists only at its button', async () => {
    const world = setUp();
    await world.create('laptop', { organization: 'builtin:internal' });
    const deps = withProblem(world, signInNeeded());
    const data = dataOf('list', await list(ACTIVE, ADA, deps));
    assert.deepEqual([data.tokens.length, data.signInNeeded], [1, true]);
    assert.match(data.problem, /aren’t signed in to Azure DevOps/);
    const error = await refusal(() => list({ ...ACTIVE, signIn: true }, ADA, deps));
    assert.equal(error.code, 'sign-in-needed');
    const { results, signInNeeded: more } = await searchMyTokens(
      { words: '', skip: 0, count: 25 },
      ADA,
      deps,
    );
    assert.deepEqual([results.length, more], [1, true]);
  });

  it('of nothing is shown to who may use the built-in authority only', async () => {
    const deps = withProblem(setUp(), signInNeeded());
    assert.equal(dataOf('list', await list(ACTIVE, ADA, deps)).signInNeeded, true);
  });

  it('of nothing asks who can have none without, and who is challenged', async () => {
    const challenged = withProblem(setUp(ACCOUNT), signInNeeded('{}'));
    for (const deps of [withProblem(setUp(undefined, []), signInNeeded()), challenged]) {
      const error = await refusal(() => list(ACTIVE, ADA, deps));
      assert.equal(error.code, 'sign-in-needed');
      await assert.rejects(searchMyTokens({ words: '', skip: 0, count: 25 }, ADA, deps), error.constructor);
    }
  });

  it('offers no sign-in for what one would not mend', async () => {
    const world = setUp(ACCOUNT);
    const deps = withProblem(world, new PatkeeperError('unreachable.azure-devops'));
    const data = dataOf('list', await list({ ...ACTIVE, signIn: true }, ADA, deps));
    assert.equal(data.signInNeeded, false);
    assert.match(data.problem, /can’t be reached at the moment\. Try again in a few minutes/);
  });
});
