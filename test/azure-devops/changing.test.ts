import assert from 'node:assert/strict';
import { type AzureWorld, startAzureWorld } from '../support/azure-world.ts';
import { buttonData, cardOf } from '../support/running-service.ts';

const DAY = 24 * 60 * 60 * 1000;

describe('tokens in Azure DevOps', () => {
  let world: AzureWorld;
  beforeEach(async () => {
    world = await startAzureWorld();
  });
  afterEach(() => world.close());

  it('are all listed, 250 of them, from three pages there and on pages of ten here', async () => {
    const { azure, service, ada } = world;
    const seeded = azure.seedMany('ada', 'harbour', 250);
    await world.signIn(ada);
    const pages = azure.requests.filter(
      ({ operation, url }) => operation === 'list' && url.startsWith('/harbour/'),
    );
    assert.deepEqual(
      pages.map(({ url }) => new URL(url, azure.url).searchParams.has('continuationToken')),
      [false, true, true],
    );
    await service.untilSaid(ada, /You have 250 tokens in harbour, lighthouse/);
    await service.teams.say(ada, '/pat list');
    const first = await service.untilSaid(ada, /You have 250 active tokens, page 1 of 25/);
    const names = new Set<string>();
    for (let card = cardOf(first), page = 1; ; page += 1) {
      const text = JSON.stringify(card);
      for (const { displayName } of seeded) if (text.includes(`"${displayName}"`)) names.add(displayName);
      if (page === 25) break;
      const next = { verb: 'list', words: '', state: 'active', page };
      ({ card } = await world.press(ada, next));
    }
    assert.equal(names.size, 250);
    assert.deepEqual(azure.problems, []);
  });

  it('are those of one person: a colleague in the same organization sees none of them', async () => {
    const { azure, service, ada, ben } = world;
    azure.seed('ada', 'harbour', { displayName: 'Hers alone' });
    await world.signIn(ada);
    await world.signIn(ben);
    await service.teams.say(ben, '/pat list all');
    await service.untilSaid(ben, /You have no tokens/);
  });

  describe('made here', () => {
    let token: Awaited<ReturnType<AzureWorld['create']>>;
    beforeEach(async () => {
      await world.signIn(world.ada);
      token = await world.create(world.ada, 'laptop');
    });

    const there = () =>
      world.azure.tokens('ada').find(({ authorizationId }) => authorizationId === token.authorizationId) ??
      assert.fail('the token is gone');
    const pressAbout = (verb: string, more: object = {}) =>
      world.press(world.ada, { verb, tokenId: token.id, ...more });

    it('are renewed with the same secret, as far as the tenant allows, and say so', async () => {
      const { azure } = world;
      const question = await pressAbout('renew.ask');
      const data = { ...buttonData(question.card, 'renew'), lifespan: '60', date: '' };
      assert.match((await world.press(world.ada, data)).text, /Renewed\. .*same secret.*expires in 60 days/);
      assert.equal(Math.round((there().validTo - there().validFrom) / DAY), 60);
      azure.set({ maxLifespanDays: 45 });
      const { text } = await world.press(world.ada, { ...data, lifespan: '90' });
      assert.match(
        text,
        /harbour doesn’t allow a longer lifespan\. The token works until .*expires in 45 days/,
      );
      assert.equal(Math.round((there().validTo - there().validFrom) / DAY), 45);
      assert.ok(azure.isUsable(token.secret));
    });

    it('keep their end when a renewal is refused, and the reason is readable', async () => {
      const { azure } = world;
      const { validTo } = there();
      const question = await pressAbout('renew.ask');
      const data = { ...buttonData(question.card, 'renew'), lifespan: '90', date: '' };
      for (const [error, words] of [
        ['patLifespanPolicyViolation', /longer than your tenant allows\. Choose a shorter/],
        ['expiredPatCannotBeExtended', /has expired and can’t be renewed\. Type \/pat new/],
        ['failedToUpdateAccessToken', /changed nothing\. Try again in a few minutes/],
      ] as const) {
        azure.failNext('update', { kind: 'pat-error', error });
        assert.match((await world.press(world.ada, data)).text, words);
      }
      assert.equal(there().validTo, validTo);
    });

    it('are revoked there, from the question on the card', async () => {
      const { azure } = world;
      const question = await pressAbout('revoke.ask');
      assert.match(question.text, /Every tool that uses it in harbour stops working at once/);
      assert.ok(azure.isUsable(token.secret));
      const { text } = await world.press(world.ada, buttonData(question.card, 'revoke'));
      assert.match(text, /Revoked +laptop/);
      assert.ok(!azure.isUsable(token.secret));
      assert.match((await pressAbout('revoke')).text, /already revoked/);
    });

    it('are not called revoked when they still work', async () => {
      const { azure } = world;
      azure.failNext('revoke', { kind: 'reset', when: 'before' });
      assert.match((await pressAbout('revoke')).text, /didn’t revoke this token: it still works/);
      azure.failNext('revoke', { kind: 'reset', when: 'after' });
      assert.match((await pressAbout('revoke')).text, /Revoked +laptop/);
      assert.ok(!azure.isUsable(token.secret));
    });

    it('wait for a sign-in that a button needs, and then the button goes on', async () => {
      const { azure, service, ada } = world;
      azure.set({ requiredContext: 'c1' });
      assert.match((await pressAbout('revoke')).text, /I sent you a sign-in card/);
      assert.ok(azure.isUsable(token.secret));
      const card = world.signInCard(ada);
      assert.match(card.text, /Sign in again\. I’ll then continue with your request/);
      assert.equal(card.tokenExchangeResource, undefined, 'silence answers no challenge');
      const { code } = await world.browse(card.buttons[0]?.value ?? '', 'ada');
      await service.teams.verifyState(ada, code);
      await service.untilSaid(ada, /Revoked +laptop/);
      assert.ok(!azure.isUsable(token.secret));
    });

    it('can be neither seen nor changed by somebody else', async () => {
      const { azure, service, ben } = world;
      await world.signIn(ben);
      for (const verb of ['show', 'renew', 'revoke', 'rotate.extend', 'rotate.finish', 'found.mine']) {
        const { text } = await world.press(ben, { verb, tokenId: token.id, lifespan: '7', end: 0 });
        assert.match(text, /You have no such token/, verb);
      }
      const opened = await service.teams.openDialog(ben, { verb: 'rotate.open', tokenId: token.id });
      assert.match(JSON.stringify(opened.body), /You have no such token/);
      assert.ok(azure.isUsable(token.secret));
      const asked = azure.requests.filter(({ person, method }) => person === 'ben' && method !== 'GET');
      assert.deepEqual(asked, []);
    });
  });

  it('of both kinds live side by side: without a sign-in the built-in ones work', async () => {
    await world.close();
    world = await startAzureWorld({ AUTHORITIES: 'builtin,azure-devops', BUILTIN_ORGANIZATIONS: 'internal' });
    const { service, azure, ada } = world;
    const builtin = await service.create(ada, 'here', { organization: 'builtin:internal' });
    assert.match(builtin.secret, /^pkt_/);
    await service.teams.say(ada, '/pat list');
    await service.untilSaid(
      ada,
      /1 active token.*You aren’t signed in to Azure DevOps, so this list may be incomplete/,
    );
    await service.teams.say(ada, '/pat show there');
    await service.untilSaid(ada, /No such token.*You aren’t signed in to Azure DevOps/);
    await world.signIn(ada);
    const { secret } = await world.create(ada, 'there');
    assert.ok(azure.isUsable(secret));
    await service.teams.say(ada, '/pat list');
    await service.untilSaid(ada, /You have 2 active tokens/);
  });
});
