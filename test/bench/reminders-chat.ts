import { setTimeout as delay } from 'node:timers/promises';
import { createTeamsDriver } from '../support/teams-driver.ts';
import { personAt, TENANT } from './store-shape.ts';

const THINK_MS = 50;
const SLICE_MS = 10_000;

/** A person who chats with the bot all the time. */
export interface Chatter {
  /** Chats until the promise resolves, or for so many milliseconds; gives the latencies of the turns by slices of 10 s. */
  chat(until: Promise<unknown> | number): Promise<readonly (readonly number[])[]>;
  /** Moves the service's clock. */
  shiftClock(hours: number): Promise<void>;
}

/** Makes this person of the fill chat: a list of their tokens, and a create dialog, in turn. */
export function createChatter(botUrl: string, serviceUrl: string, n: number): Chatter {
  const teams = createTeamsDriver({ botUrl, serviceUrl, tenantId: TENANT });
  const person = { name: `Person ${n}`, id: '29:chatter', aadObjectId: personAt(n).objectId };
  const turns = [
    () => teams.say(person, '/pat list'),
    () => teams.openDialog(person, { verb: 'create.open', name: '' }),
  ];
  let taken = 0;

  async function turn(): Promise<number> {
    const begun = performance.now();
    const answer = await turns[taken % turns.length]?.();
    taken += 1;
    if (answer?.status !== 200) throw new Error(`a turn was answered with ${answer?.status}`);
    return performance.now() - begun;
  }

  return {
    async chat(until) {
      let over = false;
      const end = (typeof until === 'number' ? delay(until) : until).finally(() => {
        over = true;
      });
      const slices: number[][] = [];
      for (const begun = performance.now(); !over; await delay(THINK_MS)) {
        const latency = await turn();
        const slice = Math.floor((performance.now() - begun) / SLICE_MS);
        slices[slice] = [...(slices[slice] ?? []), latency];
      }
      await end;
      return slices.filter((slice) => slice !== undefined && slice.length > 0);
    },
    shiftClock: async (hours) => {
      const { status } = await teams.say(person, `/pat clock +${hours}h`);
      if (status !== 200) throw new Error(`the clock could not be moved (${status})`);
    },
  };
}
