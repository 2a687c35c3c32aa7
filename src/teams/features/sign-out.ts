import { type Actor, ownerOf } from '../../core/tokens/token.ts';
import type { Card } from '../cards/reply.ts';
import { NO_SIGN_IN, signedOutCard } from './account.ts';
import type { FeatureDeps } from './feature-deps.ts';

/** Forgets the actor's sign-ins, and stops looking at their tokens in the background. */
export async function signOut(_input: object, actor: Actor, deps: FeatureDeps): Promise<Card> {
  if (deps.signIn === undefined) return NO_SIGN_IN;
  await deps.signIn.forget(ownerOf(actor));
  return signedOutCard(
    'You are signed out',
    'I have forgotten your sign-in. Your tokens go on working, and I still remind you of those that I know.',
  );
}
