import { setImmediate as nextTurn } from 'node:timers/promises';

/** Long work may keep everybody else waiting for so long, in milliseconds. */
const SLICE_MS = 8;

/**
 * Makes a function for long work to await between its steps: it lets what else is waiting go first whenever the work has
 * gone on for a while. What the work rests on must not change meanwhile.
 */
export function createGiveWay(now: () => number = () => performance.now()): () => Promise<void> | undefined {
  let begun = now();
  return () => (now() - begun < SLICE_MS ? undefined : pause());

  async function pause(): Promise<void> {
    await nextTurn();
    begun = now();
  }
}
