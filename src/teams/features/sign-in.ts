import { z } from 'zod';
import { isSignInNeeded, type PatkeeperError } from '../../core/errors.ts';
import { bareName } from '../../core/tokens/name-match.ts';
import { signInNeeded } from '../../core/tokens/refusals.ts';
import { type Actor, ownerOf } from '../../core/tokens/token.ts';
import type { Card } from '../cards/reply.ts';
import { toActor } from '../cards/reply.ts';
import { PageSignInNeeded } from '../sign-in/page-sign-in-needed.ts';
import { noSignInCard, whoami } from './account.ts';
import { change } from './action-entry.ts';
import { command } from './command-entry.ts';
import type { FeatureDeps } from './feature-deps.ts';

/**
 * Demands a sign-in by its error, as every feature that lacks one does. Who has signed in silently is sent to the page,
 * which alone gives a sign-in that works in the background; who has done that sees their account, unless it is `again` or
 * Azure DevOps takes it no more.
 */
export async function signIn({ again }: { again: boolean }, actor: Actor, deps: FeatureDeps): Promise<Card> {
  if (deps.signIn === undefined) return noSignInCard(deps.sentences);
  const account = await deps.signIn.account(ownerOf(actor));
  if (account === undefined) throw signInNeeded();
  if (again) throw new PageSignInNeeded('sign-in-needed.page-again');
  if (!account.background) throw new PageSignInNeeded('sign-in-needed.page-too');
  // Kept here, and not accepted there any more: asked for by name, it must not come to nothing.
  const problem = await whyNotSignedIn(actor, deps);
  if (problem !== undefined) throw problem;
  return whoami(actor, deps);
}

async function whyNotSignedIn(actor: Actor, deps: FeatureDeps): Promise<PatkeeperError | undefined> {
  try {
    const { signInNeeded: needed } = await deps.tokenService.organizations(actor);
    return needed ? signInNeeded() : undefined;
  } catch (error) {
    return isSignInNeeded(error) ? error : undefined;
  }
}

/** Demands the sign-in that a list of nothing lacks, unless the actor can also have tokens without any. */
export async function signInFirst(
  { problem, total }: { readonly problem?: PatkeeperError | undefined; readonly total: number },
  actor: Actor,
  deps: FeatureDeps,
): Promise<void> {
  if (total > 0 || !isSignInNeeded(problem)) return;
  // The organizations may be remembered from before a challenge, and say nothing of it.
  if (problem.signIn?.claims !== undefined) throw problem;
  await deps.tokenService.organizations(actor);
}

/** The command `signin`, with the code that the sign-in page showed; empty to begin. */
export const signInCommand = command({
  name: 'signin',
  help: { does: 'command.signin.does' },
  inManifest: 'command.signin.list',
  signIn: true,
  read: (words) => ({ code: bareName(words.join('')) }),
  run: async (_code, { actor, deps }) => toActor(await signIn({ again: false }, actor, deps)),
});

/** The buttons that begin a sign-in. */
export const signInActions = { 'sign-in': change(z.object({ again: z.boolean().catch(false) }), signIn) };
