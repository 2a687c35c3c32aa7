import type { Sentences } from '../../sentences/sentences.ts';
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
  title: 'reply.nobody.title',
  text: 'reply.nobody.text',
};

/** What each kind of press is answered; what is not here is no press. */
const PRESSES: Readonly<
  Record<string, (responses: Responses, text: string, sentences: Sentences) => InvokeResponse>
> = {
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
  deps: Pick<TurnDeps, 'responses' | 'renderer' | 'sentences' | 'log'>,
): Promise<InvokeResponse | undefined> {
  const { type, name = '' } = activity;
  const { say } = deps.sentences;
  if (type === 'invoke') {
    const press = Object.hasOwn(PRESSES, name) ? PRESSES[name] : undefined;
    return press === undefined ? { status: 200 } : press(deps.responses, say(text), deps.sentences);
  }
  if (isAsked(activity)) {
    await chat.send(cardActivity(deps.renderer, messageCard(say(title), say(text), { color: 'warning' })));
  } else {
    deps.log.debug({ type, title }, 'nothing is done for this activity');
  }
  return undefined;
}

/** A press of an old client, or what a person wrote; connectors and other bots write without an account. */
function isAsked({ type, text, value, from }: Activity): boolean {
  return type === 'message' && ('verb' in objectOf(value) || Boolean(text && from.aadObjectId));
}

function dialog(responses: Responses, text: string, sentences: Sentences): InvokeResponse {
  return responses.dialog(problemDialog({ code: 'invalid-input', sentence: text }, {}, sentences));
}
