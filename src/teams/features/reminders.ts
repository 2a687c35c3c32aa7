import { z } from 'zod';
import { areQuietHours, type QuietHours, type ReminderChoice } from '../../core/notices/reminder-choice.ts';
import { knownZone, UTC } from '../../core/timing/calendar.ts';
import { type Actor, ownerOf } from '../../core/tokens/token.ts';
import type { Sentences } from '../../sentences/sentences.ts';
import type { AboutToken } from '../cards/about-token.ts';
import { formatHour } from '../cards/format.ts';
import type { Card } from '../cards/reply.ts';
import { toActor } from '../cards/reply.ts';
import { change } from './action-entry.ts';
import { command, noArgument } from './command-entry.ts';
import type { FeatureDeps } from './feature-deps.ts';
import { aboutTokenInput, optionalText } from './input-fields.ts';
import { tokenCard } from './show.ts';

/** The data of the card that this file makes. */
declare module '../cards/card-data.ts' {
  interface CardData {
    reminders: Summarised & {
      readonly title: string;
      /** What just happened; empty when the card was only asked for. */
      readonly news: string;
      readonly newsColor: 'good' | 'attention';
      /** What applies now, in sentences. */
      readonly now: readonly string[];
      /** Which reminders are chosen besides the one of seven days, with commas between. */
      readonly besides: string;
      readonly choices: readonly Choice[];
      readonly from: string;
      readonly until: string;
      readonly hours: readonly Choice[];
    };
  }
}

/** The choice of no hour. */
const NO_HOUR = 'none';

/** The fields of the card. */
interface Fields {
  readonly besides: string;
  readonly from: string;
  readonly until: string;
}

/** Shows what applies to the actor's reminders, and what they may choose. */
export async function showReminders(
  actor: Actor,
  deps: FeatureDeps,
  news: { readonly text: string; readonly isProblem?: boolean; readonly typed?: Fields } = { text: '' },
): Promise<Card> {
  const contact = await deps.store.contacts.find(ownerOf(actor));
  const { month = false, day = false, quiet } = contact?.reminders ?? {};
  const { sentences } = deps;
  const { say } = sentences;
  const title = say('reply.reminders.title');
  const kept: Fields = {
    besides: [...(month ? ['month'] : []), ...(day ? ['day'] : [])].join(','),
    from: quiet === undefined ? NO_HOUR : String(quiet.from),
    until: quiet === undefined ? NO_HOUR : String(quiet.until),
  };
  const shown = news.typed ?? kept;
  const when = say('reply.reminders.when', { month: String(month), day: String(day) });
  return {
    card: 'reminders',
    data: {
      summary: news.text === '' ? `${title}. ${when}` : news.text,
      title,
      news: news.text,
      newsColor: news.isProblem === true ? 'attention' : 'good',
      now: [when, sayQuiet(quiet, contact?.zone, sentences)],
      besides: shown.besides,
      choices: [
        { title: say('reply.reminders.month'), value: 'month' },
        { title: say('reply.reminders.day'), value: 'day' },
      ],
      from: shown.from,
      until: shown.until,
      hours: [
        { title: say('reply.reminders.noHour'), value: NO_HOUR },
        ...Array.from({ length: 24 }, (_, hour) => ({
          title: formatHour(hour, sentences),
          value: String(hour),
        })),
      ],
    },
  };
}

function sayQuiet(quiet: QuietHours | undefined, known: string | undefined, sentences: Sentences): string {
  const { say } = sentences;
  if (quiet === undefined || !areQuietHours(quiet)) return say('reply.reminders.noQuiet');
  const zone = knownZone(known);
  const hours = { from: formatHour(quiet.from, sentences), until: formatHour(quiet.until, sentences) };
  const said = say('reply.reminders.quiet', { ...hours, zone: zone ?? UTC });
  return zone === undefined ? `${said} ${say('reply.reminders.noZone')}` : said;
}

/** Keeps what the actor chose, and shows it. */
export async function setReminders(fields: Fields, actor: Actor, deps: FeatureDeps): Promise<Card> {
  const { say } = deps.sentences;
  const quiet = readQuiet(fields);
  if (quiet === 'half' || quiet === 'same') {
    const text = quiet === 'half' ? say('reply.reminders.half') : say('reply.reminders.same');
    return showReminders(actor, deps, { text, isProblem: true, typed: fields });
  }
  const besides = fields.besides.split(',');
  const choice: ReminderChoice = {
    ...(besides.includes('month') ? { month: true } : {}),
    ...(besides.includes('day') ? { day: true } : {}),
    ...(quiet === undefined ? {} : { quiet }),
  };
  const isNothing = Object.keys(choice).length === 0;
  await deps.store.contacts.setReminders(ownerOf(actor), isNothing ? undefined : choice);
  return showReminders(actor, deps, { text: say('reply.reminders.saved') });
}

/** The quiet hours of the fields; what is no hour is none. */
function readQuiet({ from, until }: Fields): QuietHours | undefined | 'half' | 'same' {
  const [start, end] = [readHour(from), readHour(until)];
  if (start === undefined && end === undefined) return undefined;
  if (start === undefined || end === undefined) return 'half';
  const quiet = { from: start, until: end };
  return areQuietHours(quiet) ? quiet : 'same';
}

function readHour(text: string): number | undefined {
  return /^(\d|1\d|2[0-3])$/.test(text) ? Number(text) : undefined;
}

/** The owner knows the end that a reminder spoke of. */
export async function answerReminder(
  { tokenId, back, end }: AboutToken & { readonly end: number },
  actor: Actor,
  deps: FeatureDeps,
): Promise<Card> {
  const token = await deps.tokenService.answerReminder(actor, tokenId, end);
  const { say } = deps.sentences;
  const isKnown = token.answeredEnd === end && token.validTo === end;
  const news = isKnown ? say('reply.reminder.known') : say('reply.reminder.otherEnd');
  return tokenCard(token, back, deps, news);
}

/** The command `reminders`. */
export const remindersCommand = command({
  name: 'reminders',
  help: { does: 'command.reminders.does' },
  onlyAsks: true,
  read: noArgument,
  run: async (_, { actor, deps }) => toActor(await showReminders(actor, deps)),
});

/** The button that saves the choices, and the one on a reminder. */
export const reminderActions = {
  'reminders.set': change(
    z.object({ besides: optionalText, from: optionalText, until: optionalText }),
    setReminders,
  ),
  'reminder.answer': change(aboutTokenInput.extend({ end: z.coerce.number().int().min(0) }), answerReminder),
};
