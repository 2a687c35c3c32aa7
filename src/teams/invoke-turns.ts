import type { InvokeResponse } from 'botbuilder';
import { withDeadline } from '../core/deadline.ts';
import { PatkeeperError } from '../core/errors.ts';
import { CLOSE, runCardAction, runDialogAction } from './actions.ts';
import { showToActor } from './chat-turns.ts';
import { searchMyTokens } from './features/my-tokens.ts';
import { problemDialog, problemOf } from './problem.ts';
import { rememberContact, type Turn, type TurnDeps } from './turn.ts';

type Json = Readonly<Record<string, unknown>>;
type InvokeHandler = (value: Json, turn: Turn, deps: TurnDeps) => Promise<InvokeResponse>;

/** An invoke is answered in the HTTP response itself, so nearly all of Teams' 10 seconds are for the work. */
const WORK_MS = 8500;

/** What Teams may ask, by the invoke's name. */
const INVOKES: Readonly<Record<string, InvokeHandler>> = {
  'adaptiveCard/action': pressButton,
  'task/fetch': (value, turn, deps) => dialogPage(record(value['data']), turn, deps),
  'task/submit': (value, turn, deps) => dialogPage(record(value['data']), turn, deps),
  'composeExtension/fetchTask': (value, turn, deps) =>
    dialogPage({ verb: value['commandId'] === 'newToken' ? 'create.open' : '' }, turn, deps),
  'composeExtension/submitAction': (value, turn, deps) => dialogPage(record(value['data']), turn, deps),
  'composeExtension/query': search,
};

/** Answers an invoke; 501 for one that this bot does not know. */
export async function onInvoke(turn: Turn, deps: TurnDeps): Promise<InvokeResponse> {
  const { name = '', value } = turn.context.activity;
  const handler = Object.hasOwn(INVOKES, name) ? INVOKES[name] : undefined;
  if (handler === undefined) return { status: 501 };
  return handler(record(value), turn, deps);
}

async function pressButton(value: Json, turn: Turn, deps: TurnDeps): Promise<InvokeResponse> {
  const { verb, data } = record(value['action']);
  try {
    const card = await inTime(turn, deps, async () =>
      showToActor(turn, await runCardAction(verb, data, turn.actor, deps), deps),
    );
    return turn.personal ? deps.responses.card(card) : deps.responses.sentence(card.data.summary);
  } catch (error) {
    return deps.responses.sentence(problemOf(error, deps.log).sentence);
  }
}

async function dialogPage(data: Json, turn: Turn, deps: TurnDeps): Promise<InvokeResponse> {
  // Closing must work whatever else does not: the person is done.
  if (data['verb'] === CLOSE) return deps.responses.dialog('close');
  try {
    return deps.responses.dialog(
      await inTime(turn, deps, () => runDialogAction(data['verb'], data, turn.actor, deps)),
    );
  } catch (error) {
    return deps.responses.dialog(problemDialog(problemOf(error, deps.log), data));
  }
}

async function search(value: Json, turn: Turn, deps: TurnDeps): Promise<InvokeResponse> {
  try {
    const words = parameter(value, 'query');
    const skip = Number(record(value['queryOptions'])['skip'] ?? 0);
    const results = await inTime(turn, deps, async () => {
      if (value['commandId'] !== 'myTokens') throw unknownCommand();
      return searchMyTokens(
        { words, skip: Number.isSafeInteger(skip) && skip > 0 ? skip : 0 },
        turn.actor,
        deps,
      );
    });
    if (results.length > 0 || skip > 0) return deps.responses.results(results);
    return deps.responses.noResults(
      words === '' ? 'You have no tokens yet.' : 'None of your tokens matches.',
    );
  } catch (error) {
    return deps.responses.noResults(problemOf(error, deps.log).sentence);
  }
}

function inTime<T>(turn: Turn, deps: TurnDeps, work: () => Promise<T>): Promise<T> {
  const rememberThenWork = async (): Promise<T> => {
    await rememberContact(turn, deps);
    return work();
  };
  return withDeadline(rememberThenWork(), WORK_MS, deps.later);
}

function parameter(value: Json, name: string): string {
  const parameters = Array.isArray(value['parameters']) ? value['parameters'] : [];
  const found = parameters.map(record).find((entry) => entry['name'] === name)?.['value'];
  return typeof found === 'string' ? found.slice(0, 200) : '';
}

function unknownCommand(): PatkeeperError {
  return new PatkeeperError(
    'invalid-input',
    'This command is not known here. Update the Patkeeper app in Teams.',
  );
}

function record(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}
