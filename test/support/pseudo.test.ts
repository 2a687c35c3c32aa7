import assert from 'node:assert/strict';
import { createCardRenderer } from '../../src/teams/cards/cards.ts';
import { SAMPLE_CARDS } from '../teams/cards/card-samples.ts';
import { ENGLISH } from './feature-world.ts';
import { pseudo, pseudoText } from './pseudo.ts';

const LONG = pseudo('en-XA');
const MIRRORED = pseudo('ar-XB');

describe('the languages that nobody speaks', () => {
  it('have accents and 40 % more length', () => {
    assert.match(LONG.say('card.any.myTokens'), /^\[Ṁý ţöķéñš ·+\]$/);
    assert.match(LONG.say('count.days', { count: 2 }), /^\[2 ðåýš/);
    const length = ({ say }: typeof LONG) => say('card.secret.warning').length;
    assert.ok(length(LONG) >= 1.4 * length(ENGLISH));
  });

  it('run from right to left, with names and numbers kept apart', () => {
    assert.equal(MIRRORED.isRightToLeft, true);
    assert.equal(MIRRORED.say('card.any.back'), '\u200f\u202eBack\u202c');
    assert.match(MIRRORED.say('notice.created.summary', { name: 'my laptop' }), /\u2068my laptop\u2069/);
  });

  it('have the data of samples written the same way', () => {
    assert.match(pseudoText('en-XA', 'Internal Git'), /^\[Îñţéŕñåļ Ĝîţ ·+\]$/);
    assert.equal(pseudoText('ar-XB', 'Git'), '\u200f\u202eGit\u202c');
  });

  it('fill every card', () => {
    for (const sentences of [LONG, MIRRORED]) {
      const renderer = createCardRenderer({ actions: 'execute' }).speaking(sentences);
      for (const sample of SAMPLE_CARDS) {
        const { content } = renderer.render(sample);
        assert.equal(content['rtl'], sentences.isRightToLeft);
        assert.doesNotMatch(JSON.stringify(content), /\$\{|undefined/);
      }
    }
  });
});
