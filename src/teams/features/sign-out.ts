import { type Actor, ownerOf } from '../../core/tokens/token.ts';
import type { Card } from '../cards/reply.ts';
import { toActor } from '../cards/reply.ts';
import { noSignInCard, signedOutCard } from './account.ts';
import { change } from './action-entry.ts';
import { command, noArgument } from './command-entry.ts';
import type { FeatureDeps } from './feature-deps.ts';
import { noInput } from './input-fields.ts';

/** Forgets the actor's sign-ins, and stops looking at their tokens in the background. */
export async function signOut(_input: object, actor: Actor, deps: FeatureDeps): Promise<Card> {
  if (deps.signIn === undefined) return noSignInCard(deps.sentences);
  await deps.signIn.forget(ownerOf(actor));
  const { say } = deps.sentences;
  return signedOutCard(say('reply.signedOut.title'), say('reply.signedOut.text'), deps.sentences);
}

/** The command `signout`. */
export const signOutCommand = command({
  name: 'signout',
  help: { does: 'command.signout.does' },
  inManifest: 'command.signout.list',
  signIn: true,
  read: noArgument,
  run: async (_none, { actor, deps }) => toActor(await signOut({}, actor, deps)),
});

/** The button that ends a sign-in. */
export const signOutActions = { 'sign-out': change(noInput, signOut) };
