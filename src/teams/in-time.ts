import { withDeadline } from '../core/deadline.ts';
import { rememberContact, type Turn, type TurnDeps } from './turn.ts';

/** An invoke is answered in the HTTP response itself, so nearly all of Teams' 10 seconds are for the work. */
const WORK_MS = 8500;

/** Does the work of an invoke and takes up the reference to the person; rejects with `too-slow` after 8.5 seconds. */
export function inTime<T>(turn: Turn, deps: TurnDeps, work: () => Promise<T>): Promise<T> {
  const rememberThenWork = async (): Promise<T> => {
    await rememberContact(turn, deps);
    return work();
  };
  return withDeadline(rememberThenWork(), WORK_MS, deps.later);
}
