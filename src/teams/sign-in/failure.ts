import { PatkeeperError } from '../../core/errors.ts';
import type { Sentences } from '../../sentences/sentences.ts';

/** The codes of `signin/failure` that Teams documents, and which of them only an administrator can mend. */
const FAILURES: Readonly<Record<string, 'setup' | 'person'>> = {
  installappfailed: 'person',
  authrequestfailed: 'person',
  installedappnotfound: 'setup',
  invokeerror: 'person',
  resourcematchfailed: 'setup',
  oauthcardnotvalid: 'setup',
  tokenmissing: 'setup',
  userconsentrequired: 'person',
  interactionrequired: 'person',
};

/** What the person does next after Teams' own sign-in failed. A code that Teams doesn't document is not repeated. */
export function failureSentence(
  given: unknown,
  { say }: Sentences,
): { readonly code: string; readonly sentence: string } {
  const known = typeof given === 'string' && Object.hasOwn(FAILURES, given);
  const code = known ? given : 'unknown';
  const next = say('reply.signIn.useButton');
  const sentence = FAILURES[code] === 'setup' ? `${next} ${say('reply.signIn.tellAdmin', { code })}` : next;
  return { code, sentence };
}

/** Whether Teams sent this in the place of a code because the person closed the page. */
export function isCancelled(state: string): boolean {
  return state === 'CancelledByUser' || state === 'UserCancelledSignIn';
}

/** What ends an action whose sign-in was not enough, so that it asks for no other: `refused`. */
export function stillNotEnough(cause?: PatkeeperError): PatkeeperError {
  return new PatkeeperError('refused.sign-in-not-enough', {}, cause === undefined ? {} : { cause });
}
