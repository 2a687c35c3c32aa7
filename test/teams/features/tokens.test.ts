import assert from 'node:assert/strict';
import { PatkeeperError } from '../../../src/core/errors.ts';
import type { Actor } from '../../../src/core/tokens/token.ts';
import { createCardRenderer } from '../../../src/teams/cards/cards.ts';
import { ACTIVE_LIST } from '../../../src/teams/cards/list-page.ts';
import type { Card } from '../../../src/teams/cards/reply.ts';
import type { FeatureDeps } from '../../../src/teams/features/feature-deps.ts';
import { list } from '../../../src/teams/features/list.ts';
import { searchMyTokens } from '../../../src/teams/features/my-tokens.ts';
import { askRenew, renew } from '../../../src/teams/features/renew.ts';
import { askRevoke, revoke } from '../../../src/teams/features/revoke.ts';
import { askRevokeAll, revokeAll } from '../../../src/teams/features/revoke-all.ts';
import { show } from '../../../src/teams/features/show.ts';
import { parseCommand } from '../../../src/teams/turns/parse-command.ts';
import { runCommand } from '../../../src/teams/turns/run-command.ts';
import { ADA, BEN, createFeatureWorld, dataOf } from '../../support/feature-world.ts';
import { DAY } from '../../support/fixed-clock.ts';

const back = ACTIVE_LIST;

describe('the list', () => {
  it('shows the soonest to expire first, in plain words', async () => {
    const { deps, create } = createFeatureWorld();
    await create('later', { lifespan: '30' });
    await create('sooner', { lifespan: '7', preset: 'restore' });
    const data = dataOf('list', await list(ACTIVE_LIST, ADA, deps));
    assert.deepEqual(
      data.tokens.map(({ name, ends, state }) => ({ name, ends, state })),
      [
        { name: 'sooner', ends: 'expires in 7 days (22 Jan 2026)', state: 'Expires soon' },
        { name: 'later', ends: 'expires in 30 days (14 Feb 2026)', state: 'Active' },
      ],
    );
    assert.equal(data.title, 'You have 2 active tokens');
  });

  it('turns pages of ten, and stays under the size of a message', async () => {
    const { deps, create } = createFeatureWorld();
    for (let i = 10; i < 22; i += 1) await create(`build agent ${i}`, { preset: 'pipelines' });
    const first = await list(ACTIVE_LIST, ADA, deps);
    const data = dataOf('list', first);
    assert.equal(data.tokens.length, 10);
    assert.deepEqual([data.hasPrevious, data.hasNext], [false, true]);
    const { content } = createCardRenderer({ actions: 'execute' }).render(first);
    const weight = Buffer.byteLength(JSON.stringify(content));
    process.stdout.write(`      a list of ten tokens weighs ${weight} bytes\n`);
    assert.ok(weight <= 12 * 1024, `${weight} bytes are too many`);
    const second = dataOf('list', await list(data.next, ADA, deps));
    assert.equal(second.tokens.length, 2);
    assert.deepEqual([second.hasPrevious, second.hasNext], [true, false]);
    assert.deepEqual(dataOf('list', await list(second.previous, ADA, deps)).query, data.query);
  });

  it('finds by words in name, organization and scopes', async () => {
    const { deps, create } = createFeatureWorld();
    await create('laptop');
    await create('feed', { preset: 'restore' });
    const words = async (text: string) =>
      dataOf('list', await list({ ...ACTIVE_LIST, words: text }, ADA, deps)).tokens.map(({ name }) => name);
    assert.deepEqual(await words('LAP'), ['laptop']);
    assert.deepEqual(await words('packaging'), ['feed']);
    assert.deepEqual(await words('internal feed'), ['feed']);
    assert.deepEqual(await words('nothing'), []);
  });

  it('tells active, expired and revoked tokens apart', async () => {
    const { deps, create, clock } = createFeatureWorld();
    await create('old', { lifespan: '7' });
    const gone = await create('gone', { lifespan: '30' });
    await create('alive', { lifespan: '30' });
    await revoke({ tokenId: gone, back }, ADA, deps);
    clock.advance(8 * DAY);
    const names = async (state: 'active' | 'expired' | 'revoked' | 'all') =>
      dataOf('list', await list({ ...ACTIVE_LIST, state }, ADA, deps)).tokens.map(({ name }) => name);
    assert.deepEqual(await names('active'), ['alive']);
    assert.deepEqual(await names('expired'), ['old']);
    assert.deepEqual(await names('revoked'), ['gone']);
    assert.deepEqual(await names('all'), ['alive', 'old', 'gone']);
  });

  it('shows nobody else’s tokens', async () => {
    const { deps, create } = createFeatureWorld();
    await create('laptop');
    const data = dataOf('list', await list({ ...ACTIVE_LIST, state: 'all' }, BEN, deps));
    assert.equal(data.empty, true);
    assert.equal(data.title, 'You have no tokens');
  });
});

describe('renewing', () => {
  it('asks first, then counts the new lifespan from today', async () => {
    const { deps, create, clock, store } = createFeatureWorld();
    const tokenId = await create('laptop', { lifespan: '30' });
    clock.advance(25 * DAY);
    dataOf('renew-question', await askRenew({ tokenId, back }, ADA, deps));
    const data = dataOf('token', await renew({ tokenId, back, lifespan: '60', date: '' }, ADA, deps));
    assert.match(data.news, /^Renewed\./);
    assert.equal((await store.tokens.find(ADA, tokenId))?.validTo, clock.now() + 60 * DAY);
  });

  it('keeps the question open with the error at its field when the lifespan is not allowed', async () => {
    const { deps, create, store } = createFeatureWorld({ maxLifespanDays: 90 });
    const tokenId = await create('laptop', { lifespan: '30' });
    const before = await store.tokens.find(ADA, tokenId);
    const data = dataOf(
      'renew-question',
      await renew({ tokenId, back, lifespan: '365', date: '' }, ADA, deps),
    );
    assert.notEqual(data.lifespanError, '');
    assert.equal(data.lifespan, '365');
    assert.deepEqual(await store.tokens.find(ADA, tokenId), before);
  });

  it('is not offered for a token that has ended', async () => {
    const { deps, create, clock } = createFeatureWorld();
    const tokenId = await create('laptop', { lifespan: '7' });
    clock.advance(8 * DAY);
    assert.match(dataOf('token', await askRenew({ tokenId, back }, ADA, deps)).news, /Create a new token/);
  });
});

describe('revoking', () => {
  it('says what stops working, then says that it is done', async () => {
    const { deps, create } = createFeatureWorld();
    const tokenId = await create('laptop');
    const question = dataOf('revoke-question', await askRevoke({ tokenId, back }, ADA, deps));
    assert.match(question.consequence, /internal stops working/);
    const done = dataOf('revoked', await revoke({ tokenId, back }, ADA, deps));
    assert.equal(done.token.state, 'Revoked');
  });

  it('says on an old copy of the card that it was already revoked', async () => {
    const { deps, create } = createFeatureWorld();
    const tokenId = await create('laptop');
    await revoke({ tokenId, back }, ADA, deps);
    assert.match(dataOf('revoked', await revoke({ tokenId, back }, ADA, deps)).text, /already revoked/);
    assert.match(dataOf('revoked', await askRevoke({ tokenId, back }, ADA, deps)).text, /already revoked/);
  });

  it('does nothing for anybody but the owner, who can’t be told from nobody', async () => {
    const { deps, create, store } = createFeatureWorld();
    const tokenId = await create('laptop');
    const asBen = (input: { tokenId: string }) =>
      [show, askRenew, askRevoke, revoke].map((feature) => feature({ ...input, back }, BEN, deps));
    for (const attempt of [...asBen({ tokenId }), ...asBen({ tokenId: 'no-such-token' })]) {
      await assert.rejects(attempt, (error) => error instanceof PatkeeperError && error.code === 'not-found');
    }
    assert.equal((await store.tokens.find(ADA, tokenId))?.revokedAt, undefined);
  });

  it('of all names them first, and leaves alone what came after the question', async () => {
    const { deps, create, clock, store } = createFeatureWorld();
    await create('one');
    await create('two');
    await create('ben’s', {}, BEN);
    const question = dataOf('revoke-all-question', await askRevokeAll({ back }, ADA, deps));
    assert.deepEqual([...question.names].sort(), [
      'one (Organization internal)',
      'two (Organization internal)',
    ]);
    clock.advance(1000);
    await create('three');
    const done = dataOf('revoked-all', await revokeAll({ asOf: question.asOf, back }, ADA, deps));
    assert.equal(done.title, 'Revoked 2 tokens');
    const left = dataOf('list', await list(ACTIVE_LIST, ADA, deps)).tokens;
    assert.deepEqual(
      left.map(({ name }) => name),
      ['three'],
    );
    assert.equal((await store.tokens.list(BEN))[0]?.revokedAt, undefined);
    assert.match(
      dataOf('message', await revokeAll({ asOf: question.asOf, back }, ADA, deps)).text,
      /None of them is active/,
    );
  });

  it('of all means the tokens that the question names, also when the clock was set back', async () => {
    const { deps, create, clock, store } = createFeatureWorld();
    await create('from the future');
    clock.set(clock.now() - DAY);
    const { asOf } = dataOf('revoke-all-question', await askRevokeAll({ back }, ADA, deps));
    dataOf('revoked-all', await revokeAll({ asOf, back }, ADA, deps));
    assert.notEqual((await store.tokens.list(ADA))[0]?.revokedAt, undefined);
  });

  it('of all tells how many could not be revoked', async () => {
    const { deps, create, store, clock } = createFeatureWorld();
    await create('one');
    const stubborn = await create('two');
    const { change: changeAsIs } = store.tokens;
    store.tokens.change = async (change) => {
      if (change.tokenId === stubborn) throw new PatkeeperError('store-unavailable');
      return changeAsIs(change);
    };
    const done = dataOf('revoked-all', await revokeAll({ asOf: clock.now(), back }, ADA, deps));
    assert.deepEqual([...done.names], ['one (Organization internal)']);
    assert.match(done.text, /^1 token couldn’t be revoked/);
  });

  it('of all says so when there is nothing to revoke', async () => {
    const { deps } = createFeatureWorld();
    assert.match(dataOf('message', await askRevokeAll({ back }, ADA, deps)).text, /no active tokens/);
  });
});

async function type(text: string, actor: Actor, deps: FeatureDeps): Promise<Card> {
  return (await runCommand(parseCommand(text), actor, deps, true)).card;
}

describe('a typed name', () => {
  it('means the token of that name, or the only one that begins with it', async () => {
    const { deps, create } = createFeatureWorld();
    await create('lap');
    await create('laptop');
    await create('build agent');
    const shown = (typed: string) => type(`show ${typed}`, ADA, deps);
    assert.equal(dataOf('token', await shown('LAP')).token.name, 'lap');
    assert.equal(dataOf('token', await shown('bui')).token.name, 'build agent');
    assert.equal(dataOf('token', await shown('lapt')).token.name, 'laptop');
  });

  it('shows the candidates when it could be several, each with the button that was asked for', async () => {
    const { deps, create } = createFeatureWorld();
    await create('laptop one');
    await create('laptop two');
    const data = dataOf('candidates', await type('revoke laptop', ADA, deps));
    assert.equal(data.title, '2 tokens begin with “laptop”. Which one do you want to revoke?');
    assert.deepEqual(
      data.tokens.map(({ verb }) => verb),
      ['revoke.ask', 'revoke.ask'],
    );
  });

  it('opens the question that was asked for', async () => {
    const { deps, create } = createFeatureWorld();
    await create('laptop');
    dataOf('renew-question', await type('renew laptop', ADA, deps));
    dataOf('revoke-question', await type('revoke laptop', ADA, deps));
  });

  it('that nobody knows is said to be unknown, also when it is another person’s', async () => {
    const { deps, create } = createFeatureWorld();
    await create('laptop');
    const data = dataOf('message', await type('show laptop', BEN, deps));
    assert.equal(data.title, 'No such token');
  });
});

describe('the extension’s search', () => {
  it('gives a line to pick and a card without a secret for each token', async () => {
    const { deps, create } = createFeatureWorld();
    await create('laptop');
    const { results } = await searchMyTokens({ words: 'lap', skip: 0, count: 25 }, ADA, deps);
    const [result, ...others] = results;
    assert.equal(others.length, 0);
    assert.equal(result?.title, 'laptop');
    assert.match(result?.text ?? '', /internal · expires in 90 days/);
    assert.equal(result?.card.card, 'found-token');
    assert.doesNotMatch(JSON.stringify(result), /pkt_/);
  });

  it('gives exactly the part that was asked for, so that every token is seen once', async () => {
    const { deps, create } = createFeatureWorld();
    for (let i = 10; i < 37; i += 1) await create(`svc-${i}`);
    const part = (skip: number, count: number) => searchMyTokens({ words: '', skip, count }, ADA, deps);
    for (const count of [25, 10, 7, 1, 100]) {
      const seen: string[] = [];
      for (let skip = 0; skip < 27; skip += count) {
        const { results, more } = await part(skip, count);
        assert.equal(results.length, Math.min(count, 27 - skip));
        assert.equal(more, Math.max(0, 27 - skip - count));
        seen.push(...results.map(({ title }) => title));
      }
      assert.equal(new Set(seen).size, 27, `${count} at a time`);
      assert.equal(seen.length, 27);
    }
    assert.deepEqual(await part(27, 25), { results: [], more: 0, signInNeeded: false });
    assert.deepEqual(await part(1000, 25), { results: [], more: 0, signInNeeded: false });
  });

  it('gives active tokens before ended ones', async () => {
    const { deps, create, clock } = createFeatureWorld();
    await create('short', { lifespan: '7' });
    const gone = await create('gone', { lifespan: '30' });
    await create('later', { lifespan: '90' });
    await create('sooner', { lifespan: '60' });
    await deps.tokenService.revoke(ADA, gone);
    clock.advance(8 * DAY);
    const { results } = await searchMyTokens({ words: '', skip: 0, count: 25 }, ADA, deps);
    assert.deepEqual(
      results.map(({ title }) => title),
      ['sooner', 'later', 'short', 'gone'],
    );
  });
});
