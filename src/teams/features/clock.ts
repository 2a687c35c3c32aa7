import type { Clock } from '../../core/ports.ts';
import type { Sentences } from '../../sentences/sentences.ts';
import { formatInstant } from '../cards/format.ts';
import { messageCard } from '../cards/message-card.ts';
import { type ChatReply, toActor } from '../cards/reply.ts';
import { command } from './command-entry.ts';

/** The command `clock`: moves the service's clock in local mode; anywhere else it does not exist. */
export const clockCommand = command({
  name: 'clock',
  read: (words) => {
    const hours = /^([+-]?\d{1,6})\s*h$/i.exec(words.join(' '))?.[1];
    return hours === undefined ? undefined : { hours: Number(hours) };
  },
  run: async ({ hours }, { deps: { clock, shiftClock, sentences } }) =>
    shiftClock === undefined ? undefined : moveClock(hours, clock, shiftClock, sentences),
});

function moveClock(
  hours: number,
  clock: Clock,
  shiftClock: (hours: number) => void,
  sentences: Sentences,
): ChatReply {
  const { say } = sentences;
  shiftClock(hours);
  const parameters = { hours: Math.abs(hours), time: formatInstant(clock.now(), sentences) };
  const text = hours < 0 ? say('reply.clock.back', parameters) : say('reply.clock.forward', parameters);
  return toActor(messageCard(say('reply.clock.title'), text));
}
