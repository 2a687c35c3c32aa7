import { OperatorError, PatkeeperError } from '../core/errors.ts';

/** What a caller gets when the disk fails under a running store; the cause is for the log. */
export function storeUnavailable(cause: unknown): PatkeeperError {
  if (cause instanceof PatkeeperError) return cause;
  return new PatkeeperError('store-unavailable', {}, { cause });
}

/** Why the store will not open, and what the administrator can do about it. */
export function storeRefused(sentence: string, cause?: unknown): PatkeeperError {
  return new OperatorError('store-refused', sentence, cause === undefined ? {} : { cause });
}
