import { PatkeeperError } from '../errors.ts';
import { type Later, later } from './clock.ts';

/**
 * Gives the work's result, or rejects with `too-slow` when it takes longer than `ms`. The work continues: Teams repeats a
 * turn that is not answered within 15 seconds, so an answer in time is worth more than a complete one.
 */
export async function withDeadline<T>(work: Promise<T>, ms: number, schedule: Later = later): Promise<T> {
  let cancel = (): void => {};
  const late = new Promise<never>((_, reject) => {
    cancel = schedule(ms, () => reject(new PatkeeperError('too-slow')));
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    cancel();
  }
}
