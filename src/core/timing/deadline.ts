import { PatkeeperError } from '../errors.ts';
import { type Later, later } from './clock.ts';

/**
 * Gives the work's result, or rejects with `too-slow` when it takes longer than `ms`. The work continues: Teams repeats a
 * turn that is not answered within 15 seconds, so an answer in time is worth more than a complete one.
 */
export function withDeadline<T>(work: Promise<T>, ms: number, schedule: Later = later): Promise<T> {
  // One promise and not a race of several: a turn has some ten deadlines.
  return new Promise((resolve, reject) => {
    const cancel = schedule(ms, () => reject(new PatkeeperError('too-slow')));
    work.then(
      (result) => {
        cancel();
        resolve(result);
      },
      (error: unknown) => {
        cancel();
        reject(error);
      },
    );
  });
}
