import { randomUUID } from 'node:crypto';
import type { PatkeeperError } from '../../core/errors.ts';
import type { SignIn } from '../../core/sign-in.ts';
import { type Actor, ownerOf } from '../../core/tokens/token.ts';
import { sayError } from '../../sentences/say-error.ts';
import type { Sentences } from '../../sentences/sentences.ts';
import type { SignInAsk } from '../cards/reply.ts';
import type { Message } from '../channel/activity.ts';
import { PageSignInNeeded } from './page-sign-in-needed.ts';

const OAUTH_CARD = 'application/vnd.microsoft.card.oauth';

/** Starts the sign-in that an error demands. Silent exchange can't answer a challenge, so none is offered then. */
export async function askToSignIn(
  error: PatkeeperError,
  actor: Actor,
  signIn: SignIn,
  sentences: Sentences,
): Promise<SignInAsk> {
  const url = await startSignIn(error, actor, signIn);
  const text = whySignIn(error, sentences);
  return maySignInSilently(error) ? { text, url, exchangeResource: signIn.exchangeResource } : { text, url };
}

/** Whether Teams' own token may be enough. */
export function maySignInSilently(error: PatkeeperError): boolean {
  return error.signIn?.claims === undefined && !(error instanceof PageSignInNeeded);
}

/** The address of the page for the sign-in that an error demands. */
export function startSignIn(
  { signIn: demand }: PatkeeperError,
  actor: Actor,
  signIn: SignIn,
): Promise<string> {
  const claims = demand?.claims;
  return signIn.start(ownerOf(actor), claims === undefined ? {} : { claims });
}

/** Why the person has to sign in, and what comes then. */
export function whySignIn(error: PatkeeperError, sentences: Sentences): string {
  if (error instanceof PageSignInNeeded) return sayError(error, sentences);
  return error.signIn?.claims === undefined
    ? sentences.say('signIn.text')
    : sentences.say('signIn.challenge');
}

/** The message with Teams' sign-in card (Bot Framework's OAuthCard without a connection of the Azure Bot). */
export function signInActivity({ text, url, exchangeResource: uri }: SignInAsk, { say }: Sentences): Message {
  const content = {
    text,
    connectionName: '',
    // Every client of the person exchanges by itself; by the id we tell that it is the same request.
    ...(uri === undefined ? {} : { tokenExchangeResource: { id: randomUUID(), uri } }),
    buttons: [{ type: 'signin', title: say('card.any.signIn'), value: url }],
  };
  return { type: 'message', attachments: [{ contentType: OAUTH_CARD, content }], summary: text };
}
