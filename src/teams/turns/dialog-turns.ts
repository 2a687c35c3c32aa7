import { isSignInNeeded, PatkeeperError } from '../../core/errors.ts';
import { CODE_FIELD } from '../../core/sign-in.ts';
import { ownerOf } from '../../core/tokens/token.ts';
import { sayError } from '../../sentences/say-error.ts';
import { type Json, textOf } from '../cards/invoke-value.ts';
import type { DialogReply } from '../cards/reply.ts';
import type { InvokeResponse } from '../channel/activity.ts';
import { openCheck } from '../features/check-message.ts';
import { startSignIn } from '../sign-in/ask.ts';
import { confirmOnce } from '../sign-in/confirm-once.ts';
import { readSignInPage, signInPage } from '../sign-in/dialog-page.ts';
import { isCancelled, stillNotEnough } from '../sign-in/failure.ts';
import { CLOSE, dataToTryAgain, runDialogAction } from './actions.ts';
import { readUsedMessage } from './message-payload.ts';
import { problemDialog, problemOf } from './problem.ts';
import { respondInTime } from './respond-in-time.ts';
import type { Turn, TurnDeps } from './turn.ts';

/** Opens or submits a dialog; answers with its next page. */
export async function dialogPage(data: Json, turn: Turn, deps: TurnDeps): Promise<InvokeResponse> {
  // Closing must work whatever else does not: the person is done.
  if (data['verb'] === CLOSE) return deps.responses.dialog('close');
  // A page that comes too late is followed as well: it may show a secret that now nobody gets.
  return pageInTime(data, turn, deps, async () => show(await nextPage(data, turn, deps), turn, deps));
}

function show(reply: DialogReply, { actor }: Turn, deps: TurnDeps): InvokeResponse {
  const response = deps.responses.dialog(reply);
  if (reply !== 'close' && reply.secretOf !== undefined)
    deps.deliveries?.expect(response, actor, reply.secretOf);
  return response;
}

/**
 * Opens a dialog from the messaging extension. Teams' own sign-in window needs no code to be typed, but it can only stand
 * before the first page: later there would be nothing to carry what was filled in, and the dialog asks by itself. The same
 * if the window did not help.
 */
export async function openFromExtension(value: Json, turn: Turn, deps: TurnDeps): Promise<InvokeResponse> {
  if (value['commandId'] === 'checkMessage') return openMessageCheck(value, turn, deps);
  const data = { verb: value['commandId'] === 'newToken' ? 'create.open' : '' };
  const state = textOf(value, 'state');
  if (state !== '')
    return dialogPage(isCancelled(state) ? data : { ...data, [CODE_FIELD]: state }, turn, deps);
  return pageInTime(data, turn, deps, async () => {
    try {
      return deps.responses.dialog(await runDialogAction(data.verb, data, turn.actor, deps));
    } catch (error) {
      if (!isSignInNeeded(error) || deps.signIn === undefined) throw error;
      return deps.responses.extensionSignIn('auth', await startSignIn(error, turn.actor, deps.signIn));
    }
  });
}

/** Nothing of the message goes into a response, not even to try again: it is in Teams, where the action can be used again. */
function openMessageCheck(value: Json, turn: Turn, deps: TurnDeps): Promise<InvokeResponse> {
  return pageInTime({}, turn, deps, async () =>
    deps.responses.dialog(await openCheck(readUsedMessage(value), turn.actor, deps)),
  );
}

/** Signs in with the code that was typed, if there is one, and continues what was asked for. Asks again if need be. */
async function nextPage(data: Json, turn: Turn, deps: TurnDeps): Promise<DialogReply> {
  const { asked, code } = readSignInPage(data);
  const problem = code === undefined ? '' : await confirm(code, turn, deps);
  try {
    return await runDialogAction(asked['verb'], asked, turn.actor, deps);
  } catch (error) {
    if (!isSignInNeeded(error) || deps.signIn === undefined) throw error;
    return signInPage({
      error,
      asked,
      problem,
      actor: turn.actor,
      signIn: deps.signIn,
      sentences: deps.sentences,
    });
  }
}

/** What the page says if the person still has to sign in after this. */
async function confirm(code: string, turn: Turn, deps: TurnDeps): Promise<string> {
  if (code === '') return deps.sentences.say('form.codeMissing');
  try {
    if (deps.signIn !== undefined) await confirmOnce(ownerOf(turn.actor), code, deps.signIn, deps);
    return sayError(stillNotEnough(), deps.sentences);
  } catch (error) {
    if (!(error instanceof PatkeeperError)) throw error;
    return problemOf(error, deps).sentence;
  }
}

function pageInTime(
  data: Json,
  turn: Turn,
  deps: TurnDeps,
  work: () => Promise<InvokeResponse>,
): Promise<InvokeResponse> {
  // A code works once, so another try continues without it.
  const { asked } = readSignInPage(data);
  return respondInTime(turn, deps, work, (problem) =>
    deps.responses.dialog(problemDialog(problem, dataToTryAgain(asked), deps.sentences)),
  );
}
