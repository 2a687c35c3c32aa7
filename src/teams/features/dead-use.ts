import { readDeadUse } from '../../core/notices/dead-use-detail.ts';
import type { Notice } from '../../core/notices/notices.ts';
import type { Actor, Token } from '../../core/tokens/token.ts';
import type { Sentences } from '../../sentences/sentences.ts';
import type { AboutToken } from '../cards/about-token.ts';
import type { CardAboutToken } from '../cards/card-data.ts';
import type { Fact } from '../cards/fact.ts';
import { formatInstant } from '../cards/format.ts';
import { messageCard } from '../cards/message-card.ts';
import type { Card } from '../cards/reply.ts';
import { change, view } from './action-entry.ts';
import type { FeatureDeps } from './feature-deps.ts';
import { aboutTokenInput } from './input-fields.ts';

/** The data of the card that this file makes. */
declare module '../cards/card-data.ts' {
  interface CardData {
    'dead-use-notice': CardAboutToken & {
      readonly headline: string;
      readonly text: string;
      readonly facts: readonly Fact[];
    };
  }
}

/** The message that a token is used after its end: by which services, from where, how often, and since when. */
export function deadUseCard(
  notice: Notice,
  token: Token,
  about: Omit<CardAboutToken, 'summary'> & { readonly facts: readonly Fact[] },
  sentences: Sentences,
): Card {
  const { say } = sentences;
  const { name } = token;
  const headline = say('notice.dead-use.headline', { name });
  const text =
    token.rotation?.state === 'overlap' ? say('notice.dead-use.replaced') : say('notice.dead-use.text');
  const known = readDeadUse(notice.detail);
  const uses: Fact[] =
    known === undefined
      ? []
      : [
          {
            label: say('notice.dead-use.services'),
            value: known.services.map((service) => say('service.name', { service })).join(', '),
          },
          ...(known.addresses.length === 0
            ? []
            : [{ label: say('notice.dead-use.addresses'), value: known.addresses.join(', ') }]),
          {
            label: say('notice.dead-use.count'),
            value: say('notice.dead-use.times', {
              count: known.uses,
              time: formatInstant(known.since, sentences),
            }),
          },
          { label: say('notice.dead-use.latest'), value: formatInstant(known.latest, sentences) },
        ];
  return {
    card: 'dead-use-notice',
    data: { ...about, summary: `${headline}. ${text}`, headline, text, facts: [...uses, ...about.facts] },
  };
}

/** Its owner knows who it is, and reads what to do about it. */
export async function deadUseMine({ tokenId }: AboutToken, actor: Actor, deps: FeatureDeps): Promise<Card> {
  const { name } = await deps.tokenService.get(actor, tokenId);
  const { say } = deps.sentences;
  return messageCard(say('reply.dead-use.mine.title'), say('reply.dead-use.mine.text', { name }), {
    color: 'good',
    offerList: true,
  });
}

/** Its owner says that the secret was stolen: the administrators are told. */
export async function deadUseStolen({ tokenId }: AboutToken, actor: Actor, deps: FeatureDeps): Promise<Card> {
  const { name } = await deps.tokenService.reportTheft(actor, tokenId);
  const { say } = deps.sentences;
  return messageCard(say('reply.dead-use.stolen.title'), say('reply.dead-use.stolen.text', { name }), {
    color: 'attention',
    offerList: true,
  });
}

/** The buttons of the message. */
export const deadUseActions = {
  'dead-use.mine': view(aboutTokenInput, deadUseMine),
  'dead-use.stolen': change(aboutTokenInput, deadUseStolen),
};
