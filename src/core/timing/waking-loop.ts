import type { Later } from './clock.ts';

interface WakingLoopDeps {
  readonly later: Later;
  /** Does what there is to do; gives how many milliseconds the next turn can wait. Must not reject. */
  readonly takeTurn: () => Promise<number>;
}

/** Takes one turn at a time, with a pause between two of them that ends when the loop is woken. */
interface WakingLoop {
  start(): void;
  /** Takes a turn now, or another one right after the running one; nothing before the start and after the stop. */
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
    // What came up while the turn was coming to its end was not seen by it.
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
