import { createTeamsDriver } from '../support/teams-driver.ts';
import type { FilledPerson } from './large-shape.ts';
import { TENANT } from './store-shape.ts';

/** Gives the bytes of one whole request after the other. */
export type Requests = () => Buffer;

export interface RequestsDeps {
  readonly serviceUrl: string;
  readonly authorization: string;
  readonly people: readonly FilledPerson[];
}

/** What is sent: the fields of an activity, over the usual shape; `mark` is another text of 16 digits every time. */
type Fields = (person: FilledPerson, tokenId: string, mark: string) => object;

const FIRST_MARK = 1_700_000_000_000_000;
let sent = FIRST_MARK;

/**
 * Makes requests with such activities of these people in turn, each with an id of its own. `tokenId` is that of each token of
 * all people, once. The bytes are written over those of the time before: 2,000 requests would empty the processor's caches.
 */
export function requestsOf(fields: Fields, { serviceUrl, authorization, people }: RequestsDeps): Requests {
  const teams = createTeamsDriver({ botUrl: '', serviceUrl, tenantId: TENANT });
  const mark = String(FIRST_MARK);
  const rounds = people[0]?.tokenIds.length ?? 1;
  const tokenMark = people[0]?.tokenIds[0] ?? '';
  const templates = people.map((filled) => {
    const { name, person } = filled;
    const driven = { name, id: `29:${name}`, aadObjectId: person.objectId };
    const body = JSON.stringify(teams.activity(driven, fields(filled, tokenMark, mark), { id: mark }));
    const bytes = Buffer.from(
      `POST /api/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: ${authorization}\r\n` +
        `Content-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
    return { bytes, marks: placesOf(bytes, mark), tokens: placesOf(bytes, tokenMark) };
  });
  let n = 0;
  return () => {
    const person = n % templates.length;
    const { bytes, marks, tokens } = templates[person] ?? { bytes: Buffer.alloc(0), marks: [], tokens: [] };
    const tokenId = people[person]?.tokenIds[Math.floor(n / templates.length) % rounds] ?? '';
    n += 1;
    sent += 1;
    for (const at of marks) bytes.write(String(sent), at, 'latin1');
    for (const at of tokens) bytes.write(tokenId, at, 'latin1');
    return bytes;
  };
}

function placesOf(bytes: Buffer, text: string): number[] {
  const places: number[] = [];
  for (let at = bytes.indexOf(text); text !== '' && at >= 0; at = bytes.indexOf(text, at + 1))
    places.push(at);
  return places;
}

const say: (text: string) => Fields = (text) => () => ({ type: 'message', text, textFormat: 'plain' });
const press =
  (verb: string, data: (tokenId: string) => object): Fields =>
  (_person, tokenId) => ({
    type: 'invoke',
    name: 'adaptiveCard/action',
    value: { action: { type: 'Action.Execute', id: '', verb, data: data(tokenId) }, trigger: 'manual' },
    replyToId: 'message-1',
  });
const dialog =
  (name: 'task/fetch' | 'task/submit', data: (mark: string) => object): Fields =>
  (_person, _tokenId, mark) => ({
    type: 'invoke',
    name,
    value: { data: data(mark), context: { theme: 'default' } },
  });
const BACK = { words: '', state: 'active', page: 0 };

/** What people do in the bench. */
export const TURNS = {
  list: say('/pat list'),
  page: press('list', () => ({ ...BACK, page: 1 })),
  createDialog: dialog('task/fetch', () => ({ verb: 'create.open', name: '' })),
  revokeQuestion: press('revoke.ask', (tokenId) => ({ tokenId, back: BACK })),
  create: dialog('task/submit', (mark) => ({
    verb: 'create.submit',
    formKey: mark,
    name: `n${mark}`,
    lifespan: '30',
    date: '',
    preset: 'clone',
  })),
  revoke: press('revoke', (tokenId) => ({ tokenId, back: BACK })),
  message: say('hello'),
  invoke: press('echo', () => BACK),
} as const satisfies Record<string, Fields>;
