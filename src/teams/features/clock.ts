import type { Clock } from '../../core/ports.ts';
import { formatInstant } from '../cards/format.ts';
import { messageCard } from '../cards/message-card.ts';
import { type ChatReply, toActor } from '../cards/reply.ts';
import { command } from './command-entry.ts';

/** The command `clock`: moves the service's clock in local mode; anywhere else it does not exist. */
export const clockCommand = command({
  name: 'clock',
  words: ['clock'],
  read: (words) => {
    const hours = /^([+-]?\d{1,6})\s*h$/i.exec(words.join(' '))?.[1];
    return hours === undefined ? undefined : { hours: Number(hours) };
  },
  run: async ({ hours }, { deps: { clock, shiftClock } }) =>
    shiftClock === undefined ? undefined : moveClock(hours, clock, shiftClock),
});

function moveClock(hours: number, clock: Clock, shiftClock: (hours: number) => void): ChatReply {
  shiftClock(hours);
  const direction = hours < 0 ? 'back' : 'forward';
  return toActor(
    messageCard(
      'The clock has moved',
      `It went ${direction} by ${Math.abs(hours)} h and now reads ${formatInstant(clock.now())}. Reminders that are due come at once.`,
    ),
  );
}
