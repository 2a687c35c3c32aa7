import type { InvokeResponse } from 'botbuilder';
import type { SignIn } from '../../core/sign-in.ts';
import { type Json, record } from '../cards/invoke-value.ts';
import { runCardAction } from './actions.ts';
import { orSignIn, sendSignIn, showToActor } from './answer.ts';
import { dialogPage, openFromExtension } from './dialog-turns.ts';
import { inTime } from './in-time.ts';
import { interruptedButton } from './interrupted.ts';
import { problemOf } from './problem.ts';
import { search } from './search-turns.ts';
import { onSignInFailure, onTokenExchange, onVerifyState } from './sign-in-turns.ts';
import type { Turn, TurnDeps } from './turn.ts';

type InvokeHandler = (value: Json, turn: Turn, deps: TurnDeps) => Promise<InvokeResponse>;
type SignInHandler = (value: Json, turn: Turn, deps: TurnDeps, signIn: SignIn) => Promise<InvokeResponse>;

/** The HTTP status of what this bot does not do. */
const NOT_IMPLEMENTED: InvokeResponse = { status: 501 };

/** What Teams may ask, by the invoke's name. */
const INVOKES: Readonly<Record<string, InvokeHandler>> = {
  'adaptiveCard/action': pressButton,
  'task/fetch': (value, turn, deps) => dialogPage(record(value['data']), turn, deps),
  'task/submit': (value, turn, deps) => dialogPage(record(value['data']), turn, deps),
  'composeExtension/fetchTask': openFromExtension,
  'composeExtension/submitAction': (value, turn, deps) => dialogPage(record(value['data']), turn, deps),
  'composeExtension/query': search,
  'signin/tokenExchange': whereSignedIn(onTokenExchange),
  'signin/verifyState': whereSignedIn(onVerifyState),
  'signin/failure': whereSignedIn(onSignInFailure),
};

/** Answers an invoke; 501 for one that this bot does not know. */
export async function onInvoke(turn: Turn, deps: TurnDeps): Promise<InvokeResponse> {
  const { name = '', value } = turn.context.activity;
  const handler = Object.hasOwn(INVOKES, name) ? INVOKES[name] : undefined;
  return handler === undefined ? NOT_IMPLEMENTED : handler(record(value), turn, deps);
}

async function pressButton(value: Json, turn: Turn, deps: TurnDeps): Promise<InvokeResponse> {
  const { verb, data } = record(value['action']);
  try {
    const answer = await inTime(turn, deps, () =>
      orSignIn(
        turn,
        deps,
        async () => showToActor(turn, await runCardAction(verb, data, turn.actor, deps), deps),
        () => interruptedButton(verb, data),
      ),
    );
    // The card that was pressed stays as it is: the person may not want to sign in.
    if (!('card' in answer)) {
      return deps.responses.sentence((await sendSignIn(turn, answer, deps)).data.summary);
    }
    return turn.unseen ? deps.responses.card(answer) : deps.responses.sentence(answer.data.summary);
  } catch (error) {
    return deps.responses.sentence(problemOf(error, deps.log).sentence);
  }
}

function whereSignedIn(handler: SignInHandler): InvokeHandler {
  return async (value, turn, deps) =>
    deps.signIn === undefined ? NOT_IMPLEMENTED : handler(value, turn, deps, deps.signIn);
}
