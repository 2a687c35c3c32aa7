import { readLeak } from '../../core/notices/leak-detail.ts';
import type { Notice } from '../../core/notices/notices.ts';
import type { Token } from '../../core/tokens/token.ts';
import type { Sentences } from '../../sentences/sentences.ts';
import type { CardAboutToken } from '../cards/card-data.ts';
import type { Fact } from '../cards/fact.ts';
import type { Card } from '../cards/reply.ts';

/** The data of the card that this file makes. */
declare module '../cards/card-data.ts' {
  interface CardData {
    'leaked-notice': CardAboutToken & {
      readonly headline: string;
      readonly text: string;
      readonly facts: readonly Fact[];
    };
  }
}

/** The message that the secret of a token was found where others can read it. */
export function leakedCard(
  notice: Notice,
  { name }: Token,
  about: Omit<CardAboutToken, 'summary'> & { readonly facts: readonly Fact[] },
  { say }: Sentences,
): Card {
  const { reporter, place, wasAlive } = readLeak(notice.detail);
  const headline = say('notice.leaked.headline', { name });
  const text = wasAlive ? say('notice.leaked.revoked') : say('notice.leaked.dead');
  const facts = [
    { label: say('notice.leaked.place'), value: place === '' ? say('notice.leaked.noPlace') : place },
    ...(reporter === '' ? [] : [{ label: say('notice.leaked.reporter'), value: reporter }]),
    ...about.facts,
  ];
  return {
    card: 'leaked-notice',
    data: { ...about, summary: `${headline}. ${text}`, headline, text, facts },
  };
}
