import { z } from 'zod';
import type { Actor } from '../../core/tokens/token.ts';
import { formatInstant } from '../cards/format.ts';
import { messageCard } from '../cards/message-card.ts';
import type { Card } from '../cards/reply.ts';
import { change } from './action-entry.ts';
import type { FeatureDeps } from './feature-deps.ts';
import { id } from './input-fields.ts';

/** The data of the card that this file makes. */
declare module '../cards/card-data.ts' {
  interface CardData {
    'track-app': Summarised & {
      readonly title: string;
      readonly text: string;
      readonly appId: string;
    };
  }
}

/** Asks whether to follow an application; says so where nobody can. */
export function offerFollow(appId: string, { tokenService, sentences }: FeatureDeps): Card {
  const { say } = sentences;
  if (!tokenService.followsApplications)
    return messageCard(say('reply.track-app.off'), say('reply.track-app.offText'), { color: 'warning' });
  const title = say('reply.track-app.title');
  const text = say('reply.track-app.text', { id: appId });
  return { card: 'track-app', data: { summary: title, title, text, appId } };
}

/** Follows the secrets and certificates of an application. */
export async function followApplication(
  { appId }: { readonly appId: string },
  actor: Actor,
  deps: FeatureDeps,
): Promise<Card> {
  const { name, tokens } = await deps.tokenService.followApplication(actor, appId);
  const { sentences } = deps;
  const { say } = sentences;
  const [next] = tokens;
  const count = say('reply.track-app.count', { count: tokens.length });
  const soonest =
    next === undefined
      ? ''
      : say('reply.track-app.next', { name: next.name, time: formatInstant(next.validTo, sentences) });
  const text = [count, soonest, say('reply.track-app.promise')].filter((part) => part !== '').join(' ');
  return messageCard(say('reply.track-app.done', { name }), text, { color: 'good', offerList: true });
}

/** The button that follows an application. */
export const trackAppActions = {
  'track.app': change(z.object({ appId: id.min(1) }), followApplication),
};
