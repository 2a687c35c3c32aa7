import type { Log } from '../core/ports.ts';
import { type Later, later as systemLater } from '../core/timing/clock.ts';

/** The parts of a running service, as far as they have to be ended. */
export interface StopParts {
  /** Takes no more requests, waits for those that run up to `graceMs`, then breaks them. */
  readonly closeListeners: (graceMs: number) => Promise<unknown>;
  /** Resolves when no turn runs any more, also none whose request is over. */
  readonly turnsOver: () => Promise<void>;
  readonly dispatcher: { stop(): Promise<void> };
  readonly sweeper: { stop(): Promise<unknown> };
  /** Writes everything to disk and releases the data. */
  readonly release: () => Promise<void>;
  readonly log: Log;
  readonly later?: Later;
}

/** Programs that stop a service kill it if it takes too long. Many wait 10 seconds. */
const FLUSH_MS = 1_000;
const WORK_MS = 9_000;
/** A message that is on its way is over by then, so that its outcome is written. */
const MESSAGE_MS = 4_000;

/**
 * Ends a service within 10 seconds: the work that runs gets nine, the store the last one. What takes longer is left behind,
 * as it would be by a crash, and the log says so. Rejects when the store can't be closed.
 */
export async function stopInTime(parts: StopParts): Promise<void> {
  const { closeListeners, turnsOver, dispatcher, sweeper, release, log, later = systemLater } = parts;
  const swept = sweeper.stop();
  const turns = closeListeners(WORK_MS).then(turnsOver);
  // What the last turns owe is still sent if there is time.
  const sent = isOverWithin(turns, WORK_MS - MESSAGE_MS, later).then(() => dispatcher.stop());
  if (!(await isOverWithin(Promise.all([turns, sent, swept]), WORK_MS, later)))
    log.warn({}, 'Patkeeper stops while something is still under way');
  if (!(await isOverWithin(release(), FLUSH_MS, later)))
    log.warn({}, 'Patkeeper stops before its store is closed');
}

/** Whether the work ends in time. If not, it continues. */
async function isOverWithin(work: Promise<unknown>, ms: number, later: Later): Promise<boolean> {
  let cancel = (): void => {};
  const late = new Promise<boolean>((resolve) => {
    cancel = later(ms, () => resolve(false));
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    cancel();
  }
}
