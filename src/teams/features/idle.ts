import type { Notice } from '../../core/notices/notices.ts';
import { traitsOf } from '../../core/tokens/authority-traits.ts';
import type { Actor, Token } from '../../core/tokens/token.ts';
import type { Sentences } from '../../sentences/sentences.ts';
import type { AboutToken } from '../cards/about-token.ts';
import type { CardAboutToken } from '../cards/card-data.ts';
import type { Fact } from '../cards/fact.ts';
import { formatDay } from '../cards/format.ts';
import type { Card } from '../cards/reply.ts';
import { change } from './action-entry.ts';
import type { FeatureDeps } from './feature-deps.ts';
import { aboutTokenInput } from './input-fields.ts';
import { tokenCard } from './show.ts';

/** The data of the card that this file makes. */
declare module '../cards/card-data.ts' {
  interface CardData {
    'idle-notice': CardAboutToken & {
      readonly headline: string;
      readonly text: string;
      readonly facts: readonly Fact[];
    };
  }
}

/** The question whether anything still needs a token that nobody uses. */
export function idleCard(
  { detail = '' }: Notice,
  { name }: Token,
  about: Omit<CardAboutToken, 'summary'> & { readonly facts: readonly Fact[] },
  sentences: Sentences,
): Card {
  const { say } = sentences;
  const headline = say('notice.idle.headline', { name });
  const endsAt = Number(detail);
  const text =
    detail !== '' && Number.isFinite(endsAt)
      ? say('notice.idle.ends', { day: formatDay(endsAt, sentences) })
      : say('notice.idle.text');
  return { card: 'idle-notice', data: { ...about, summary: `${headline} ${text}`, headline, text } };
}

/** Its owner still needs it. */
export async function keepIdle(
  { tokenId, back }: AboutToken,
  actor: Actor,
  deps: FeatureDeps,
): Promise<Card> {
  const token = await deps.tokenService.keepIdle(actor, tokenId);
  const { say } = deps.sentences;
  const isKept = traitsOf(token, deps.tokenService.policy).isVerifiedHere && token.revokedAt === undefined;
  return tokenCard(token, back, deps, isKept ? say('reply.idle.kept') : '');
}

/** The button of the message; the other one revokes the token. */
export const idleActions = { 'idle.keep': change(aboutTokenInput, keepIdle) };
