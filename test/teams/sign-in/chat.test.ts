import assert from 'node:assert/strict';
import { PatkeeperError } from '../../../src/core/errors.ts';
import { sampleToken } from '../../core/samples.ts';
import { TEAMS_TOKEN } from '../../support/fake-sign-in.ts';
import { cardOf, shownText } from '../../support/running-service.ts';
import { CLAIMS, type SignInWorld, signInCardOf, startSignInWorld } from '../../support/sign-in-world.ts';

describe('signing in within the chat', () => {
  let world: SignInWorld;
  beforeEach(async () => {
    world = await startSignInWorld();
  });
  afterEach(() => world.close());

  const shown = () => shownText(cardOf(world.connector.sent.at(-1)));
  const lastSignIn = () => {
    const card = signInCardOf(world.connector.sent.at(-1));
    assert.ok(card, 'the last message is a sign-in card');
    return card;
  };
  const exchangeId = () => lastSignIn().tokenExchangeResource?.id ?? assert.fail('nothing to exchange for');
  const codeOfCard = () => world.signIn.codeOf(lastSignIn().buttons[0]?.value ?? '');

  /** A token of hers at the authority that wants a sign-in. */
  async function keepToken(name: string): Promise<string> {
    const { store, clock } = world.features;
    const owner = world.personOf(world.ada);
    const id = `id-of-${name}`;
    const known = { id, name, owner, authority: 'azure-devops', organization: 'contoso' } as const;
    const event = { id, at: clock.now(), action: 'create', actor: owner, place: 'personal', owner } as const;
    await store.tokens.insert({ token: sampleToken(known), notices: [], event, maxActive: 9 });
    return id;
  }

  describe('that a command needs', () => {
    it('is asked for with Teams’ own card, which leads to the page and can be exchanged silently', async () => {
      const { teams, ada, signIn } = world;
      await teams.say(ada, '/pat signin');
      const card = lastSignIn();
      assert.equal(card.connectionName, '');
      assert.equal(card.tokenExchangeResource?.uri, signIn.exchangeResource);
      const { url = '' } = signIn.started[0] ?? {};
      assert.deepEqual(card.buttons, [{ type: 'signin', title: 'Sign in', value: url }]);
      assert.match(card.text, /needs to know who you are/);
    });

    it('goes on after Teams’ token was exchanged', async () => {
      const { teams, ada, signIn } = world;
      await teams.say(ada, '/pat signin');
      const answer = await teams.exchangeToken(ada, exchangeId(), TEAMS_TOKEN);
      assert.equal(answer.status, 200);
      assert.match(shown(), /You are signed in as ada@contoso\.com/);
      assert.equal(signIn.exchanges, 1);
    });

    it('goes on once when several clients of a person exchange for the same card', async () => {
      const { teams, ada, signIn, connector } = world;
      await teams.say(ada, '/pat signin');
      const id = exchangeId();
      const sent = connector.sent.length;
      const answers = await Promise.all([1, 2, 3].map(() => teams.exchangeToken(ada, id, TEAMS_TOKEN)));
      assert.deepEqual(
        answers.map(({ status }) => status),
        [200, 200, 200],
      );
      assert.equal(signIn.exchanges, 1);
      assert.equal(connector.sent.length, sent + 1);
    });

    it('asks every client for its button when the exchange is not enough', async () => {
      const { teams, ada, signIn } = world;
      await teams.say(ada, '/pat signin');
      const id = exchangeId();
      for (const _client of ['phone', 'desktop'])
        assert.equal((await teams.exchangeToken(ada, id, 'not enough')).status, 412);
      assert.equal(signIn.exchanges, 1);
    });

    it('does not wait for an exchange that takes too long', async () => {
      const { teams, ada, signIn, features } = world;
      await teams.say(ada, '/pat signin');
      const id = exchangeId();
      const called = new Promise<void>((resolve) => {
        signIn.exchange = () => {
          resolve();
          return new Promise(() => {});
        };
      });
      const answer = teams.exchangeToken(ada, id, TEAMS_TOKEN);
      await called;
      features.clock.advance(5000);
      assert.equal((await answer).status, 412);
      assert.match(shown(), /taking longer than it should/);
    });

    it('is exchanged by one process only', async () => {
      const { teams, ada, signIn, features } = world;
      await teams.say(ada, '/pat signin');
      features.store.rateLimits.claimKey = async () => false;
      assert.equal((await teams.exchangeToken(ada, exchangeId(), TEAMS_TOKEN)).status, 200);
      assert.equal(signIn.exchanges, 0);
    });

    it('goes on from the page when the exchange is not enough', async () => {
      const { teams, ada, connector } = world;
      await teams.say(ada, '/pat signin');
      const [id, code, sent] = [exchangeId(), codeOfCard(), connector.sent.length];
      const refused = await teams.exchangeToken(ada, id, 'not enough');
      assert.equal(refused.status, 412);
      assert.deepEqual(Object.keys(refused.body as object), ['id', 'connectionName', 'failureDetail']);
      assert.equal(connector.sent.length, sent, 'Teams itself shows the button now');
      assert.equal((await teams.verifyState(ada, code)).status, 200);
      assert.match(shown(), /You are signed in as ada@contoso\.com/);
    });

    it('goes on with the code typed in the chat', async () => {
      const { teams, ada } = world;
      await teams.say(ada, '/pat signin');
      await teams.say(ada, `/pat sign in ${codeOfCard()}`);
      assert.match(shown(), /You are signed in as/);
    });

    it('goes to the person’s own chat from a group', async () => {
      const { teams, ada, connector } = world;
      await teams.say(ada, 'hello');
      connector.clear();
      await teams.say(ada, '/pat signin', { conversation: 'groupChat' });
      const [direct, told] = connector.sent;
      assert.match(decodeURIComponent(direct?.path ?? ''), /a:chat-with-/);
      assert.ok(signInCardOf(direct));
      assert.match(decodeURIComponent(told?.path ?? ''), /19:group/);
      assert.match(shown(), /I have written to you directly Sign in there/);
      assert.doesNotMatch(JSON.stringify(told?.body), /ticket/);
    });

    it('is given up with a word when it could not be sent there', async () => {
      const { teams, ada, connector } = world;
      connector.answerNext({ status: 403, body: '{"error":{"code":"BotNotInConversationRoster"}}' });
      await teams.say(ada, '/pat signin', { conversation: 'groupChat' });
      assert.match(shown(), /I couldn’t write to you/);
    });
  });

  describe('that a button needs', () => {
    it('leaves the pressed card alone, and does what the button says afterwards', async () => {
      const { teams, ada } = world;
      const tokenId = await keepToken('laptop');
      const data = { tokenId, back: { words: 'lap', state: 'all', page: 0 } };
      const pressed = await teams.execute(ada, 'revoke', data, 'message-1');
      assert.deepEqual(pressed.body, {
        statusCode: 200,
        type: 'application/vnd.microsoft.activity.message',
        value: 'I sent you a sign-in card. Sign in there. I’ll then continue with your request.',
      });
      await teams.exchangeToken(ada, exchangeId(), TEAMS_TOKEN);
      assert.match(shown(), /Revoked +laptop/);
    });

    it('works the same for a client without Action.Execute', async () => {
      const { teams, ada, connector } = world;
      const tokenId = await keepToken('laptop');
      await teams.submit(ada, { verb: 'revoke', tokenId }, 'message-1');
      assert.deepEqual(connector.updated, []);
      await teams.verifyState(ada, codeOfCard());
      assert.match(shown(), /Revoked +laptop/);
    });

    it('answers a challenge on the page only, with the claims that were demanded', async () => {
      const { teams, ada, signIn } = world;
      const tokenId = await keepToken('laptop');
      await teams.say(ada, '/pat signin');
      await teams.exchangeToken(ada, exchangeId(), TEAMS_TOKEN);
      world.challenge(CLAIMS);
      await teams.execute(ada, 'revoke', { tokenId }, 'message-1');
      assert.equal(lastSignIn().tokenExchangeResource, undefined);
      assert.match(lastSignIn().text, /Sign in again/);
      assert.equal(signIn.started.at(-1)?.claims, CLAIMS);
      await teams.verifyState(ada, codeOfCard());
      assert.match(shown(), /Revoked +laptop/);
    });

    it('takes a challenge after a first sign-in as one more step', async () => {
      const { teams, ada } = world;
      const tokenId = await keepToken('laptop');
      world.challenge(CLAIMS);
      await teams.execute(ada, 'revoke', { tokenId }, 'message-1');
      // Signed in, but that answers no challenge.
      await teams.exchangeToken(ada, exchangeId(), TEAMS_TOKEN);
      assert.equal(lastSignIn().tokenExchangeResource, undefined);
      await teams.verifyState(ada, codeOfCard());
      assert.match(shown(), /Revoked +laptop/);
    });

    it('keeps no more of the button’s data than it needs, and that for ten minutes', async () => {
      const { teams, ada, features, connector } = world;
      const tokenId = await keepToken('laptop');
      await teams.submit(ada, { verb: 'revoke', tokenId, pasted: 'a-password' }, 'message-1');
      const code = codeOfCard();
      const kept = await features.store.records.find(
        world.personOf(ada),
        'interrupted',
        'latest',
        features.clock.now(),
      );
      assert.match(kept?.sealed ?? '', new RegExp(tokenId));
      assert.doesNotMatch(kept?.sealed ?? '', /a-password/);
      features.clock.advance(10 * 60_000);
      connector.clear();
      await teams.verifyState(ada, code);
      assert.match(shown(), /You are signed in as/);
      assert.equal(connector.sent.length, 1);
    });
  });

  describe('that did not help', () => {
    it('is told, and asks no more', async () => {
      const { teams, ada, connector } = world;
      const tokenId = await keepToken('laptop');
      world.neverEnough();
      await teams.execute(ada, 'revoke', { tokenId }, 'message-1');
      const [id, code] = [exchangeId(), codeOfCard()];
      connector.clear();
      assert.equal((await teams.exchangeToken(ada, id, TEAMS_TOKEN)).status, 200);
      assert.match(shown(), /You have signed in, but Azure DevOps still asks/);
      assert.equal(connector.sent.length, 1);
      // What was interrupted is gone: a second sign-in only shows who it is.
      await teams.verifyState(ada, code);
      assert.match(shown(), /You are signed in as/);
    });

    it('is told when one challenge follows another', async () => {
      const { teams, ada } = world;
      const tokenId = await keepToken('laptop');
      await teams.say(ada, '/pat signin');
      await teams.exchangeToken(ada, exchangeId(), TEAMS_TOKEN);
      world.challenge(CLAIMS);
      await teams.execute(ada, 'revoke', { tokenId }, 'message-1');
      const code = codeOfCard();
      world.challenge('{"another":{}}');
      await teams.verifyState(ada, code);
      assert.match(shown(), /You have signed in, but Azure DevOps still asks/);
    });

    it('tells a wrong code, and still takes the right one', async () => {
      const { teams, ada } = world;
      const tokenId = await keepToken('laptop');
      await teams.execute(ada, 'revoke', { tokenId }, 'message-1');
      const code = codeOfCard();
      await teams.verifyState(ada, 'guess');
      assert.match(shown(), /This isn’t the code/);
      await teams.verifyState(ada, code);
      assert.match(shown(), /Revoked +laptop/);
    });

    it('takes a code that comes twice once, and says no failure after the success', async () => {
      const { teams, ada, connector } = world;
      await teams.say(ada, '/pat signin');
      const code = codeOfCard();
      await Promise.all([teams.verifyState(ada, code), teams.verifyState(ada, code)]);
      const sent = connector.sent.length;
      assert.match(shown(), /You are signed in as ada@contoso\.com/);
      await teams.say(ada, `/pat signin ${code.toLowerCase().replace('-', ' ')}`);
      await teams.verifyState(ada, code);
      assert.equal(connector.sent.length, sent);
      await teams.say(ada, '/pat signin wrong-code');
      await teams.say(ada, '/pat signin wrong-code');
      assert.equal(connector.sent.length, sent + 2);
      assert.match(shown(), /That didn’t work/);
    });

    it('is silent too when another replica has just used the code', async () => {
      const { teams, ada, connector } = world;
      await teams.say(ada, '/pat signin');
      const code = codeOfCard();
      await teams.verifyState(ada, code);
      const sent = connector.sent.length;
      world.features.clock.advance(60_000);
      await teams.verifyState(ada, code);
      assert.equal(connector.sent.length, sent);
      await teams.verifyState(world.ben, code);
      assert.match(shown(), /That didn’t work/, 'somebody else with that code has used none');
    });

    it('exchanges a token whose connection is null as one without', async () => {
      const { teams, ada, signIn } = world;
      await teams.say(ada, '/pat signin');
      const value = { id: exchangeId(), connectionName: null, token: TEAMS_TOKEN };
      assert.equal((await teams.invoke(ada, 'signin/tokenExchange', value)).status, 200);
      assert.equal(signIn.exchanges, 1);
    });

    it('tells why an account is refused', async () => {
      const { teams, ada, signIn } = world;
      await teams.say(ada, '/pat signin');
      const id = exchangeId();
      signIn.failNext(new PatkeeperError('refused.account-disabled'));
      assert.equal((await teams.exchangeToken(ada, id, TEAMS_TOKEN)).status, 412);
      assert.match(shown(), /Your account is disabled/);
    });

    it('tells that the page was closed, without a try at a code', async () => {
      const { teams, ada, signIn } = world;
      await teams.say(ada, '/pat signin');
      signIn.failNext(new Error('no code was to be tried'));
      for (const state of ['CancelledByUser', 'UserCancelledSignIn']) {
        await teams.verifyState(ada, state);
        assert.match(shown(), /You aren’t signed in The sign-in page was closed/);
      }
    });

    it('tells once what Teams’ own failure means, and repeats no words of the client', async () => {
      const { teams, ada, connector, log } = world;
      await teams.failSignIn(ada, 'resourcematchfailed');
      assert.match(
        shown(),
        /Press “Sign in” on the card instead.*administrator this code: resourcematchfailed/,
      );
      const answer = await teams.failSignIn(ada, 'resourcematchfailed');
      assert.equal(answer.status, 200);
      assert.equal(connector.sent.length, 1);
      world.features.clock.advance(60_000);
      await teams.failSignIn(ada, '**odd**');
      assert.doesNotMatch(shown() + JSON.stringify(log), /odd/);
    });

    it('answers malformed invokes with a plain refusal', async () => {
      const { teams, ada, signIn } = world;
      for (const value of [undefined, 'x', {}, { id: 'x' }, { id: 'x', token: 7 }])
        assert.equal((await teams.invoke(ada, 'signin/tokenExchange', value)).status, 400);
      assert.equal((await teams.invoke(ada, 'signin/verifyState', undefined)).status, 200);
      assert.equal((await teams.invoke(ada, 'signin/failure', undefined)).status, 200);
      assert.equal(signIn.exchanges, 0);
    });
  });

  describe('of somebody else', () => {
    it('can’t be completed, by neither code nor token, and nothing of theirs goes on', async () => {
      const { teams, ada, ben, signIn, connector } = world;
      const tokenId = await keepToken('laptop');
      await teams.execute(ada, 'revoke', { tokenId }, 'message-1');
      const [id, code] = [exchangeId(), codeOfCard()];
      await teams.verifyState(ben, code);
      assert.match(shown(), /This isn’t the code/);
      assert.equal(await signIn.account(world.personOf(ben)), undefined);
      assert.equal(await signIn.account(world.personOf(ada)), undefined);
      // Ben's own token signs in Ben, whatever card it was meant for.
      await teams.exchangeToken(ben, id, TEAMS_TOKEN);
      assert.equal(await signIn.account(world.personOf(ada)), undefined);
      assert.doesNotMatch(JSON.stringify(connector.sent.slice(1)), /laptop/);
      // And takes nothing away from hers.
      await teams.exchangeToken(ada, id, TEAMS_TOKEN);
      assert.match(shown(), /Revoked +laptop/);
    });
  });

  it('leaves no code and no token in the log or in a message', async () => {
    const { teams, ada, connector, log } = world;
    await teams.say(ada, '/pat signin');
    const [id, code] = [exchangeId(), codeOfCard()];
    await teams.exchangeToken(ada, id, 'wrong-token-of-teams');
    await teams.verifyState(ada, 'wrong-code-of-page');
    await teams.say(ada, '/pat signin typed-wrong-code');
    await teams.verifyState(ada, code);
    await teams.exchangeToken(ada, 'another', TEAMS_TOKEN);
    const everywhere = JSON.stringify([log, connector.calls]);
    for (const text of ['wrong-token', 'wrong-code', 'typed-wrong', code, TEAMS_TOKEN]) {
      assert.ok(!everywhere.includes(text), text);
    }
  });

  it('is forgotten whole when the bot is removed', async () => {
    const { teams, ada, signIn, features, connector } = world;
    const person = world.personOf(ada);
    const tokenId = await keepToken('laptop');
    await teams.say(ada, '/pat signin');
    await teams.exchangeToken(ada, exchangeId(), TEAMS_TOKEN);
    world.challenge(CLAIMS);
    await teams.execute(ada, 'revoke', { tokenId }, 'message-1');
    await features.store.watches.save({ person, nextAt: 0, stocked: [] });
    await teams.install(ada, 'remove', { conversation: 'groupChat' });
    assert.ok(await signIn.account(person), 'a group is not their own chat');
    await teams.install(ada, 'remove');
    assert.equal(await signIn.account(person), undefined);
    assert.equal(await features.store.watches.find(person), undefined);
    connector.clear();
    await teams.exchangeToken(ada, 'later', TEAMS_TOKEN);
    assert.match(shown(), /You are signed in as/);
    assert.doesNotMatch(shown(), /laptop/);
  });
});
