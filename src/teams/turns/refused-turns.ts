import { cardActivity } from '../cards/card-activity.ts';
import { objectOf } from '../cards/invoke-value.ts';
import { messageCard } from '../cards/message-card.ts';
import type { Activity, InvokeResponse } from '../channel/activity.ts';
import type { Refusal } from './membership.ts';
import { problemDialog } from './problem.ts';
import type { Turn, TurnDeps } from './turn.ts';

type Responses = TurnDeps['responses'];

/** Somebody who is in a meeting without an account. */
export const NOBODY: Refusal = {
  title: 'Sign in to Teams first',
  text: 'Patkeeper works only for people who are signed in to the organization. Join with your work account, then try again.',
};

/** What each kind of press is answered; what is not here is no press. */
const PRESSES: Readonly<Record<string, (responses: Responses, text: string) => InvokeResponse>> = {
  'adaptiveCard/action': (responses, text) => responses.sentence(text),
  'task/fetch': dialog,
  'task/submit': dialog,
  'composeExtension/fetchTask': dialog,
  'composeExtension/submitAction': dialog,
  'composeExtension/query': (responses, text) => responses.noResults(text),
};

/** Tells somebody who pressed or wrote something why it is not done. Of anything else nothing is to be done. */
export async function refuse(
  { activity, chat }: Pick<Turn, 'activity' | 'chat'>,
  { title, text }: Refusal,
  deps: Pick<TurnDeps, 'responses' | 'renderer' | 'log'>,
): Promise<InvokeResponse | undefined> {
  const { type, name = '' } = activity;
  if (type === 'invoke') {
    const press = Object.hasOwn(PRESSES, name) ? PRESSES[name] : undefined;
    return press === undefined ? { status: 200 } : press(deps.responses, text);
  }
  if (isAsked(activity)) {
    await chat.send(cardActivity(deps.renderer, messageCard(title, text, { color: 'warning' })));
  } else {
    deps.log.debug({ type, title }, 'nothing is done for this activity');
  }
  return undefined;
}

/** A press of an old client, or what a person wrote; connectors and other bots write without an account. */
function isAsked({ type, text, value, from }: Activity): boolean {
  return type === 'message' && ('verb' in objectOf(value) || Boolean(text && from.aadObjectId));
}

function dialog(responses: Responses, text: string): InvokeResponse {
  return responses.dialog(problemDialog({ code: 'invalid-input', sentence: text }, {}));
}
