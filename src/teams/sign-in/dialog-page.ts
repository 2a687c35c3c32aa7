import type { PatkeeperError } from '../../core/errors.ts';
import { CODE_FIELD, type SignIn } from '../../core/sign-in.ts';
import type { Actor } from '../../core/tokens/token.ts';
import type { Sentences } from '../../sentences/sentences.ts';
import { type Json, withoutTeamsPart } from '../cards/invoke-value.ts';
import type { Dialog } from '../cards/reply.ts';
import { startSignIn, whySignIn } from './ask.ts';

/** The data of the card that this file makes. */
declare module '../cards/card-data.ts' {
  interface CardData {
    'sign-in': Summarised & {
      readonly text: string;
      readonly url: string;
      readonly problem: string;
      /** What the person had asked for: the verb and data of the button that goes on. */
      readonly next: object;
    };
  }
}

interface AskedPage {
  /** Why a sign-in is needed. */
  readonly error: PatkeeperError;
  /** The verb and data of what goes on then. */
  readonly asked: Json;
  /** What was wrong with the last try; empty at first. */
  readonly problem: string;
  readonly actor: Actor;
  readonly signIn: SignIn;
  readonly sentences: Sentences;
}

/** The page of a dialog that asks the person to sign in. Its button carries what they had asked for. */
export async function signInPage({
  error,
  asked,
  problem,
  actor,
  signIn,
  sentences,
}: AskedPage): Promise<Dialog> {
  const title = sentences.say('card.any.signIn');
  return {
    title,
    height: 'medium',
    card: {
      card: 'sign-in',
      data: {
        summary: title,
        text: whySignIn(error, sentences),
        url: await startSignIn(error, actor, signIn),
        problem,
        next: withoutTeamsPart(asked),
      },
    },
  };
}

/** Takes apart what was submitted: what was asked for, and the code if it came from the sign-in page. */
export function readSignInPage(data: Json): { readonly asked: Json; readonly code?: string } {
  const { [CODE_FIELD]: code, ...asked } = data;
  return typeof code === 'string' ? { asked, code: code.replace(/\s+/g, '').slice(0, 200) } : { asked };
}
