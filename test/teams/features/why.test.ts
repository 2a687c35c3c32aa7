import assert from 'node:assert/strict';
import { PatkeeperError } from '../../../src/core/errors.ts';
import type { Actor, Token } from '../../../src/core/tokens/token.ts';
import { sentencesOf } from '../../../src/sentences/sentences.ts';
import { createCardRenderer } from '../../../src/teams/cards/cards.ts';
import { ACTIVE_LIST } from '../../../src/teams/cards/list-page.ts';
import { openLike } from '../../../src/teams/features/create-like.ts';
import { revoke } from '../../../src/teams/features/revoke.ts';
import { openRotate, submitRotate } from '../../../src/teams/features/rotate.ts';
import { show } from '../../../src/teams/features/show.ts';
import { why } from '../../../src/teams/features/why.ts';
import { parseCommand } from '../../../src/teams/turns/parse-command.ts';
import { runCommand } from '../../../src/teams/turns/run-command.ts';
import { sampleToken } from '../../core/samples.ts';
import { ADA, BEN, createFeatureWorld, dataOf, pageOf } from '../../support/feature-world.ts';
import { DAY, START } from '../../support/fixed-clock.ts';

const back = ACTIVE_LIST;
const renderer = createCardRenderer({ actions: 'execute' });

/** What `/pat why` says of a token, and what it offers. */
async function asked(world: ReturnType<typeof createFeatureWorld>, tokenId: string, actor: Actor = ADA) {
  return dataOf('why', await why({ tokenId, back }, actor, world.deps));
}

async function worldWith(some: Partial<Token>, ...world: Parameters<typeof createFeatureWorld>) {
  const made = createFeatureWorld(...world);
  const owner = { tenantId: ADA.tenantId, objectId: ADA.objectId };
  const token = sampleToken({ owner, ...some });
  const event = { id: 'e', at: START, action: 'create', actor: owner, place: '', owner } as const;
  await made.store.tokens.insert({ token, notices: [], event, maxActive: 50 });
  return { ...made, token };
}

describe('/pat why', () => {
  it('says that a token expired, and opens the form of a new one filled in like it', async () => {
    const world = createFeatureWorld();
    const tokenId = await world.create('laptop', { lifespan: '7', preset: 'push' });
    world.clock.advance(8 * DAY);
    const { headline, next, text } = await asked(world, tokenId);
    assert.match(headline, /^laptop expired: 22 Jan 2026/);
    assert.match(text, /can’t be renewed/);
    assert.equal(next, 'create');
    const form = pageOf('create-form', await openLike({ tokenId }, ADA, world.deps));
    assert.deepEqual([form.name, form.preset], ['laptop', 'push']);
  });

  it('says who revoked it and why, and that a service got its secret', async () => {
    const world = createFeatureWorld();
    const [mine, theirs] = [await world.create('mine'), await world.create('theirs')];
    await revoke({ tokenId: mine, back }, ADA, world.deps);
    assert.equal((await asked(world, mine)).headline, 'You revoked mine');
    await world.deps.tokenService.revokePresented(await world.deps.tokenService.get(ADA, theirs), 'ci');
    const presented = await asked(world, theirs);
    assert.match(presented.headline, /Someone sent the secret of theirs to ci/);
    const byAdministrator = await worldWith({
      revokedAt: START,
      endedBy: { name: 'Eve', reason: 'nobody works there now', request: 'r' },
    });
    const { headline, facts } = await asked(byAdministrator, byAdministrator.token.id);
    assert.equal(headline, 'Eve revoked Laptop');
    assert.deepEqual(facts[0], { label: 'Reason', value: 'nobody works there now' });
  });

  it('leads from a token that was rotated away to the one in its place', async () => {
    const world = createFeatureWorld();
    const tokenId = await world.create('laptop');
    const form = pageOf('rotate-form', await openRotate({ tokenId }, ADA, world.deps));
    await submitRotate({ ...form, overlap: '24' }, ADA, world.deps);
    world.clock.advance(2 * DAY);
    const { next, successorId, headline } = await asked(world, tokenId);
    assert.match(headline, /was rotated/);
    assert.equal(next, 'successor');
    assert.equal((await world.deps.tokenService.get(ADA, successorId)).name, 'laptop');
    await revoke({ tokenId: successorId, back }, ADA, world.deps);
    assert.equal((await asked(world, tokenId)).next, 'create');
  });

  it('says which scope was missing, and opens the rotate form for other scopes', async () => {
    const world = createFeatureWorld();
    const tokenId = await world.create('laptop');
    const refusal = { at: START, service: 'git.example.com', kind: 'scope', id: 'vso.build' } as const;
    await world.store.tokens.recordRefusal(ADA, tokenId, refusal);
    const { headline, next, facts } = await asked(world, tokenId);
    assert.match(headline, /^git\.example\.com refused it, because it lacks the scope “/);
    assert.equal(facts[0]?.value, 'git.example.com');
    assert.equal(next, 'scopes');
    const open = await openRotate({ tokenId, scopes: 'choose' }, ADA, world.deps);
    assert.equal(pageOf('rotate-form', open).scopes, 'choose');
  });

  it('says which organization was asked for, and offers another token for it', async () => {
    const world = createFeatureWorld({}, ['internal', 'web']);
    const tokenId = await world.create('laptop');
    const { organization } = await world.deps.tokenService.get(ADA, tokenId);
    const id = organization === 'web' ? 'internal' : 'web';
    const refusal = { at: START, service: 'npm', kind: 'organization', id } as const;
    await world.store.tokens.recordRefusal(ADA, tokenId, refusal);
    const { headline, next } = await asked(world, tokenId);
    assert.equal(headline, `npm accepts only tokens of Organization ${id}`);
    assert.equal(next, 'create');
  });

  it('says what the policy has changed, and what to do about it', async () => {
    const removed = await worldWith({}, {}, ['web']);
    const one = await asked(removed, removed.token.id);
    assert.match(one.headline, /removed the organization internal/);
    assert.equal(one.next, 'rotate');
    const forbidden = await worldWith({ scopes: ['vso.packaging'] }, { forbiddenScopes: ['vso.packaging'] });
    assert.match(
      (await asked(forbidden, forbidden.token.id)).headline,
      /no longer allows this: Read packages/,
    );
  });

  it('says that its owner’s account was not active', async () => {
    const world = await worldWith({ refusedSince: START });
    const { headline, next, color } = await asked(world, world.token.id);
    assert.match(headline, /account was not active, so Laptop is refused/);
    assert.deepEqual([next, color], ['create', 'attention']);
  });

  it('leads from a token of another service to a note of the next one, and offers a guest nothing', async () => {
    const world = await worldWith({ authority: 'tracked', validTo: START });
    assert.equal((await asked(world, world.token.id)).next, 'track');
    assert.equal((await asked(world, world.token.id, { ...ADA, isGuest: true })).next, 'none');
  });

  it('shows nobody another person’s token', async () => {
    const world = createFeatureWorld();
    const tokenId = await world.create('laptop');
    await assert.rejects(
      asked(world, tokenId, BEN),
      (error) => error instanceof PatkeeperError && error.code === 'not-found',
    );
  });

  it('is understood as people ask it, and asks which one when there are several, ended ones too', async () => {
    for (const text of [
      'why laptop',
      '/pat why laptop',
      'why did laptop stop working?',
      'Why was laptop revoked',
    ])
      assert.deepEqual(parseCommand(text), { name: 'why', tokenName: 'laptop' });
    const german = parseCommand('Warum geht laptop nicht mehr?', sentencesOf('de'));
    assert.deepEqual(german, { name: 'why', tokenName: 'laptop' });
    const world = createFeatureWorld();
    const first = await world.create('laptop');
    await revoke({ tokenId: first, back }, ADA, world.deps);
    await world.create('laptop');
    const { card } = await runCommand(parseCommand('why laptop'), ADA, world.deps, true);
    const { tokens } = dataOf('candidates', card);
    assert.deepEqual(
      tokens.map(({ state, verb }) => [state, verb]),
      [
        ['Active', 'why'],
        ['Revoked', 'why'],
      ],
    );
  });

  it('is a button on tokens that have ended, and on no other', async () => {
    const world = createFeatureWorld();
    const tokenId = await world.create('laptop');
    const shown = async () =>
      JSON.stringify(renderer.render(await show({ tokenId, back }, ADA, world.deps)).content);
    assert.ok(!(await shown()).includes('Why did it stop working?'));
    await revoke({ tokenId, back }, ADA, world.deps);
    assert.ok((await shown()).includes('Why did it stop working?'));
  });
});
