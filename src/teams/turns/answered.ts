import type { Activity, InvokeResponse } from 'botbuilder';
import type { Clock } from '../../core/ports.ts';
import { CODE_FIELD } from '../../core/sign-in.ts';
import type { Later } from '../../core/timing/clock.ts';
import { createRunOnce } from '../../core/timing/run-once.ts';
import { record } from '../cards/invoke-value.ts';
import { changesSomething } from './actions.ts';
import type { Deliveries } from './deliveries.ts';

type Answer = InvokeResponse | undefined;

/** Remembers answers, so that what Teams sends again is done once and answered alike. */
export interface Answered {
  /**
   * Gives the answer to what this key names: that of `work`, or of the run before or beside this one. With `keep: false`
   * only those who ask while the work runs share its answer.
   */
  run(key: string, work: () => Promise<Answer>, options?: { readonly keep?: boolean }): Promise<Answer>;
}

interface AnsweredDeps {
  readonly clock: Clock;
  /** How long an answer is given again, milliseconds. */
  readonly ttlMs: number;
  readonly deliveries?: Deliveries;
  /** Most bytes that all kept answers may take; the oldest go first. 16 MB when left out. */
  readonly maxBytes?: number;
  readonly later?: Later;
}

interface Kept {
  readonly status: number;
  /** The body as JSON: the objects it was made of take several times as much memory. */
  readonly body?: string;
  /** The token whose secret the answer shows. */
  readonly secretOf?: string;
}

/** Creates the memory of answers, empty. */
export function createAnswered({ deliveries, ...deps }: AnsweredDeps): Answered {
  const once = createRunOnce<Kept | undefined>({ ...deps, bytesOf });

  function toKept(answer: Answer): Kept | undefined {
    if (answer === undefined) return undefined;
    const { status, body } = answer;
    const secretOf = deliveries?.tokenOf(answer);
    return {
      status,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(secretOf === undefined ? {} : { secretOf }),
    };
  }

  function again(kept: Kept | undefined): Answer {
    if (kept === undefined) return undefined;
    const { status, body, secretOf } = kept;
    const answer: InvokeResponse = { status, ...(body === undefined ? {} : { body: JSON.parse(body) }) };
    if (secretOf !== undefined) deliveries?.repeats(answer, secretOf);
    return answer;
  }

  return {
    async run(key, work, options) {
      let own: { readonly answer: Answer } | undefined;
      const kept = await once.run(
        key,
        async () => {
          own = { answer: await work() };
          return toKept(own.answer);
        },
        options,
      );
      return own === undefined ? again(kept) : own.answer;
    },
  };
}

/** JavaScript holds a text in one or two bytes a character. */
function bytesOf(kept: Kept | undefined): number {
  return 500 + 2 * (kept?.body?.length ?? 0);
}

/**
 * Whether a repeat of this activity must get the first answer, because doing it twice would change something twice, or use
 * up a code that is good once. What only shows something is computed again: its answers are large, and anybody may ask for
 * any number of them.
 */
export function isWorthKeeping({ type, name = '', value }: Activity): boolean {
  if (type !== 'invoke' || name.startsWith('signin/')) return true;
  const { action, data, state } = record(value);
  const fields = record(data);
  return (
    changesSomething(record(action)['verb']) ||
    changesSomething(fields['verb']) ||
    CODE_FIELD in fields ||
    typeof state === 'string'
  );
}
