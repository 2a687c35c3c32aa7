import { isReplacedElsewhere, readChange } from '../../core/notices/elsewhere-notices.ts';
import type { Notice } from '../../core/notices/notices.ts';
import type { Token } from '../../core/tokens/token.ts';
import type { Sentences } from '../../sentences/sentences.ts';
import type { ButtonTips } from '../cards/button-tips.ts';
import type { CardAboutToken } from '../cards/card-data.ts';
import type { Fact } from '../cards/fact.ts';
import { formatInstant } from '../cards/format.ts';
import type { Card } from '../cards/reply.ts';
import { formatEnd } from '../cards/token-end.ts';

/** The data of the card that this file makes. */
declare module '../cards/card-data.ts' {
  interface CardData {
    'ended-elsewhere-notice': CardAboutToken & {
      readonly headline: string;
      readonly text: string;
      readonly facts: readonly Fact[];
    };
    'changed-notice': CardAboutToken & {
      readonly headline: string;
      readonly text: string;
      readonly tips: ButtonTips;
      readonly facts: readonly Fact[];
    };
  }
}

type About = Omit<CardAboutToken, 'summary'> & {
  readonly tips: ButtonTips;
  readonly facts: readonly Fact[];
};

/** The message that somebody ended a token at its authority: revoked it, or gave it a new secret there. */
export function endedElsewhereCard(
  notice: Notice,
  { name, revokedAt = notice.dueAt }: Token,
  about: About,
  sentences: Sentences,
): Card {
  const { say } = sentences;
  const isReplaced = isReplacedElsewhere(notice);
  const time = formatInstant(revokedAt, sentences);
  const headline = isReplaced
    ? say('notice.revoked-elsewhere.rotated', { name })
    : say('notice.revoked-elsewhere.revoked', { name });
  const text = isReplaced
    ? say('notice.revoked-elsewhere.rotatedText', { time })
    : say('notice.revoked-elsewhere.text', { time });
  return {
    card: 'ended-elsewhere-notice',
    data: { ...about, summary: `${headline}. ${text}`, headline, text },
  };
}

/** The message that somebody changed a token at its authority. */
export function changedElsewhereCard(notice: Notice, token: Token, about: About, sentences: Sentences): Card {
  const { say } = sentences;
  const { name } = token;
  const before = readChange(notice);
  const isRenewed = before.validTo !== undefined && before.validTo < token.validTo;
  if (before.alive === true) {
    const headline = say('notice.changed-elsewhere.alive', { name });
    const text = say('notice.changed-elsewhere.aliveText', { time: formatEnd(token, sentences) });
    return { card: 'changed-notice', data: { ...about, summary: `${headline}. ${text}`, headline, text } };
  }
  const headline = isRenewed
    ? say('notice.changed-elsewhere.renewed', { name })
    : say('notice.changed-elsewhere.changed', { name });
  const parts = [
    ...(before.validTo === undefined
      ? []
      : [
          say('notice.changed-elsewhere.end', {
            time: formatEnd(token, sentences),
            before: formatInstant(before.validTo, sentences),
          }),
        ]),
    ...(before.scopes === undefined ? [] : [say('notice.changed-elsewhere.scopes')]),
    ...(before.name === undefined ? [] : [say('notice.changed-elsewhere.name', { before: before.name })]),
    ...(before.organization === undefined
      ? []
      : [say('notice.changed-elsewhere.organization', { before: before.organization })]),
  ];
  const text = parts.join(' ');
  const summary = text === '' ? headline : `${headline}. ${text}`;
  return { card: 'changed-notice', data: { ...about, summary, headline, text } };
}
