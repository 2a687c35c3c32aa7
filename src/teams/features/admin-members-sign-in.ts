import { z } from 'zod';
import { PatkeeperError } from '../../core/errors.ts';
import type { Actor } from '../../core/tokens/token.ts';
import type { Card } from '../cards/reply.ts';
import type { AdminDeps } from './admin-entry.ts';
import { orAskToSignIn } from './admin-sign-in-steps.ts';
import { optionalText, typedText } from './input-fields.ts';

/** What administrators do with the members of an organization; `act` is what a sign-in interrupted, and empty for nothing. */
export const membersInput = z.object({
  act: optionalText,
  organization: typedText,
  words: typedText,
  member: optionalText,
});
export type MembersInput = z.infer<typeof membersInput>;

/** Nothing asked for yet. */
export const NO_MEMBER: MembersInput = { act: '', organization: '', words: '', member: '' };

/** The data of the card that this file makes. */
declare module '../cards/card-data.ts' {
  interface CardData {
    'admin-members-sign-in': Summarised & {
      readonly text: string;
      readonly url: string;
      readonly problem: string;
      readonly act: string;
      readonly organization: string;
      readonly sought: string;
      readonly member: string;
    };
  }
}

/** Asks an administrator to sign in at the authority, and carries what they want to do afterwards. */
export async function askToSignInThere(
  { act, organization, words, member }: MembersInput,
  actor: Actor,
  deps: AdminDeps,
  { claims, problem = '' }: { readonly claims?: string | undefined; readonly problem?: string } = {},
): Promise<Card> {
  const { members } = deps.administration;
  if (members === undefined) throw new PatkeeperError('invalid-input.button-unknown');
  const text = deps.sentences.say('admin.members.signInText');
  const url = await members.startSignIn(actor, claims);
  return {
    card: 'admin-members-sign-in',
    data: { summary: problem || text, text, url, problem, act, organization, sought: words, member },
  };
}

/** Does what needs a sign-in at the authority, or asks for that. */
export function whenSignedInThere(
  interrupted: MembersInput,
  actor: Actor,
  deps: AdminDeps,
  work: () => Promise<Card>,
): Promise<Card> {
  return orAskToSignIn('authority-sign-in-needed', work, ({ signIn }) =>
    askToSignInThere(interrupted, actor, deps, { claims: signIn?.claims }),
  );
}
