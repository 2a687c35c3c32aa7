import type { SystemClock } from '../core/timing/clock.ts';
import type { Conversations } from './conversations.ts';
import { CHATS, type Chat, PEOPLE, type Person } from './directory.ts';
import { listAt, objectAt, textAt, valueAt } from './json.ts';
import type { DialogName, SentResult, Theme } from './page/protocol.ts';
import type { PushStream } from './push-stream.ts';
import type { Readers } from './readers.ts';
import { Refusal } from './refusal.ts';
import { readAttachments } from './results.ts';

const LONGEST_TEXT = 4000;
/** Longer than any code that a sign-in page hands over. */
const LONGEST_STATE = 2000;
const DIALOG_NAMES: readonly DialogName[] = [
  'task/fetch',
  'task/submit',
  'composeExtension/fetchTask',
  'composeExtension/submitAction',
];

const THEMES: readonly Theme[] = ['default', 'dark', 'contrast'];

interface PageApiDeps {
  readonly conversations: Conversations;
  readonly clock: SystemClock;
  readonly readers: Readers;
  readonly stream: PushStream;
  /** Who is there, and their chats; the usual ones unless told. */
  readonly people?: readonly Person[];
  readonly chats?: readonly Chat[];
}

/** What the page can ask for by POST below `/local/`: the name of the request and its JSON body give the answer. */
type PageApi = (name: string, body: unknown) => Promise<unknown>;

/** Makes the page's requests. Wrong ones end in a `Refusal`. */
export function createPageApi(deps: PageApiDeps): PageApi {
  const { conversations, clock, readers, stream, people = PEOPLE, chats = CHATS } = deps;

  function placeOf(body: unknown): [Person, Chat] {
    const person = people.find(({ key }) => key === textAt(body, 'person'));
    const chat = chats.find(({ key }) => key === textAt(body, 'chat'));
    if (person === undefined || chat === undefined || !chat.members.includes(person)) {
      throw new Refusal(400, 'This person isn’t in this chat.');
    }
    return [person, chat];
  }

  function moveClock(body: unknown): SentResult {
    const hours = valueAt(body, 'reset') === true ? -clock.offsetHours() : valueAt(body, 'hours');
    if (typeof hours !== 'number' || !Number.isFinite(hours))
      throw new Refusal(400, 'Give a number of hours.');
    clock.shift(hours);
    stream.publish({ type: 'clock' });
    return { kind: 'sent' };
  }

  function setReader(body: unknown): SentResult {
    const [person] = placeOf(body);
    readers.set(person, { zone: textAt(body, 'zone'), locale: textAt(body, 'locale') });
    const { key, name } = person;
    stream.publish({ type: 'person', person: { key, name, reader: readers.of(person) } });
    return { kind: 'sent' };
  }

  const requests: Readonly<Record<string, (body: unknown) => unknown>> = {
    clock: moveClock,
    reader: setReader,
    open: (body) => conversations.open(...placeOf(body)),
    say(body) {
      const text = textAt(body, 'text').trim();
      if (text === '' || text.length > LONGEST_TEXT) throw new Refusal(400, 'Write 1 to 4000 characters.');
      return conversations.say(...placeOf(body), text);
    },
    submit: (body) => conversations.submit(...placeOf(body), messageOf(body), dataOf(body)),
    execute: (body) => {
      const action = { id: textAt(body, 'id'), verb: textAt(body, 'verb'), data: dataOf(body) };
      return conversations.execute(...placeOf(body), messageOf(body), action);
    },
    dialog(body) {
      const name = DIALOG_NAMES.find((known) => known === textAt(body, 'name'));
      if (name === undefined) throw new Refusal(400, 'There is no such dialog request.');
      const messageId = textAt(body, 'messageId');
      const commandId = textAt(body, 'commandId');
      const state = stateOf(body);
      return conversations.dialog(...placeOf(body), {
        name,
        data: dataOf(body),
        theme: THEMES.find((theme) => theme === textAt(body, 'theme')) ?? 'default',
        ...(messageId === '' ? {} : { messageId }),
        ...(commandId === '' ? {} : { commandId }),
        ...(state === '' ? {} : { state }),
      });
    },
    search(body) {
      const words = textAt(body, 'words').trim();
      return conversations.search(...placeOf(body), textAt(body, 'commandId'), words, stateOf(body));
    },
    'verify-state'(body) {
      const state = stateOf(body);
      if (state === '') throw new Refusal(400, 'Give what the sign-in window gave.');
      return conversations.verifyState(...placeOf(body), state);
    },
    insert: (body) => conversations.insert(...placeOf(body), readAttachments(listAt(body, 'attachments'))),
    presence: (body) =>
      conversations.setPresence(...placeOf(body), textAt(body, 'action') === 'remove' ? 'remove' : 'add'),
  };

  return async (name, body) => {
    const request = Object.hasOwn(requests, name) ? requests[name] : undefined;
    if (request === undefined) throw new Refusal(404, 'There is no such request.');
    return request(body);
  };
}

function stateOf(body: unknown): string {
  const state = textAt(body, 'state');
  if (state.length > LONGEST_STATE) throw new Refusal(400, 'What the sign-in window gave is too long.');
  return state;
}

function messageOf(body: unknown): string {
  const id = textAt(body, 'messageId');
  if (id === '') throw new Refusal(400, 'Say which message the button belongs to.');
  return id;
}

function dataOf(body: unknown): Readonly<Record<string, unknown>> {
  return objectAt(body, 'data') ?? {};
}
