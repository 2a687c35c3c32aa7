import { z } from 'zod';
import type { Actor } from '../../core/tokens/token.ts';
import { sayError } from '../../sentences/say-error.ts';
import { messageCard } from '../cards/message-card.ts';
import { type Card, type ChatReply, toActor } from '../cards/reply.ts';
import { type AdminDeps, adminChange, adminDeps, adminView } from './admin-entry.ts';
import { goOn } from './admin-go-on.ts';
import { isWrongCode, orAskToSignIn, signInByCode } from './admin-sign-in-steps.ts';
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
export function whenFresh(
  interrupted: Interrupted,
  actor: Actor,
  deps: AdminDeps,
  work: () => Promise<Card>,
): Promise<Card> {
  return orAskToSignIn('fresh-sign-in-needed', work, () => askToSignInAgain(interrupted, actor, deps));
}

function confirmSignIn(
  { code, ...interrupted }: Interrupted & { readonly code: string },
  actor: Actor,
  deps: AdminDeps,
): Promise<Card> {
  return signInByCode({
    confirm: () => deps.administration.confirmSignIn(actor, code),
    askAgain: (problem) => askToSignInAgain(interrupted, actor, deps, problem),
    goOn: () => whenFresh(interrupted, actor, deps, () => goOn(interrupted, actor, deps)),
    sentences: deps.sentences,
  });
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
    if (!isWrongCode(error)) throw error;
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
