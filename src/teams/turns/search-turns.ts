import { isSignInNeeded, PatkeeperError } from '../../core/errors.ts';
import { Secret } from '../../core/secrets/secret.ts';
import { ownerOf } from '../../core/tokens/token.ts';
import { type Json, objectOf, textOf } from '../cards/invoke-value.ts';
import type { InvokeResponse } from '../channel/activity.ts';
import { searchMyTokens } from '../features/my-tokens.ts';
import { maySignInSilently, startSignIn } from '../sign-in/ask.ts';
import { confirmOnce } from '../sign-in/confirm-once.ts';
import { isCancelled, stillNotEnough } from '../sign-in/failure.ts';
import { respondInTime } from './respond-in-time.ts';
import type { Turn, TurnDeps } from './turn.ts';

const LONGEST_TOKEN = 50_000;
/** What Teams asks for on desktops, where it says so. */
const USUAL_COUNT = 25;

/** `composeExtension/query`: the person's tokens; before that, their sign-in: silently, then on the page, then no more. */
export function search(value: Json, turn: Turn, deps: TurnDeps): Promise<InvokeResponse> {
  const work = () => searchOrSignIn(value, turn, deps);
  return respondInTime(turn, deps, work, ({ sentence }) => deps.responses.noResults(sentence));
}

async function searchOrSignIn(value: Json, turn: Turn, deps: TurnDeps): Promise<InvokeResponse> {
  const { signIn, responses } = deps;
  const state = textOf(value, 'state');
  const token = textOf(objectOf(value['authentication']), 'token', LONGEST_TOKEN);
  const person = ownerOf(turn.actor);
  if (isCancelled(state)) return responses.noResults(deps.sentences.say('reply.search.notSignedIn'));
  if (state !== '' && signIn !== undefined) await confirmOnce(person, state, signIn, deps);
  try {
    return await answerSearch(value, turn, deps);
  } catch (error) {
    if (!isSignInNeeded(error) || signIn === undefined) throw error;
    if (state !== '') throw stillNotEnough(error);
    const silently = maySignInSilently(error);
    if (silently && token !== '') return withTeamsToken(new Secret(token), value, turn, deps, error);
    const url = await startSignIn(error, turn.actor, signIn);
    return responses.extensionSignIn(silently ? 'silentAuth' : 'auth', url);
  }
}

/** Teams brought its own token: searches with it, or asks for the page where that is not enough. */
async function withTeamsToken(
  token: Secret,
  value: Json,
  turn: Turn,
  deps: TurnDeps,
  needed: PatkeeperError,
): Promise<InvokeResponse> {
  const { signIn } = deps;
  if (signIn === undefined) throw needed;
  try {
    await signIn.exchange(ownerOf(turn.actor), token);
    return await answerSearch(value, turn, deps);
  } catch (error) {
    if (!isSignInNeeded(error)) throw error;
    return deps.responses.extensionSignIn('auth', await startSignIn(error, turn.actor, signIn));
  }
}

async function answerSearch(value: Json, turn: Turn, deps: TurnDeps): Promise<InvokeResponse> {
  if (value['commandId'] !== 'myTokens') throw unknownCommand();
  const words = parameter(value, 'query');
  const asked = objectOf(value['queryOptions']);
  const query = {
    words,
    skip: whole(asked['skip'], 0),
    count: whole(asked['count'], USUAL_COUNT) || USUAL_COUNT,
  };
  const { results, more, signInNeeded } = await searchMyTokens(query, turn.actor, deps);
  if (results.length > 0 || query.skip > 0) return deps.responses.results(results, more);
  const { say } = deps.sentences;
  const none = words === '' ? say('reply.search.noTokens') : say('reply.search.noMatch');
  const elsewhere = signInNeeded ? say('reply.search.signInForMore') : '';
  return deps.responses.noResults(`${none} ${elsewhere}`.trim());
}

function parameter(value: Json, name: string): string {
  const parameters = Array.isArray(value['parameters']) ? value['parameters'] : [];
  const found = parameters.map(objectOf).find((entry) => entry['name'] === name);
  return found === undefined ? '' : textOf(found, 'value');
}

/** A whole number as clients send it; the usual one where it is none. */
function whole(given: unknown, usual: number): number {
  const number = typeof given === 'string' && given !== '' ? Number(given) : given;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : usual;
}

function unknownCommand(): PatkeeperError {
  return new PatkeeperError('invalid-input.search-unknown');
}
