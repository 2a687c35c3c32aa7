import type { SystemClock } from '../core/timing/clock.ts';
import { maskSecrets, printMasked } from './mask.ts';
import type { Trace } from './page/protocol.ts';
import type { PushStream } from './push-stream.ts';

const KEPT = 300;

interface TraceStart {
  readonly direction: Trace['direction'];
  readonly what: string;
  readonly body: unknown;
}

interface TraceEnd {
  readonly status: number;
  readonly answer?: unknown;
  readonly warning?: string;
}

export interface Traces {
  /** Records the beginning of an exchange; the result records its end. */
  begin(start: TraceStart): (end: TraceEnd) => void;
  all(): readonly Trace[];
}

/** Makes the inspector's memory: the latest exchanges, every secret masked before anything is kept or streamed. */
export function createTraces({ clock, stream }: { clock: SystemClock; stream: PushStream }): Traces {
  const kept = new Map<number, Trace>();
  let last = 0;
  function keep(trace: Trace): void {
    kept.set(trace.id, trace);
    for (const id of kept.keys()) if (id <= last - KEPT) kept.delete(id);
    stream.publish({ type: 'trace', trace });
  }
  return {
    begin({ direction, what, body }) {
      last += 1;
      const begun = performance.now();
      const trace: Trace = { id: last, at: clock.now(), direction, what, body: printMasked(body) };
      keep(trace);
      return ({ status, answer, warning }) =>
        keep({
          ...trace,
          status,
          ms: Math.round(performance.now() - begun),
          ...(answer === undefined ? {} : { answer: printMasked(answer) }),
          ...(warning === undefined ? {} : { warning: maskSecrets(warning) }),
        });
    },
    all: () => [...kept.values()],
  };
}
