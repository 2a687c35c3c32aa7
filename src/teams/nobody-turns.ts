import type { InvokeResponse, TurnContext } from 'botbuilder';
import { messageCard } from './features/message-card.ts';
import { record } from './invoke-value.ts';
import { cardActivity } from './messenger.ts';
import { problemDialog } from './problem.ts';
import type { TurnDeps } from './turn.ts';

type Responses = TurnDeps['responses'];

const TITLE = 'Sign in to Teams first';
const TEXT =
  'Patkeeper works only for people who are signed in to the organization. Join with your work account, then try again.';

/** What each kind of press is answered; what is not here is no press. */
const PRESSES: Readonly<Record<string, (responses: Responses) => InvokeResponse>> = {
  'adaptiveCard/action': (responses) => responses.sentence(TEXT),
  'task/fetch': dialog,
  'task/submit': dialog,
  'composeExtension/fetchTask': dialog,
  'composeExtension/submitAction': dialog,
  'composeExtension/query': (responses) => responses.noResults(TEXT),
};

/**
 * An activity that names no Entra account: a system event, of which nothing is to be done, or somebody who is in a meeting
 * without an account, who is told why nothing happens.
 */
export async function onNobody(context: TurnContext, deps: TurnDeps): Promise<void> {
  const { type, name = '', value } = context.activity;
  if (type === 'invoke') {
    const press = Object.hasOwn(PRESSES, name) ? PRESSES[name] : undefined;
    const answer = press === undefined ? { status: 200 } : press(deps.responses);
    await context.sendActivity({ type: 'invokeResponse', value: answer });
    return;
  }
  if (type === 'message' && 'verb' in record(value)) {
    await context.sendActivity(cardActivity(deps.renderer, messageCard(TITLE, TEXT, { color: 'warning' })));
    return;
  }
  deps.log.debug({ type }, 'activity without a person');
}

function dialog(responses: Responses): InvokeResponse {
  return responses.dialog(problemDialog({ code: 'invalid-input', sentence: TEXT }, {}));
}
