import assert from 'node:assert/strict';
import { noticesForFound } from '../../../src/core/notices/notices.ts';
import { UNKNOWN_MAKER } from '../../../src/core/sync/reconcile.ts';
import { createOrganizationOf } from '../../../src/core/tokens/organization-of.ts';
import { ownerOf, type Token } from '../../../src/core/tokens/token.ts';
import { createCardRenderer } from '../../../src/teams/cards/cards.ts';
import { noticeCard } from '../../../src/teams/features/notice-card.ts';
import { recognize } from '../../../src/teams/features/track.ts';
import { assertRefused, findingOf, POLICY, sampleToken } from '../../core/samples.ts';
import { ADA, BEN, createFeatureWorld, dataOf, ENGLISH } from '../../support/feature-world.ts';
import { START } from '../../support/fixed-clock.ts';

const BACK = { words: '', state: 'active', page: 0 } as const;
const ABOUT = { tokenId: 'token-1', back: BACK };

const found = (some: Partial<Token> = {}): Token =>
  sampleToken({
    owner: ownerOf(ADA),
    authority: 'azure-devops',
    organization: 'contoso',
    createdBy: 'Git',
    externalId: 'external-1',
    foundAt: START,
    ...some,
  });

function cardFor(token: Token) {
  const [notice = assert.fail('no notice')] = noticesForFound(token, START);
  return noticeCard(notice, token, START, createOrganizationOf({ known: [] }), POLICY, ENGLISH);
}

describe('the notice of a token that was created elsewhere', () => {
  it('says where it probably comes from, or that nobody knows', () => {
    assert.equal(dataOf('found-notice', cardFor(found())).origin, 'Git probably created it for you.');
    const unknown = dataOf('found-notice', cardFor(found({ createdBy: UNKNOWN_MAKER })));
    assert.match(unknown.origin, /^I don’t know who created it\. Perhaps you/);
    assert.equal(unknown.summary, 'A token was created elsewhere: Laptop');
    assert.equal(unknown.token.organization, 'contoso · created elsewhere');
  });

  it('says what to do if nobody recognises it, and offers both ways', () => {
    const { content } = createCardRenderer({ actions: 'execute' }).render(cardFor(found()));
    assert.match(JSON.stringify(content), /revoke it and change your password\. Then ask your administrator/);
    const actions = content['actions'] as { title: string; verb: string; data: object }[];
    assert.deepEqual(
      actions.map(({ title, verb }) => [title, verb]),
      [
        ['It’s mine', 'found.mine'],
        ['Revoke', 'revoke.ask'],
        ['My tokens', 'list'],
      ],
    );
    assert.deepEqual(actions[0]?.data, ABOUT);
  });
});

describe('saying that a found token is one’s own', () => {
  async function setUp(token: Token) {
    const world = createFeatureWorld();
    const notices = noticesForFound(token, START);
    await world.store.watches.syncTokens({
      owner: token.owner,
      now: START,
      found: [findingOf(token, notices)],
      changes: [],
      notices: [],
    });
    return world;
  }

  it('is remembered, once, and leaves the token alone', async () => {
    const { deps, store, clock } = await setUp(found());
    clock.advance(1000);
    const data = dataOf('token', await recognize(ABOUT, ADA, deps));
    assert.match(data.news, /Good, it’s yours\. You get a reminder before it ends/);
    assert.deepEqual(await store.tokens.find(ADA, 'token-1'), { ...found(), recognizedAt: START + 1000 });
    clock.advance(1000);
    await recognize(ABOUT, ADA, deps);
    assert.equal((await store.tokens.find(ADA, 'token-1'))?.recognizedAt, START + 1000);
  });

  it('is nothing that somebody else can do', async () => {
    const { deps, store } = await setUp(found());
    await assertRefused('not-found', () => recognize(ABOUT, BEN, deps));
    assert.equal((await store.tokens.find(ADA, 'token-1'))?.recognizedAt, undefined);
  });

  it('promises no message for one that has ended meanwhile', async () => {
    const { deps } = await setUp(found({ revokedAt: START }));
    const data = dataOf('token', await recognize(ABOUT, ADA, deps));
    assert.doesNotMatch(data.news, /before it ends/);
  });
});
