import type { Activity, InvokeResponse, TurnContext } from 'botbuilder';
import { type Actor, ownerOf } from '../../core/tokens/token.ts';
import { cardActivity } from '../cards/card-activity.ts';
import { record } from '../cards/invoke-value.ts';
import { messageCard } from '../cards/message-card.ts';
import type { Membership } from './membership.ts';
import { problemDialog } from './problem.ts';
import type { TurnDeps } from './turn.ts';

type Responses = TurnDeps['responses'];

/** Why somebody can't use the bot at all, for them to read. */
export interface Refusal {
  readonly title: string;
  readonly text: string;
}

/** Somebody who is in a meeting without an account. */
export const NOBODY: Refusal = {
  title: 'Sign in to Teams first',
  text: 'Patkeeper works only for people who are signed in to the organization. Join with your work account, then try again.',
};

const FOREIGN: Refusal = {
  title: 'Not for other organizations',
  text: 'Patkeeper works only for people of the organization that this chat belongs to. Use your own organization’s tools for your tokens.',
};

const GUEST: Refusal = {
  title: 'Not for guests',
  text: 'You are a guest here, and guests don’t get tokens. Ask somebody in the organization to create one for you.',
};

/** Why this person is not let in; undefined when they are. A guest who has tokens may still list and revoke them. */
export async function whyRefused(
  membership: Membership,
  actor: Actor,
  { store, guestsAllowed = false }: Pick<TurnDeps, 'store'> & { readonly guestsAllowed?: boolean },
): Promise<Refusal | undefined> {
  if (membership === 'foreign') return FOREIGN;
  if (membership !== 'guest' || guestsAllowed) return undefined;
  return (await store.tokens.list(ownerOf(actor))).length === 0 ? GUEST : undefined;
}

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
  context: TurnContext,
  { title, text }: Refusal,
  deps: Pick<TurnDeps, 'responses' | 'renderer' | 'log'>,
): Promise<void> {
  const { type, name = '' } = context.activity;
  if (type === 'invoke') {
    const press = Object.hasOwn(PRESSES, name) ? PRESSES[name] : undefined;
    const value = press === undefined ? { status: 200 } : press(deps.responses, text);
    await context.sendActivity({ type: 'invokeResponse', value });
  } else if (isAsked(context.activity)) {
    await context.sendActivity(cardActivity(deps.renderer, messageCard(title, text, { color: 'warning' })));
  } else {
    deps.log.debug({ type, title }, 'nothing is done for this activity');
  }
}

/** A press of an old client, or what a person wrote; connectors and other bots write without an account. */
function isAsked({ type, text, value, from }: Activity): boolean {
  return type === 'message' && ('verb' in record(value) || Boolean(text && from.aadObjectId));
}

function dialog(responses: Responses, text: string): InvokeResponse {
  return responses.dialog(problemDialog({ code: 'invalid-input', sentence: text }, {}));
}
