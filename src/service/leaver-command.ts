import { OperatorError } from '../core/errors.ts';
import type { KnownLeaver, Leavers } from '../core/leavers/leavers.ts';
import { isoOf } from '../core/tokens/token.ts';

/** What `patkeeper leavers` may do. */
export const LEAVER_ACTS = ['list', 'agree', 'spare'] as const;

/** What the command asks for. */
export interface LeaverOrder {
  readonly act: (typeof LEAVER_ACTS)[number];
  /** Object ids, or `all`. */
  readonly people: readonly string[];
}

/** Somebody who left, as JSON can hold it. */
export interface ShownLeaver {
  readonly person: string;
  readonly state: string;
  readonly why: string;
  readonly since: string;
  readonly usable: number;
  readonly refused: number;
}

/** Does what an order says, then gives everybody who is listed. Whoever it names and is not listed stays as they are. */
export async function* obeyLeaverOrder(leavers: Leavers, input: unknown): AsyncGenerator<ShownLeaver> {
  const { act, people } = orderIn(input);
  if (act !== 'list') {
    const listed = await leavers.list();
    const meant = listed.filter(({ person }) => people.includes('all') || people.includes(person.objectId));
    if (act === 'agree') await leavers.agree(meant.map(({ person }) => person));
    else for (const { person } of meant) await leavers.spare(person);
  }
  yield* (await leavers.list()).map(shown);
}

/** Reads what a running service gave. Throws `refused` for anything else. */
export function receivedLeaver(value: unknown): ShownLeaver {
  const { person, state, why, since, usable, refused } = Object(value) as Partial<ShownLeaver>;
  if ([person, state, why, since].some((text) => typeof text !== 'string'))
    throw new OperatorError(
      'refused.by-service',
      'The running Patkeeper answered something else than a list. Restart it.',
    );
  return {
    person: String(person),
    state: String(state),
    why: String(why),
    since: String(since),
    usable: Number(usable),
    refused: Number(refused),
  };
}

/** Anything that is no order only lists. */
function orderIn(input: unknown): LeaverOrder {
  const { act, people } = Object(input) as Partial<LeaverOrder>;
  return {
    act: LEAVER_ACTS.find((one) => one === act) ?? 'list',
    people: Array.isArray(people) ? people.map((one) => String(one).toLowerCase()) : [],
  };
}

function shown({ person, leaving, usable, refused }: KnownLeaver): ShownLeaver {
  const { state, why, at } = leaving;
  return { person: person.objectId.toLowerCase(), state, why, since: isoOf(at), usable, refused };
}
