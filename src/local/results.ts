import { type BotResponse, SOMETHING_WENT_WRONG } from './bot-client.ts';
import { listAt, objectAt, textAt, valueAt } from './json.ts';
import type {
  ActionResult,
  Attachment,
  DialogResult,
  Failed,
  JsonObject,
  QueryResult,
  SearchResult,
  SentResult,
  SignInFirst,
} from './page/protocol.ts';

const CARD = 'application/vnd.microsoft.card.adaptive';
const MESSAGE = 'application/vnd.microsoft.activity.message';
const ERROR = 'application/vnd.microsoft.error';
const SIGN_IN_AGAIN = 'This sign-in wasn’t enough. Press the button to sign in again.';

/** Reads the answer to `adaptiveCard/action`. A card is not part of it, because the page gets cards by push. */
export function readActionResult({ body, problem }: BotResponse): {
  result: ActionResult;
  card?: JsonObject;
} {
  const type = textAt(body, 'type');
  // An error keeps its own sentence whatever HTTP status carried it: the SDK uses the error's status for both.
  if (type === ERROR) return { result: failed(textAt(body, 'value', 'message')) };
  if (problem !== undefined) return { result: failed(problem) };
  const card = objectAt(body, 'value');
  if (type === CARD && card !== undefined) return { result: { kind: 'card' }, card };
  if (type === MESSAGE) return { result: { kind: 'message', text: textAt(body, 'value') } };
  return { result: failed() };
}

/** Reads the answer to a dialog's fetch or submit, from a card or from the messaging extension. */
export function readDialogResult({ body, problem }: BotResponse): DialogResult {
  if (problem !== undefined) return failed(problem);
  if (objectAt(body, 'composeExtension') !== undefined) return readExtensionResult(body);
  const value = valueAt(body, 'task', 'value');
  if (textAt(body, 'task', 'type') === 'message') {
    return typeof value === 'string' ? { kind: 'message', text: value } : failed();
  }
  if (valueAt(body, 'task') === undefined) return { kind: 'closed' };
  const card = objectAt(value, 'card', 'content') ?? objectAt(value, 'card');
  if (card === undefined) return failed();
  return {
    kind: 'continue',
    title: textAt(value, 'title'),
    card,
    ...size('width', valueAt(value, 'width')),
    ...size('height', valueAt(value, 'height')),
  };
}

/** Reads the answer to a code that a sign-in window gave; the bot says by a message what came of it. */
export function readVerifyResult({ status, problem }: BotResponse): SentResult {
  if (problem === undefined) return { kind: 'sent' };
  return failed(status === 412 ? SIGN_IN_AGAIN : problem);
}

/** Reads the answer to a search command. */
export function readQueryResult({ body, problem }: BotResponse): QueryResult {
  if (problem !== undefined) return failed(problem);
  const result = objectAt(body, 'composeExtension');
  if (textAt(result, 'type') === 'message') return { kind: 'message', text: textAt(result, 'text') };
  if (asksToSignIn(result)) return readSignInFirst(result);
  if (textAt(result, 'type') !== 'result') return failed();
  return { kind: 'results', results: listAt(result, 'attachments').flatMap(readResult) };
}

/** Reads attachments of an activity or a result; what has no content object is left out. */
export function readAttachments(list: readonly unknown[]): Attachment[] {
  return list.flatMap((item) => {
    const content = objectAt(item, 'content');
    return content === undefined ? [] : [{ contentType: textAt(item, 'contentType'), content }];
  });
}

function readExtensionResult(body: unknown): DialogResult {
  const result = objectAt(body, 'composeExtension');
  if (textAt(result, 'type') === 'message') return { kind: 'message', text: textAt(result, 'text') };
  if (asksToSignIn(result)) return readSignInFirst(result);
  if (textAt(result, 'type') !== 'result') return failed();
  return { kind: 'insert', attachments: readAttachments(listAt(result, 'attachments')) };
}

/** `silentAuth` asks for Teams' own token first. There is none here, so the page is next, as where Teams gets none. */
function asksToSignIn(result: unknown): boolean {
  return ['auth', 'silentAuth'].includes(textAt(result, 'type'));
}

function readSignInFirst(result: unknown): SignInFirst | Failed {
  const actions = listAt(result, 'suggestedActions', 'actions');
  const action = actions.find((one) => textAt(one, 'type') === 'openUrl');
  const url = textAt(action, 'value');
  return url === '' ? failed() : { kind: 'sign-in', title: textAt(action, 'title') || 'Sign in', url };
}

function readResult(item: unknown): SearchResult[] {
  const [attachment] = readAttachments([item]);
  if (attachment === undefined) return [];
  const [preview = attachment] = readAttachments([valueAt(item, 'preview')]);
  return [{ preview, attachment }];
}

function size(name: 'width' | 'height', value: unknown): { [key in typeof name]?: string | number } {
  return typeof value === 'string' || typeof value === 'number' ? { [name]: value } : {};
}

function failed(text = ''): Failed {
  return { kind: 'failed', text: text || SOMETHING_WENT_WRONG };
}
