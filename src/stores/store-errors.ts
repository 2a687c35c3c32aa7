import { PatkeeperError } from '../core/errors.ts';

/** What a caller gets when the disk fails under a running store; the cause is for the log. */
export function storeUnavailable(cause: unknown): PatkeeperError {
  if (cause instanceof PatkeeperError) return cause;
  const sentence =
    'Patkeeper can’t reach its storage right now, so this was not done. Try again in a few minutes.';
  return new PatkeeperError('store-unavailable', sentence, { cause });
}

/** Why the store will not open, and what the administrator can do about it. */
export function storeRefused(sentence: string, cause?: unknown): PatkeeperError {
  return new PatkeeperError('store-refused', sentence, cause === undefined ? {} : { cause });
}
