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
      return new PatkeeperError(
        'refused',
        'Azure DevOps does not allow you to do this in this organization. Ask its administrator for access.',
      );
    case 'not-found':
      return notThere();
    case 'throttled':
      return new PatkeeperError(
        'throttled',
        `Azure DevOps is busy and asks for a pause. Try again in ${inWords(failure.retryAfterMs)}.`,
      );
    case 'unavailable':
      return new PatkeeperError(
        'unreachable',
        'Azure DevOps can’t be reached at the moment. Try again in a few minutes.',
        { cause: new Error(failure.reason) },
      );
    case 'lost':
      return lost(
        'The answer from Azure DevOps was lost on the way, so this may be done. ' +
          'Look at your tokens in Azure DevOps before you try again.',
        failure.reason,
      );
  }
}

/** What was asked about a token or organization that the service doesn't know. */
export function notThere(): PatkeeperError {
  return new PatkeeperError(
    'not-found',
    'Azure DevOps does not find this token or its organization any more. ' +
      'Check in Azure DevOps whether the organization has a new name, or create a new token.',
  );
}

/** The person left the organization, or was removed from it. */
export function notAMember(): PatkeeperError {
  return new PatkeeperError(
    'refused',
    'You are not a member of this organization any more. Ask its administrator to let you in again.',
  );
}

/** A change whose answer was lost; the sentence says what became of it. */
export function lost(sentence: string, reason: string): PatkeeperError {
  return new PatkeeperError('lost', sentence, { cause: new Error(reason) });
}

function inWords(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  if (seconds <= 90) return seconds === 1 ? 'a second' : `${seconds} seconds`;
  return `${Math.ceil(seconds / 60)} minutes`;
}
