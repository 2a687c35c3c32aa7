import type { InvokeResponse } from '../channel/activity.ts';
import { type Problem, problemOf } from './problem.ts';
import { inTime, type Turn, type TurnDeps } from './turn.ts';

/** Gives the response that the work makes, in time; or that which `told` makes of its failure. */
export async function respondInTime(
  turn: Turn,
  deps: TurnDeps,
  work: () => Promise<InvokeResponse>,
  told: (problem: Problem) => InvokeResponse,
): Promise<InvokeResponse> {
  try {
    return await inTime(turn, deps, work);
  } catch (error) {
    return told(problemOf(error, deps));
  }
}
