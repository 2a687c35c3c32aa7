import type { Notice } from '../../core/notices/notices.ts';
import type { Policy } from '../../core/tokens/policy.ts';
import type { Token } from '../../core/tokens/token.ts';
import type { Sentences } from '../../sentences/sentences.ts';
import type { CardAboutToken } from '../cards/card-data.ts';
import type { Fact } from '../cards/fact.ts';
import type { Card } from '../cards/reply.ts';
import { formatEnd } from '../cards/token-end.ts';
import { whatReplaces } from './what-replaces.ts';

/** The data of the card that this file makes. */
declare module '../cards/card-data.ts' {
  interface CardData {
    'expired-notice': CardAboutToken & {
      readonly headline: string;
      readonly text: string;
      /** What its first button opens. */
      readonly next: ReturnType<typeof whatReplaces>;
      readonly facts: readonly Fact[];
    };
  }
}

/** The message that a token has come to its end. */
export function expiredCard(
  { dueAt, validTo }: Notice,
  token: Token,
  about: Omit<CardAboutToken, 'summary'> & { readonly facts: readonly Fact[] },
  policy: Policy,
  sentences: Sentences,
): Card {
  const { say } = sentences;
  const { name } = token;
  const headline = say('notice.expired.headline', { name });
  const next = whatReplaces(token, policy);
  const ended = say('notice.expired.text', {
    time: formatEnd(token, sentences),
    isLate: String(dueAt > validTo),
  });
  const text = next === 'none' ? `${ended} ${say('notice.expired.application')}` : ended;
  return {
    card: 'expired-notice',
    data: { ...about, summary: `${headline}. ${text}`, headline, text, next },
  };
}
