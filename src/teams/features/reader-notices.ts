import { readAboutOwner } from '../../core/notices/ladder.ts';
import type { Notice } from '../../core/notices/notices.ts';
import { readUnanswered } from '../../core/notices/unanswered-detail.ts';
import type { Instant, Token } from '../../core/tokens/token.ts';
import type { Sentences } from '../../sentences/sentences.ts';
import type { Fact } from '../cards/fact.ts';
import { formatInstant, formatSpan } from '../cards/format.ts';
import { messageCard } from '../cards/message-card.ts';
import type { Card } from '../cards/reply.ts';

/** The data of the cards that this file makes. */
declare module '../cards/card-data.ts' {
  interface CardData {
    'reader-asked-notice': Summarised & {
      readonly headline: string;
      readonly text: string;
      readonly tokenId: string;
      readonly owner: string;
      /** What its button is called by those who only hear it. */
      readonly tip: string;
    };
    'unanswered-notice': Summarised & {
      readonly headline: string;
      readonly text: string;
      readonly facts: readonly Fact[];
      readonly more: string;
    };
  }
}

/** Tells somebody that they are the second reader of a token. All that they may do is decline. */
export function readerAskedCard(notice: Notice, token: Token, sentences: Sentences): Card {
  const { say } = sentences;
  const { owner, ownerName } = readAboutOwner(notice);
  const headline = say('notice.reader-asked.headline', { owner: ownerName, token: token.name });
  const text = say('notice.reader-asked.text', {
    owner: ownerName,
    time: formatInstant(token.validTo, sentences),
  });
  return {
    card: 'reader-asked-notice',
    data: {
      summary: `${headline}. ${text}`,
      headline,
      text,
      tokenId: token.id,
      owner,
      tip: say('button.decline', { name: token.name }),
    },
  };
}

/** Tells the second reader that a token ends and its owner does not answer: its name and its end, and no button. */
export function readerEndsCard(notice: Notice, token: Token, now: Instant, sentences: Sentences): Card {
  const { say } = sentences;
  const { ownerName, isUnreachable = false } = readAboutOwner(notice);
  const span = formatSpan(token.validTo - now, sentences);
  const title = say('notice.reader-ends.headline', { owner: ownerName, token: token.name, span });
  const time = formatInstant(token.validTo, sentences);
  const text = say('notice.reader-ends.text', {
    owner: ownerName,
    time,
    unreachable: String(isUnreachable),
  });
  return messageCard(title, text, { color: 'warning' });
}

/** Tells the owner that nobody else hears of the token's end any more. */
export function readerDeclinedCard({ detail = '' }: Notice, { name }: Token, { say }: Sentences): Card {
  return messageCard(
    say('notice.reader-declined.headline', { reader: detail, token: name }),
    say('notice.reader-declined.text'),
    { color: 'warning', offerList: true },
  );
}

/** The administrators' list of tokens that end and that nobody answers for. */
export function unansweredCard({ detail }: Notice, sentences: Sentences): Card {
  const { say } = sentences;
  const { tokens, more } = readUnanswered(detail);
  const headline = say('notice.unanswered.headline', { count: tokens.length + more });
  const text = say('notice.unanswered.text');
  const facts = tokens.map(({ ownerName, tokenName, validTo, isUnreachable }) => ({
    label: tokenName,
    value: say('notice.unanswered.token', {
      owner: ownerName,
      time: formatInstant(validTo, sentences),
      unreachable: String(isUnreachable),
    }),
  }));
  return {
    card: 'unanswered-notice',
    data: {
      summary: headline,
      headline,
      text,
      facts,
      more: more > 0 ? say('notice.unanswered.more', { count: more }) : '',
    },
  };
}
