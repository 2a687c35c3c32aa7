import type { Later } from './clock.ts';

interface WakingLoopDeps {
  readonly later: Later;
  /** Does the work that is due, and returns how many milliseconds the next turn can wait. Must not reject. */
  readonly takeTurn: () => Promise<number>;
}

/** Takes one turn after another. The pause between two turns ends early when the loop is woken. */
interface WakingLoop {
  start(): void;
  /** Takes a turn now, or right after the running one. Does nothing before the start and after the stop. */
  wake(): void;
  /** Takes no further turn. Resolves when the running one is over. */
  stop(): Promise<void>;
}

/** Creates a loop that has not started. */
export function createWakingLoop({ later, takeTurn }: WakingLoopDeps): WakingLoop {
  let started = false;
  let turn: Promise<void> | undefined;
  let wokenInTurn = false;
  let cancelTimer = (): void => {};

  async function run(): Promise<void> {
    wokenInTurn = false;
    const waitMs = await takeTurn();
    turn = undefined;
    // The turn may have missed work that arrived while it was ending.
    if (wokenInTurn) wake();
    else if (started) cancelTimer = later(waitMs, wake);
  }

  function wake(): void {
    if (!started) return;
    wokenInTurn = true;
    if (turn !== undefined) return;
    cancelTimer();
    turn = run();
  }

  return {
    start() {
      started = true;
      wake();
    },
    wake,
    async stop() {
      started = false;
      cancelTimer();
      await turn;
    },
  };
}
