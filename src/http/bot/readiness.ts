import { withDeadline } from '../../core/timing/deadline.ts';
import { createSingleFlight } from '../../core/timing/single-flight.ts';

export interface ReadinessDeps {
  /** Rejects while the service can't work. */
  ready(): Promise<void>;
  /** The longest that one who asks waits, milliseconds. */
  readonly timeoutMs: number;
}

/**
 * Creates the check whether the service can work. It rejects when the check fails or takes too long. Callers that ask while a
 * check runs share it: anyone may ask, and a store that hangs must not lose a connection to each of them.
 */
export function createReadiness({ ready, timeoutMs }: ReadinessDeps): () => Promise<void> {
  const checking = createSingleFlight<void>();
  return () => withDeadline(checking.run('ready', ready), timeoutMs);
}
