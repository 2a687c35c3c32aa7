import { formatInstant } from '../cards/format.ts';
import { messageCard } from '../cards/message-card.ts';
import { type ChatReply, toActor } from '../cards/reply.ts';
import type { FeatureDeps } from './feature-deps.ts';
import { help } from './help.ts';

/** Moves the service's clock in local mode; anywhere else the command does not exist. */
export function moveClock({ hours }: { hours: number }, deps: FeatureDeps): ChatReply {
  if (deps.shiftClock === undefined) return help({ understood: false, suggestion: '' }, deps);
  deps.shiftClock(hours);
  const direction = hours < 0 ? 'back' : 'forward';
  return toActor(
    messageCard(
      'The clock has moved',
      `It went ${direction} by ${Math.abs(hours)} h and now reads ${formatInstant(deps.clock.now())}. Reminders that are due come at once.`,
    ),
  );
}
