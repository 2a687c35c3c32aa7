import { withDeadline } from '../../core/timing/deadline.ts';

export interface ReadinessDeps {
  /** Rejects while the service can't work. */
  ready(): Promise<void>;
  /** The longest that one who asks waits, milliseconds. */
  readonly timeoutMs: number;
}

/**
 * Makes the check whether the service can work: it rejects when that fails, or takes too long. Whoever asks while a check
 * runs shares it: anybody may ask, and a store that hangs must not lose a connection to each who does.
 */
export function createReadiness({ ready, timeoutMs }: ReadinessDeps): () => Promise<void> {
  let checking: Promise<void> | undefined;
  return () => {
    checking ??= ready().finally(() => {
      checking = undefined;
    });
    return withDeadline(checking, timeoutMs);
  };
}
