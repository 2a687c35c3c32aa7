import type { SignIn } from '../../core/sign-in.ts';
import { type Json, objectOf } from '../cards/invoke-value.ts';
import type { InvokeResponse } from '../channel/activity.ts';
import { onButton } from './chat-turns.ts';
import { dialogPage, openFromExtension } from './dialog-turns.ts';
import { search } from './search-turns.ts';
import { onSignInFailure, onTokenExchange, onVerifyState } from './sign-in-turns.ts';
import type { Turn, TurnDeps } from './turn.ts';

type InvokeHandler = (value: Json, turn: Turn, deps: TurnDeps) => Promise<InvokeResponse | undefined>;
type SignInHandler = (value: Json, turn: Turn, deps: TurnDeps, signIn: SignIn) => Promise<InvokeResponse>;

/** The HTTP status of what this bot does not do. */
const NOT_IMPLEMENTED: InvokeResponse = { status: 501 };

/** What Teams may ask, by the invoke's name. */
const INVOKES: Readonly<Record<string, InvokeHandler>> = {
  'adaptiveCard/action': (value, turn, deps) => {
    const { verb, data } = objectOf(value['action']);
    return onButton(verb, data, turn, deps);
  },
  'task/fetch': (value, turn, deps) => dialogPage(objectOf(value['data']), turn, deps),
  'task/submit': (value, turn, deps) => dialogPage(objectOf(value['data']), turn, deps),
  'composeExtension/fetchTask': openFromExtension,
  'composeExtension/submitAction': (value, turn, deps) => dialogPage(objectOf(value['data']), turn, deps),
  'composeExtension/query': search,
  'signin/tokenExchange': whereSignedIn(onTokenExchange),
  'signin/verifyState': whereSignedIn(onVerifyState),
  'signin/failure': whereSignedIn(onSignInFailure),
};

/** Answers an invoke; 501 for one that this bot does not know. */
export async function onInvoke(turn: Turn, deps: TurnDeps): Promise<InvokeResponse | undefined> {
  const { name = '', value } = turn.activity;
  const handler = Object.hasOwn(INVOKES, name) ? INVOKES[name] : undefined;
  return handler === undefined ? NOT_IMPLEMENTED : handler(objectOf(value), turn, deps);
}

function whereSignedIn(handler: SignInHandler): InvokeHandler {
  return async (value, turn, deps) =>
    deps.signIn === undefined ? NOT_IMPLEMENTED : handler(value, turn, deps, deps.signIn);
}
