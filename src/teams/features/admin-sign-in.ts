import { z } from 'zod';
import { PatkeeperError } from '../../core/errors.ts';
import type { Actor } from '../../core/tokens/token.ts';
import { sayError, sayFirst } from '../../sentences/say-error.ts';
import { messageCard } from '../cards/message-card.ts';
import { type Card, type ChatReply, toActor } from '../cards/reply.ts';
import { type AdminDeps, adminChange, adminDeps, adminView } from './admin-entry.ts';
import { goOn } from './admin-go-on.ts';
import type { FeatureDeps } from './feature-deps.ts';
import { noInput, optionalText } from './input-fields.ts';

/** What a sign-in interrupted: what to do with which request; both empty for nothing. */
export interface Interrupted {
  readonly jobId: string;
  readonly act: string;
}

/** The data of the card that this file makes. */
declare module '../cards/card-data.ts' {
  interface CardData {
    'admin-sign-in': Summarised & {
      readonly text: string;
      readonly url: string;
      readonly problem: string;
      readonly jobId: string;
      readonly act: string;
    };
  }
}

/** Asks an administrator to prove again who they are, and carries what they want to do afterwards. */
export async function askToSignInAgain(
  { jobId, act }: Interrupted,
  actor: Actor,
  deps: AdminDeps,
  problem = '',
): Promise<Card> {
  const { say } = deps.sentences;
  const url = await deps.administration.startSignIn(actor);
  const text = say('error.fresh-sign-in-needed');
  return { card: 'admin-sign-in', data: { summary: text, text, url, problem, jobId, act } };
}

/** Asks for a sign-in by itself. */
export function signInAgain(_none: object, actor: Actor, deps: AdminDeps): Promise<Card> {
  return askToSignInAgain({ jobId: '', act: '' }, actor, deps);
}

/** Does what needs a fresh sign-in, or asks for that. */
export async function whenFresh(
  interrupted: Interrupted,
  actor: Actor,
  deps: AdminDeps,
  work: () => Promise<Card>,
): Promise<Card> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof PatkeeperError) || error.code !== 'fresh-sign-in-needed') throw error;
    return askToSignInAgain(interrupted, actor, deps);
  }
}

async function confirmSignIn(
  { code, ...interrupted }: Interrupted & { readonly code: string },
  actor: Actor,
  deps: AdminDeps,
): Promise<Card> {
  try {
    await deps.administration.confirmSignIn(actor, code);
  } catch (error) {
    if (!(error instanceof PatkeeperError) || error.code !== 'invalid-input') throw error;
    return askToSignInAgain(interrupted, actor, deps, sayFirst(error, deps.sentences));
  }
  return whenFresh(interrupted, actor, deps, () => goOn(interrupted, actor, deps));
}

/** A code that was typed into the chat: it may be what first tells that somebody has a role. Undefined where it tells nothing. */
export async function enterWithCode(
  code: string,
  actor: Actor,
  deps: FeatureDeps,
): Promise<ChatReply | undefined> {
  const { administration, sentences } = deps;
  if (administration === undefined || actor.place !== 'personal') return undefined;
  try {
    await administration.confirmSignIn(actor, code);
  } catch (error) {
    if (!(error instanceof PatkeeperError) || error.code !== 'invalid-input') throw error;
    if ((await adminDeps(actor, deps)) === undefined) return undefined;
    return toActor(messageCard(sayError(error, sentences), '', { color: 'warning' }));
  }
  const known = await adminDeps(actor, deps);
  return known === undefined
    ? undefined
    : toActor(messageCard(sentences.say('admin.signedIn'), sentences.say('admin.signedInText')));
}

const codeInput = z.object({ code: optionalText, jobId: optionalText, act: optionalText });

/** The buttons of signing in again. */
export const adminSignInActions = {
  'admin.sign-in.ask': adminView(noInput, signInAgain),
  'admin.sign-in': adminChange(codeInput, confirmSignIn),
};
