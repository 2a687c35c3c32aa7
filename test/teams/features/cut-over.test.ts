import assert from 'node:assert/strict';
import { createOrganizationOf } from '../../../src/core/tokens/organization-of.ts';
import type { Rotation, Token } from '../../../src/core/tokens/token.ts';
import { createCardRenderer } from '../../../src/teams/cards/cards.ts';
import { cutOverCard, lookAtCutOver } from '../../../src/teams/features/cut-over.ts';
import { extendOverlap, openRotate, submitRotate } from '../../../src/teams/features/rotate.ts';
import { POLICY, sampleToken } from '../../core/samples.ts';
import { ADA, createFeatureWorld, dataOf, ENGLISH, pageOf } from '../../support/feature-world.ts';
import { DAY, START } from '../../support/fixed-clock.ts';

const organizationOf = createOrganizationOf({ known: [] });
const MINUTE = 60_000;
const OVERLAP = {
  state: 'overlap',
  startedAt: START,
  successorId: 'token-2',
  lastValidTo: START + 90 * DAY,
  endsItself: true,
} as const satisfies Rotation;

function cardOf(some: Parameters<typeof sampleToken>[0] = {}, now = START, successor?: Token) {
  const old = sampleToken({ rotation: OVERLAP, validTo: START + DAY, ...some });
  return cutOverCard(old, successor, now, organizationOf, POLICY, ENGLISH);
}
const data = (...args: Parameters<typeof cardOf>) => dataOf('cut-over', cardOf(...args));

function titlesOf(card: ReturnType<typeof cardOf>): string[] {
  const { content } = createCardRenderer({ actions: 'submit' }).render(card);
  return (content['actions'] as { title: string }[]).map(({ title }) => title);
}

describe('the cut-over card', () => {
  it('says until when the old one works, what then happens, and what to do', () => {
    const { summary, text } = data();
    assert.equal(summary, 'Laptop has a new secret. The old one works until 16 Jan 2026, 09:30 UTC.');
    assert.match(text, /^Replace the old secret with the new one\./);
    assert.match(text, /works until 16 Jan 2026, 09:30 UTC\. Then it ends by itself/);
    assert.match(text, /never saw the new secret, rotate the new token too: \/pat rotate Laptop\.$/);
  });

  it('shows both facts: when each was last used, and since when the old one is silent', () => {
    const bare = data();
    assert.equal(bare.used, 'The old one: never used. Silent since 15 Jan 2026, 09:30 UTC.');
    assert.equal(bare.newUsed, '', 'the new one is not known');
    const [git, npm] = [
      { at: START + 10 * MINUTE, service: 'git' },
      { at: START + 11 * MINUTE, service: 'npm' },
    ];
    const fresh = sampleToken({ id: 'token-2', lastUsed: npm });
    const both = data({ lastUsed: git }, START + 12 * MINUTE, fresh);
    assert.equal(
      both.used,
      'The old one: last used 2 minutes ago by git. Silent since 15 Jan 2026, 09:40 UTC.',
    );
    assert.equal(both.newUsed, 'The new one: last used 1 minute ago by npm.');
    assert.equal(data({}, START, sampleToken({ id: 'token-2' })).newUsed, 'The new one: never used.');
  });

  it('says of tokens of Azure DevOps why nobody knows that', () => {
    const { used, newUsed, canLook } = data({ authority: 'azure-devops' }, START, sampleToken());
    assert.match(used, /^Azure DevOps doesn’t say when its tokens are used\./);
    assert.deepEqual([newUsed, canLook], ['', false]);
  });

  it('says what may end the old one sooner, where its owner has asked for that', () => {
    const rotation = { ...OVERLAP, quietMs: 24 * 60 * MINUTE };
    assert.match(
      data({ rotation }).text,
      /at the latest\. It ends sooner, once .* used the old one for 24 hours\./,
    );
  });

  it('promises no end that its authority has refused', () => {
    const validTo = START + 90 * DAY;
    const { text, canExtend } = data({ rotation: { ...OVERLAP, endsItself: false }, validTo });
    assert.match(text, /can’t end earlier by itself\. It works until 15 Apr 2026, .* unless you revoke it/);
    assert.equal(canExtend, false);
  });

  it('offers two more days as long as they are allowed: seven in all, and not past the old end', () => {
    assert.deepEqual(titlesOf(cardOf()), [
      'Replaced: revoke the old one',
      'Two more days',
      'Check again',
      'My tokens',
    ]);
    assert.equal(data({ validTo: START + 7 * DAY - 1 }).canExtend, true);
    assert.equal(data({ validTo: START + 7 * DAY }).canExtend, false);
    const short = { ...OVERLAP, lastValidTo: START + 2 * DAY };
    assert.equal(data({ rotation: short, validTo: START + 2 * DAY - 1 }).canExtend, true);
    assert.equal(data({ rotation: short, validTo: START + 2 * DAY }).canExtend, false);
    const after = titlesOf(cardOf({ validTo: START + 7 * DAY }));
    assert.deepEqual(after, ['Replaced: revoke the old one', 'Check again', 'My tokens']);
  });

  it('comes back with the new end when two more days were asked for', async () => {
    const { deps, create } = createFeatureWorld();
    const tokenId = await create('laptop');
    await submitRotate(pageOf('rotate-form', await openRotate({ tokenId }, ADA, deps)), ADA, deps);
    const about = { tokenId, back: { words: '', state: 'active', page: 0 } } as const;
    const pressed = { ...about, end: START + DAY };
    const cards = [await extendOverlap(pressed, ADA, deps), await extendOverlap(pressed, ADA, deps)];
    const [card, again] = cards.map((one) => dataOf('cut-over', one));
    assert.equal(card?.news, 'The old one now works until 18 Jan 2026, 09:30 UTC.');
    assert.match(card.text, /works until 18 Jan 2026, 09:30 UTC\. Then it ends by itself/);
    assert.equal(card.end, START + 3 * DAY);
    assert.deepEqual(again, card, 'pressed again on the old card, it has been done');
  });

  it('is asked for in the dialog, where it is off, and taken back by asking for more time', async () => {
    const { deps, create, store } = createFeatureWorld();
    const tokenId = await create('laptop');
    const form = pageOf('rotate-form', await openRotate({ tokenId }, ADA, deps));
    assert.equal(form.quiet, 'no');
    assert.deepEqual(
      form.quiets.map(({ value }) => value),
      ['no', '6', '24', '72'],
    );
    await submitRotate({ ...form, overlap: '72', quiet: '24' }, ADA, deps);
    const about = { tokenId, back: { words: '', state: 'active', page: 0 } } as const;
    const quietOf = async () => {
      const rotation = (await store.tokens.find(ADA, tokenId))?.rotation;
      return rotation?.state === 'overlap' ? rotation.quietMs : undefined;
    };
    assert.equal(await quietOf(), 24 * 60 * MINUTE);
    const looked = dataOf('cut-over', await lookAtCutOver(about, ADA, deps));
    assert.equal(looked.newUsed, 'The new one: never used.');
    const { news } = dataOf('cut-over', await extendOverlap({ ...about, end: START + 3 * DAY }, ADA, deps));
    assert.match(news, /works until 20 Jan 2026.*It no longer ends sooner by itself\./);
    assert.equal(await quietOf(), undefined);
  });

  it('becomes the card of the token once its time is over', async () => {
    const { deps, create, clock } = createFeatureWorld();
    const tokenId = await create('laptop');
    await submitRotate(pageOf('rotate-form', await openRotate({ tokenId }, ADA, deps)), ADA, deps);
    clock.advance(2 * DAY);
    const back = { words: '', state: 'active', page: 0 } as const;
    assert.equal(dataOf('token', await lookAtCutOver({ tokenId, back }, ADA, deps)).token.state, 'Expired');
  });
});
