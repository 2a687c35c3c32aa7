import type { Log } from '../core/ports.ts';
import { type Later, later as systemLater } from '../core/timing/clock.ts';

/** The parts of a running service, as far as they have to be ended. */
export interface StopParts {
  /** Takes no more requests, waits for those that run up to `graceMs`, then breaks them. */
  readonly closeListeners: (graceMs: number) => Promise<unknown>;
  /** Resolves when no turn runs any more, also none whose request is over. */
  readonly turnsOver: () => Promise<void>;
  readonly dispatcher: { stop(): Promise<void> };
  /** What else works beside the requests. */
  readonly loops: readonly { stop(): Promise<unknown> }[];
  /** How long other systems are waited for. */
  readonly patience: { end(): void };
  /** Writes everything to disk and releases the data. */
  readonly release: () => Promise<void>;
  readonly log: Log;
  readonly later?: Later;
}

/** What Teams, Microsoft Entra or an authority don't answer by then, they may never answer. */
const OTHERS_MS = 2_000;
/** Time to say that they didn't, and to write what became of it. */
const WORK_MS = OTHERS_MS + 500;
const FLUSH_MS = 1_000;

/**
 * Ends a service within three and a half seconds, of which the store has the last one. Other systems are waited for two
 * seconds; then what hangs on them fails in order, so that its person is told and its outcome is written. What takes longer is
 * left behind, as it would be by a crash, and the log says so. Rejects when the store can't be closed.
 */
export async function stopInTime(parts: StopParts): Promise<void> {
  const { closeListeners, turnsOver, dispatcher, loops, patience, release, log, later = systemLater } = parts;
  let dispatched: Promise<void> | undefined;
  const stopDispatcher = (): Promise<void> => {
    dispatched ??= dispatcher.stop();
    return dispatched;
  };
  const looped = loops.map((loop) => loop.stop());
  // What the last turns owe is still sent if there is time.
  const sent = closeListeners(WORK_MS).then(turnsOver).then(stopDispatcher);
  const work = Promise.all([sent, ...looped]);
  if (!(await isOverWithin(work, OTHERS_MS, later))) {
    // First, or it would claim notices that nobody can send any more.
    void stopDispatcher();
    patience.end();
    if (!(await isOverWithin(work, WORK_MS - OTHERS_MS, later)))
      log.warn({}, 'Patkeeper stops while something is still under way');
  }
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
