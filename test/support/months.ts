import assert from 'node:assert/strict';
import { LOCAL_ADMINISTRATOR, TENANT_ID } from '../../src/local/directory.ts';
import { HOUR } from './fixed-clock.ts';
import { type MovedClock, moveClock } from './moved-clock.ts';
import {
  buttonData,
  cardOf,
  dialogCard,
  messageText,
  type RunningService,
  runService,
} from './running-service.ts';
import { type Settling, watchSettling } from './settled.ts';
import type { DrivenAnswer, DrivenPerson } from './teams-driver.ts';

/** A message as a table names it: when by the clock of its reader, to whom, and how it begins. */
export type Row = readonly [when: string, who: string, says: string];

/** What somebody does so many hours after the start. */
export type Deed = readonly [hour: number, act: () => Promise<unknown>];

/** A running service whose clock goes through months in a minute, with a note of every message and its hour. */
export interface Months {
  readonly world: RunningService;
  /** Lets the time go by, hour by hour where something is expected or done, and in larger steps between. */
  pass(hours: number, deeds: readonly Deed[], expected: readonly Row[]): Promise<void>;
  /** The messages so far, as a table names them, in the order of time. */
  told(expected: readonly Row[]): readonly Row[];
  /** Presses a button of the newest message that says so. */
  press(person: DrivenPerson, words: RegExp, verb: string): Promise<void>;
  /** Presses a button with data of its own. */
  execute(person: DrivenPerson, verb: string, data: object): Promise<void>;
  close(): Promise<void>;
}

/** The administrator of the local chat. */
export const CLEO: DrivenPerson = {
  id: LOCAL_ADMINISTRATOR.userId,
  aadObjectId: LOCAL_ADMINISTRATOR.objectId,
  name: 'Cleo',
  zone: 'Europe/Berlin',
};
/** Moves the clock, and is told nothing else. */
const KEEPER: DrivenPerson = {
  id: '29:keeper',
  aadObjectId: 'ffffffff-0000-4000-8000-00000000000f',
  name: 'Keeper',
};
/** Nothing is expected between: what comes all the same is seen at the end of a step. */
const STEP = 12;
/** The answer to a first hello is no message that anybody owes. */
const GREETING = /^What can I do for you/;

/** Starts it at an instant, for people who write to it; who travels is named once for each zone. Settings are environment variables. */
export async function startMonths(
  start: number,
  people: readonly DrivenPerson[],
  settings: Readonly<Record<string, string>>,
): Promise<Months> {
  const [ada = KEEPER, ben = KEEPER] = people;
  const clock: MovedClock = moveClock(start);
  const settling: Settling = watchSettling();
  const restore = (): void => {
    settling.restore();
    clock.restore();
  };
  const world = await runService({ ADMIN: 'on', ...settings }, { tenantId: TENANT_ID, ada, ben }).catch(
    (error: unknown) => {
      restore();
      throw error;
    },
  );
  const noted: { readonly hour: number; readonly who: readonly DrivenPerson[]; readonly says: string }[] = [];
  let hour = 0;
  let seen = 0;

  async function settle(): Promise<void> {
    await settling.settled();
    const fresh = world.connector.sent.slice(seen);
    seen += fresh.length;
    for (const call of fresh) {
      const who = people.filter(({ id }) => decodeURIComponent(call.path).includes(`chat-with-${id}/`));
      const says = String(call.body['summary'] ?? messageText(call)).replace(/[\u2068\u2069]/g, '');
      if (who.length > 0 && !GREETING.test(says)) noted.push({ hour, who, says });
    }
  }

  async function goTo(next: number): Promise<void> {
    await world.teams.say(KEEPER, `/pat clock +${next - hour}h`);
    hour = next;
    await settle();
  }

  async function execute(person: DrivenPerson, verb: string, data: object): Promise<void> {
    const answer: DrivenAnswer = await world.teams.invoke(person, 'adaptiveCard/action', {
      action: { type: 'Action.Execute', verb, data },
    });
    assert.match(JSON.stringify(answer.body), /card\.adaptive/, verb);
  }

  return {
    world,
    execute,
    async press(person, words, verb) {
      const message = world.saidTo(person).findLast((call) => words.test(messageText(call)));
      await execute(person, verb, buttonData(cardOf(message), verb));
    },
    async pass(hours, deeds, expected) {
      const stops = new Set(expected.flatMap((row) => hoursOf(row, start, people, hours)));
      for (const [at] of deeds) stops.add(at);
      for (let at = 0; at <= hours; at += STEP) stops.add(at);
      await settle();
      for (const stop of [...stops].filter((at) => at >= 0 && at <= hours).sort((a, b) => a - b)) {
        if (stop > hour) await goTo(stop);
        for (const [at, act] of deeds) {
          if (at !== stop) continue;
          await act();
          await settle();
        }
      }
    },
    told: (expected) =>
      noted.map(({ hour: at, who, says }) => {
        const seenAs = who.map(
          ({ name, ...one }) => [localHour(start + at * HOUR, { ...one, name }), name, says] as const,
        );
        const row = expected.find((one) =>
          seenAs.some(([when, name]) => one[0] === when && one[1] === name && says.startsWith(one[2])),
        );
        return row ?? seenAs[0] ?? ['', '', says];
      }),
    async close() {
      await world.close();
      restore();
    },
  };
}

/** Makes somebody the second reader of a token, by the dialog. */
export async function chooseReader(
  { world }: Months,
  owner: DrivenPerson,
  tokenId: string,
  reader: DrivenPerson,
): Promise<void> {
  const page = dialogCard(await world.teams.openDialog(owner, { verb: 'reader.open', tokenId }));
  const data = { ...buttonData(page, 'reader.submit'), person: reader.aadObjectId, typed: '' };
  await world.teams.submitDialog(owner, data);
}

/** The hour of a row, and the one before, in which it must not have come yet. */
function hoursOf(
  [when, name]: Row,
  start: number,
  people: readonly DrivenPerson[],
  most: number,
): readonly number[] {
  const who = people.filter((one) => one.name === name);
  for (let hour = 0; hour <= most; hour += 1)
    if (who.some((one) => localHour(start + hour * HOUR, one) === when)) return [hour - 1, hour];
  throw new Error(`${name} has no ${when} in this time`);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** A time as the reader's clock shows it: `2026-10-25 02:00`. */
function localHour(at: number, { zone = 'Etc/UTC' }: DrivenPerson): string {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  formats.set(zone, format);
  return format.format(at);
}
