import { withDeadline } from '../../core/timing/deadline.ts';
import { rememberContact, type Turn, type TurnDeps } from './turn.ts';

/** An invoke is answered in the HTTP response itself: what stands before `answerBy` is for the work, but for this. */
const ANSWERING_MS = 1_000;

/** Does the work of an invoke and takes up the reference to the person; rejects with `too-slow` a second before `answerBy`. */
export function inTime<T>(turn: Turn, deps: TurnDeps, work: () => Promise<T>): Promise<T> {
  const rememberThenWork = async (): Promise<T> => {
    await rememberContact(turn, deps);
    return work();
  };
  const leftMs = Math.max(0, turn.answerBy - performance.now() - ANSWERING_MS);
  return withDeadline(rememberThenWork(), leftMs, deps.later);
}
