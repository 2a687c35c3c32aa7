import { PatkeeperError } from '../errors.ts';

/** How long other systems are waited for: until the service is about to end. */
export interface Patience {
  readonly isOver: boolean;
  /** Calls back once when it is over, at once if it is. Gives what takes the callback back. */
  onEnd(callback: () => void): () => void;
  /** Gives what the work gives, or rejects with `too-slow` when the patience is over first. The work continues. */
  hold<T>(work: Promise<T>): Promise<T>;
}

/** Creates patience that lasts until `end` is called. */
export function createPatience(): Patience & { end(): void } {
  const waiting = new Set<() => void>();
  let isOver = false;

  function onEnd(callback: () => void): () => void {
    if (isOver) callback();
    else waiting.add(callback);
    return () => void waiting.delete(callback);
  }

  return {
    get isOver() {
      return isOver;
    },
    onEnd,
    hold: (work) =>
      new Promise((resolve, reject) => {
        const forget = onEnd(() => reject(new PatkeeperError('too-slow')));
        work.then(
          (result) => {
            forget();
            resolve(result);
          },
          (error: unknown) => {
            forget();
            reject(error);
          },
        );
      }),
    end() {
      isOver = true;
      const callbacks = [...waiting];
      waiting.clear();
      for (const callback of callbacks) callback();
    },
  };
}

/** For whatever waits as long as its own time-out says. */
export const ENDLESS: Patience = createPatience();
