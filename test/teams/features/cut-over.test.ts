import assert from 'node:assert/strict';
import { createOrganizationOf } from '../../../src/core/tokens/organization-of.ts';
import type { Rotation } from '../../../src/core/tokens/token.ts';
import { createCardRenderer } from '../../../src/teams/cards/cards.ts';
import { cutOverCard } from '../../../src/teams/features/cut-over.ts';
import { extendOverlap, openRotate, submitRotate } from '../../../src/teams/features/rotate.ts';
import { POLICY, sampleToken } from '../../core/samples.ts';
import { ADA, createFeatureWorld, dataOf, ENGLISH, pageOf } from '../../support/feature-world.ts';
import { DAY, START } from '../../support/fixed-clock.ts';

const organizationOf = createOrganizationOf({ known: [] });
const OVERLAP: Rotation = {
  state: 'overlap',
  startedAt: START,
  successorId: 'token-2',
  lastValidTo: START + 90 * DAY,
  endsItself: true,
};

function cardOf(some: Parameters<typeof sampleToken>[0] = {}, now = START) {
  const old = sampleToken({ rotation: OVERLAP, validTo: START + DAY, ...some });
  return cutOverCard(old, now, organizationOf, POLICY, ENGLISH);
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
    assert.match(text, /^Put the new secret in place of the old one\./);
    assert.match(text, /works until 16 Jan 2026, 09:30 UTC\. Then it ends by itself/);
    assert.match(text, /never saw the new secret, rotate the new token too: \/pat rotate Laptop\.$/);
  });

  it('says when the old one was last used, where that is known', () => {
    assert.equal(data().used, 'The old one: never used.');
    const lastUsed = { at: START, service: 'git.example.com' };
    assert.equal(
      data({ lastUsed }, START + 12 * 60_000).used,
      'The old one: last used 12 minutes ago by git.example.com.',
    );
    assert.equal(data({ authority: 'azure-devops' }).used, '');
  });

  it('promises no end that its authority has refused', () => {
    const validTo = START + 90 * DAY;
    const { text, canExtend } = data({ rotation: { ...OVERLAP, endsItself: false }, validTo });
    assert.match(text, /can’t end earlier by itself\. It works until 15 Apr 2026, .* unless you revoke it/);
    assert.equal(canExtend, false);
  });

  it('offers two more days as long as they are allowed: seven in all, and not past the old end', () => {
    assert.deepEqual(titlesOf(cardOf()), [
      'I’ve replaced it: revoke the old one',
      'Two more days',
      'My tokens',
    ]);
    assert.equal(data({ validTo: START + 7 * DAY - 1 }).canExtend, true);
    assert.equal(data({ validTo: START + 7 * DAY }).canExtend, false);
    const short = { ...OVERLAP, lastValidTo: START + 2 * DAY };
    assert.equal(data({ rotation: short, validTo: START + 2 * DAY - 1 }).canExtend, true);
    assert.equal(data({ rotation: short, validTo: START + 2 * DAY }).canExtend, false);
    const after = titlesOf(cardOf({ validTo: START + 7 * DAY }));
    assert.deepEqual(after, ['I’ve replaced it: revoke the old one', 'My tokens']);
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
});
