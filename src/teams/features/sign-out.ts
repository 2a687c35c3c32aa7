import { type Actor, ownerOf } from '../../core/tokens/token.ts';
import type { Card } from '../cards/reply.ts';
import { toActor } from '../cards/reply.ts';
import { NO_SIGN_IN, signedOutCard } from './account.ts';
import { change } from './action-entry.ts';
import { command, noArgument } from './command-entry.ts';
import type { FeatureDeps } from './feature-deps.ts';
import { noInput } from './input-fields.ts';

/** Forgets the actor's sign-ins, and stops looking at their tokens in the background. */
export async function signOut(_input: object, actor: Actor, deps: FeatureDeps): Promise<Card> {
  if (deps.signIn === undefined) return NO_SIGN_IN;
  await deps.signIn.forget(ownerOf(actor));
  return signedOutCard(
    'You are signed out',
    'I have forgotten your sign-in. Your tokens go on working, and I still remind you of those that I know.',
  );
}

/** The command `signout`. */
export const signOutCommand = command({
  name: 'signout',
  words: ['signout', 'sign out', 'sign-out', 'logout', 'log out', 'log-out'],
  help: { does: 'Make me forget your sign-in' },
  inManifest: 'Make Patkeeper forget your sign-in',
  signIn: true,
  read: noArgument,
  run: async (_none, { actor, deps }) => toActor(await signOut({}, actor, deps)),
});

/** The button that ends a sign-in. */
export const signOutActions = { 'sign-out': change(noInput, signOut) };
