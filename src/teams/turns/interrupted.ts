import { z } from 'zod';
import type { Clock, Log } from '../../core/ports.ts';
import type { Sealer } from '../../core/sealer.ts';
import type { RecordStore } from '../../core/store/records.ts';
import { MINUTE } from '../../core/timing/durations.ts';
import type { PersonId } from '../../core/tokens/token.ts';
import { interruptedInput } from './actions.ts';
import { type Command, ENTRIES } from './feature-table.ts';

/** Something that a person asked for and that waits for their sign-in: a typed command, or a button with its data. */
export type InterruptedAction = (
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'button'; readonly verb: string; readonly data: unknown }
) & {
  /** Whether the sign-in that it waits for answers a challenge. */
  readonly challenged?: boolean;
};

/** Keeps the latest interrupted action of each person for ten minutes, as long as a sign-in may take. */
export interface Interrupted {
  keep(person: PersonId, action: InterruptedAction): Promise<void>;
  /** Gives the action and forgets it, so that it goes on once. */
  take(person: PersonId): Promise<InterruptedAction | undefined>;
}

export interface InterruptedDeps {
  readonly store: { readonly records: Pick<RecordStore, 'save' | 'take'> };
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly log: Log;
}

const KIND = 'interrupted';
/** One a person: who asks for something else has changed their mind. */
const KEY = 'latest';
const KEPT_MS = 10 * MINUTE;

/** We wrote it ourselves and sealed it; all that can differ is the release that did. */
const kept = z.intersection(
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('command'), command: z.custom<Command>(isCommand) }),
    z.object({ kind: z.literal('button'), verb: z.string(), data: z.unknown() }),
  ]),
  z.object({ challenged: z.boolean().default(false) }),
);

/** A command that waits. After a sign-in that was asked for by name there is only its outcome to show. */
export function interruptedCommand(command: Command): InterruptedAction {
  return { kind: 'command', command: command.name === 'signin' ? { name: 'whoami' } : command };
}

/** A button that waits, with no more of its data than it needs. */
export function interruptedButton(verb: unknown, data: unknown): InterruptedAction {
  if (verb === 'sign-in') return interruptedCommand({ name: 'whoami' });
  return { kind: 'button', verb: String(verb), data: interruptedInput(verb, data) };
}

/** Keeps interrupted actions in the store, sealed. */
export function createInterrupted({ store, sealer, clock, log }: InterruptedDeps): Interrupted {
  return {
    async keep(owner, action) {
      const sealed = sealer.seal(owner, KIND, KEY, JSON.stringify(action));
      await store.records.save({ owner, kind: KIND, key: KEY, sealed, expiresAt: clock.now() + KEPT_MS });
    },
    async take(owner) {
      const record = await store.records.take(owner, KIND, KEY, clock.now());
      if (record === undefined) return undefined;
      try {
        return kept.parse(JSON.parse(sealer.open(owner, KIND, KEY, record.sealed) ?? ''));
      } catch (error) {
        log.warn({ err: error }, 'an interrupted action could not be read and is dropped');
        return undefined;
      }
    },
  };
}

function isCommand(value: unknown): boolean {
  const name = typeof value === 'object' && value !== null && 'name' in value ? value.name : undefined;
  return ENTRIES.some((entry) => entry.name === name);
}
