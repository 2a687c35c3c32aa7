import type { Fault } from '../../core/errors.ts';
import { alreadyRotating, notActive, notRotatable } from '../../core/tokens/refusals.ts';
import { type Actor, type Instant, type Token, tokenState } from '../../core/tokens/token.ts';
import { sayError } from '../../sentences/say-error.ts';
import type { AboutToken } from '../cards/about-token.ts';
import { type ButtonTips, buttonTips } from '../cards/button-tips.ts';
import type { Card } from '../cards/reply.ts';
import { viewToken } from '../cards/token-view.ts';
import type { FeatureDeps } from './feature-deps.ts';
import { tokenCard } from './show.ts';

/** The data of the card that this file makes. */
declare module '../cards/card-data.ts' {
  interface CardData {
    'rotate-offer': CardAboutToken & { readonly tips: ButtonTips };
  }
}

/** The card with the button that opens the rotate dialog. A token that no dialog can replace is shown, with the reason. */
export async function offerRotate(
  { tokenId, back }: AboutToken,
  actor: Actor,
  deps: FeatureDeps,
): Promise<Card> {
  const { sentences } = deps;
  const token = await deps.tokenService.get(actor, tokenId);
  const now = deps.clock.now();
  const view = viewToken(token, now, deps.organizationOf, deps.tokenService.policy, sentences);
  if (!view.rotatable) return tokenCard(token, back, deps, sayError(whyNotRotatable(token, now), sentences));
  const summary = sentences.say('dialog.rotate.summary', { name: token.name });
  return {
    card: 'rotate-offer',
    data: { summary, token: view, back, tips: buttonTips(token.name, sentences) },
  };
}

/** Why no dialog can replace this token. */
function whyNotRotatable(token: Token, now: Instant): Fault {
  const state = tokenState(token, now);
  if (state === 'expired' && token.everywhere === true) return notRotatable(token);
  if (state !== 'active') return notActive(state);
  return token.rotation?.state === 'overlap' ? alreadyRotating() : notRotatable(token);
}
