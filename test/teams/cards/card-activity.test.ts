import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cardActivity } from '../../../src/teams/cards/card-activity.ts';
import { createCardRenderer } from '../../../src/teams/cards/cards.ts';
import { messageCard } from '../../../src/teams/cards/message-card.ts';
import { SAMPLE_CARDS } from './card-samples.ts';

const renderer = createCardRenderer({ actions: 'execute' });

function contentOf(title: string): { readonly speak: unknown; readonly fallbackText: unknown } {
  const [attachment] = cardActivity(renderer, messageCard(title, '')).attachments ?? [];
  return (attachment?.content ?? assert.fail('no card')) as { speak: unknown; fallbackText: unknown };
}

describe('a message with a card', () => {
  it('says what it is about where the card is not shown: in notifications, aloud, and in previews', () => {
    for (const card of SAMPLE_CARDS) {
      const { summary, attachments } = cardActivity(renderer, card);
      assert.equal(summary, card.data.summary);
      const { content } = attachments?.[0] ?? assert.fail('no card');
      const { speak, fallbackText } = content as { speak: string; fallbackText: string };
      assert.ok(speak.length > 0 && fallbackText.startsWith(speak), card.card);
    }
    const { speak, fallbackText } = contentOf('ci-build 2.0 expires in 7 days');
    assert.equal(speak, 'ci-build 2.0 expires in 7 days');
    assert.equal(fallbackText, 'ci-build 2.0 expires in 7 days. A newer version of Teams shows more of it.');
    assert.match(String(contentOf('Revoke it?').fallbackText), /^Revoke it\? A newer/);
  });

  it('has no text, which Teams would show besides the card', () => {
    assert.equal('text' in cardActivity(renderer, messageCard('Hello', '')), false);
  });

  it('has no words there that clients could take for more than words, whatever a token’s name holds', () => {
    const { speak } = contentOf(
      '[a](https://evil.example) <at>Bob</at> **b** `c` {{DATE(x)}} &amp; | \\ # ~ _d_ <break/>',
    );
    assert.equal(speak, 'a (https evil.example) at Bob /at b c DATE(x) amp; d break/');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        const { speak: spoken, fallbackText } = contentOf(`${name} expires`);
        for (const text of [spoken, fallbackText])
          assert.doesNotMatch(String(text), /[*_~`#<>[\]{}|\\&\n]|:\/\//);
      }),
    );
  });
});
