import { digestOf } from '../../core/digest-of.ts';
import type { Clock } from '../../core/ports.ts';
import { CODE_FIELD } from '../../core/sign-in.ts';
import type { Later } from '../../core/timing/clock.ts';
import { createRunOnce } from '../../core/timing/run-once.ts';
import { type PersonId, personKey } from '../../core/tokens/token.ts';
import { objectOf } from '../cards/invoke-value.ts';
import type { Activity, InvokeResponse } from '../channel/activity.ts';
import { changesSomething } from './actions.ts';
import type { Deliveries } from './deliveries.ts';

type Response = InvokeResponse | undefined;

/** Does once what Teams sends again, and gives the repeat the first one's response. */
export interface Idempotency {
  /**
   * Gives the response to what this key names: that of `work`, or of the run before or beside this one. With `keep: false`
   * only those who ask while the work runs share its response.
   */
  run(key: string, work: () => Promise<Response>, options?: { readonly keep?: boolean }): Promise<Response>;
}

interface IdempotencyDeps {
  readonly clock: Clock;
  /** How long a response is given again, milliseconds. */
  readonly ttlMs: number;
  readonly deliveries?: Deliveries;
  /** Most bytes that all kept responses may take; the oldest go first. 16 MB when left out. */
  readonly maxBytes?: number;
  readonly later?: Later;
}

/** A response as it is kept for who asks again later. */
interface Kept {
  readonly status: number;
  /** The body as JSON: the objects it was made of take several times as much memory. */
  readonly body?: string;
  /** The token whose secret the response shows. */
  readonly secretOf?: string;
}

/** A response that only those get who asked while its work ran: nothing is written down for them. */
interface Shared {
  readonly shared: Response;
}

/** Creates the memory of responses, empty. */
export function createIdempotency({ deliveries, ...deps }: IdempotencyDeps): Idempotency {
  const once = createRunOnce<Kept | Shared | undefined>({ ...deps, bytesOf });

  function toKept(response: Response): Kept | undefined {
    if (response === undefined) return undefined;
    const { status, body } = response;
    const secretOf = deliveries?.tokenOf(response);
    return {
      status,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(secretOf === undefined ? {} : { secretOf }),
    };
  }

  function again(kept: Kept | Shared | undefined): Response {
    if (kept === undefined) return undefined;
    if ('shared' in kept) return kept.shared;
    const { status, body, secretOf } = kept;
    const response: InvokeResponse = { status, ...(body === undefined ? {} : { body: JSON.parse(body) }) };
    if (secretOf !== undefined) deliveries?.repeats(response, secretOf);
    return response;
  }

  return {
    async run(key, work, options) {
      let own: { readonly response: Response } | undefined;
      const kept = await once.run(
        key,
        async () => {
          own = { response: await work() };
          return options?.keep === false ? { shared: own.response } : toKept(own.response);
        },
        options,
      );
      return own === undefined ? again(kept) : own.response;
    },
  };
}

/** JavaScript holds a text in one or two bytes a character. */
function bytesOf(kept: Kept | Shared | undefined): number {
  return 500 + 2 * (kept !== undefined && 'body' in kept ? kept.body.length : 0);
}

/**
 * The idempotency key of a person's activity; undefined where it has no id. The response may hold a secret: it is for this person
 * alone, whatever ids somebody else's activity has. It is a digest, because whoever sends an activity chooses how long its
 * ids are.
 */
export function idempotencyKey({ type, id, conversation }: Activity, actor: PersonId): string | undefined {
  return id ? digestOf([personKey(actor), type, conversation.id, id].join(' ')) : undefined;
}

/**
 * Whether a repeat of this activity must get the first response, because doing it twice would change something twice, or use
 * up a code that is good once. What only shows something is computed again: its responses are large, and anybody may ask for
 * any number of them.
 */
export function isWorthKeeping({
  type,
  name = '',
  value,
}: Pick<Activity, 'type' | 'name' | 'value'>): boolean {
  if (type !== 'invoke' || name.startsWith('signin/')) return true;
  const { action, data, state } = objectOf(value);
  const fields = objectOf(data);
  return (
    changesSomething(objectOf(action)['verb']) ||
    changesSomething(fields['verb']) ||
    CODE_FIELD in fields ||
    typeof state === 'string'
  );
}
