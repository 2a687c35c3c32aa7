import type { Later } from '../../core/timing/clock.ts';

/** Waits this many milliseconds, or less if the signal is aborted earlier. Never rejects. */
export function pause(ms: number, later: Later, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const end = () => {
      cancel();
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const cancel = later(ms, end);
    signal?.addEventListener('abort', end, { once: true });
  });
}
