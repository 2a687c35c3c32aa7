import type { PlainReason } from '../../core/error-reasons.ts';
import { PatkeeperError } from '../../core/errors.ts';
import { signInNeeded } from '../../core/tokens/refusals.ts';
import type { Failure } from './outcome.ts';
import { refusalOf } from './pat-errors.ts';

/** A failed call of Azure DevOps as its person is told about it. */
export function errorOf(failure: Failure): PatkeeperError {
  switch (failure.kind) {
    case 'refused':
      return refusalOf(failure.error, failure.message);
    case 'signed-out':
      return signInNeeded(undefined, new Error('Azure DevOps did not accept the access token'));
    case 'claims':
      return signInNeeded(failure.claims, new Error('Azure DevOps challenged the access token'));
    case 'forbidden':
      return new PatkeeperError('refused.azure-devops-forbids');
    case 'not-found':
      return notThere();
    case 'throttled':
      return throttled(failure.retryAfterMs);
    case 'unavailable':
      return new PatkeeperError('unreachable.azure-devops', {}, { cause: new Error(failure.reason) });
    case 'lost':
      return lost('lost.maybe-done', failure.reason);
  }
}

/** What was asked about a token or organization that the service doesn't know. */
export function notThere(): PatkeeperError {
  return new PatkeeperError('not-found.at-authority');
}

/** The person left the organization, or was removed from it. */
export function notAMember(): PatkeeperError {
  return new PatkeeperError('refused.not-a-member');
}

/** A change whose answer was lost: what became of it, and why the answer was lost. */
export function lost(fate: Extract<PlainReason, `lost.${string}`>, why: string): PatkeeperError {
  return new PatkeeperError(fate, {}, { cause: new Error(why) });
}

function throttled(ms: number): PatkeeperError {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  return seconds <= 90
    ? new PatkeeperError('throttled.seconds', { seconds })
    : new PatkeeperError('throttled.minutes', { minutes: Math.ceil(seconds / 60) });
}
