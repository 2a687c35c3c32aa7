import type { Notice } from '../../core/notices/notices.ts';
import { readPlace } from '../../core/notices/place-detail.ts';
import type { Actor, Token } from '../../core/tokens/token.ts';
import type { Sentences } from '../../sentences/sentences.ts';
import type { AboutToken } from '../cards/about-token.ts';
import type { CardAboutToken } from '../cards/card-data.ts';
import type { Fact } from '../cards/fact.ts';
import { formatInstant } from '../cards/format.ts';
import type { Card } from '../cards/reply.ts';
import { view } from './action-entry.ts';
import type { FeatureDeps } from './feature-deps.ts';
import { aboutTokenInput } from './input-fields.ts';
import { tokenCard } from './show.ts';

/** The data of the card that this file makes. */
declare module '../cards/card-data.ts' {
  interface CardData {
    'new-place-notice': CardAboutToken & {
      readonly headline: string;
      readonly text: string;
      readonly facts: readonly Fact[];
    };
  }
}

/** The question whether it was the owner who used a token at a new place. */
export function newPlaceCard(
  notice: Notice,
  { name }: Token,
  about: Omit<CardAboutToken, 'summary'> & { readonly facts: readonly Fact[] },
  sentences: Sentences,
): Card {
  const { say } = sentences;
  const headline = say('notice.new-place.headline', { name });
  const place = readPlace(notice.detail);
  const text =
    place?.isNewService === true ? say('notice.new-place.newService') : say('notice.new-place.newNetwork');
  const facts: Fact[] =
    place === undefined
      ? []
      : [
          { label: say('notice.new-place.service'), value: say('service.name', { service: place.service }) },
          ...(place.network === undefined
            ? []
            : [{ label: say('notice.new-place.network'), value: place.network }]),
          { label: say('notice.new-place.time'), value: formatInstant(place.at, sentences) },
        ];
  return {
    card: 'new-place-notice',
    data: { ...about, summary: `${headline} ${text}`, headline, text, facts: [...facts, ...about.facts] },
  };
}

/** It was the owner. The place is known already, so that nobody asks again. */
export async function newPlaceMine(
  { tokenId, back }: AboutToken,
  actor: Actor,
  deps: FeatureDeps,
): Promise<Card> {
  const token = await deps.tokenService.get(actor, tokenId);
  return tokenCard(token, back, deps, deps.sentences.say('reply.new-place.mine'));
}

/** The button of the message; the other one revokes the token. */
export const newPlaceActions = { 'new-place.mine': view(aboutTokenInput, newPlaceMine) };
