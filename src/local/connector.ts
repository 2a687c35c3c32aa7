import {
  type Chat,
  findConversation,
  findMember,
  type Person,
  personalChatOf,
  TENANT_ID,
} from './directory.ts';
import type { History, MessageDraft } from './history.ts';
import { listAt, objectAt, textAt, valueAt } from './json.ts';
import { Refusal } from './refusal.ts';
import { readAttachments } from './results.ts';
import type { Traces } from './traces.ts';

/** Maximum size of a message. Teams asks bots to stay below the smaller number. */
const MESSAGE_CAP = 100 * 1024;
const MESSAGE_ADVICE = 28 * 1024;

const ROUTE =
  /^\/v3\/conversations(?:\/(?<conversation>[^/]+)\/(?<kind>activities|members)(?:\/(?<id>[^/]+))?)?$/;

interface ConnectorRequest {
  readonly method: string;
  /** Path below the connector, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Reads the body; called by the routes that have one. */
  body(): Promise<{ value: unknown; bytes: number }>;
}

interface ConnectorAnswer {
  readonly status: number;
  readonly body?: unknown;
}

interface ConnectorDeps {
  readonly history: History;
  readonly traces: Traces;
  readonly serviceUrl: string;
}

/** The Bot Connector (Bot Framework REST API, version 3) of the local chat: what bots send their messages to. */
export type Connector = (request: ConnectorRequest) => Promise<ConnectorAnswer>;

/** Makes the connector. Every exchange is traced; refusals carry the connector's error codes. */
export function createConnector({ history, traces, serviceUrl }: ConnectorDeps): Connector {
  function createConversation(value: unknown): ConnectorAnswer {
    const [member] = listAt(value, 'members');
    const person = findMember(textAt(member, 'id')) ?? findMember(textAt(member, 'aadObjectId'));
    const chat = person && personalChatOf(person);
    if (chat === undefined) throw new Refusal(400, 'No such person in this tenant.', 'BadArgument');
    refuseWhenRemoved(history, chat);
    const activity = objectAt(value, 'activity');
    const activityId = activity && history.add(chat, readMessage(activity)).id;
    const answer = { id: chat.conversationId, serviceUrl };
    return { status: 201, body: activityId === undefined ? answer : { ...answer, activityId } };
  }

  function post(chat: Chat, value: unknown, targeted: boolean): ConnectorAnswer {
    const type = textAt(value, 'type');
    if (type === 'typing') return { status: 201, body: { id: '' } };
    if (type !== 'message') throw new Refusal(400, 'Unknown activity type.', 'BadArgument');
    const person = targeted ? target(chat, value) : undefined;
    const message = history.add(chat, {
      ...readMessage(value),
      ...(person === undefined ? {} : { visibleTo: person.key }),
    });
    return { status: 201, body: { id: message.id } };
  }

  /** The person that a targeted message is for. Teams has no such messages in a 1:1 chat. */
  function target(chat: Chat, value: unknown): Person {
    const person = findMember(textAt(value, 'recipient', 'id'));
    const isMeant = valueAt(value, 'recipient', 'isTargeted') === true;
    if (chat.kind === 'personal' || person === undefined || !chat.members.includes(person) || !isMeant)
      throw new Refusal(400, 'This message can’t be for one person alone.', 'BadArgument');
    return person;
  }

  function change(method: string, chat: Chat, id: string, value: unknown): ConnectorAnswer {
    const done = method === 'PUT' ? history.replace(chat, id, readMessage(value)) : history.remove(chat, id);
    if (!done) throw new Refusal(404, 'There is no such message.', 'ActivityNotFoundInConversation');
    return method === 'PUT' ? { status: 200, body: { id } } : { status: 200 };
  }

  function route(request: ConnectorRequest, value: unknown): ConnectorAnswer {
    const { conversation, kind, id } = ROUTE.exec(request.path)?.groups ?? {};
    const step = `${request.method} ${kind ?? ''}`;
    if (conversation === undefined) {
      if (step === 'POST ' && request.path === '/v3/conversations') return createConversation(value);
      throw new Refusal(404, 'There is no such route.', 'NotFound');
    }
    const chat = findConversation(decodeURIComponent(conversation));
    if (chat === undefined) throw new Refusal(404, 'There is no such conversation.', 'ConversationNotFound');
    refuseWhenRemoved(history, chat);
    if (step === 'GET members') return { status: 200, body: membersOf(chat, id) };
    if (step === 'POST activities') {
      return post(chat, value, request.query.get('isTargetedActivity') === 'true');
    }
    if (id !== undefined && (step === 'PUT activities' || step === 'DELETE activities')) {
      return change(request.method, chat, decodeURIComponent(id), value);
    }
    throw new Refusal(405, 'This route has no such method.', 'MethodNotAllowed');
  }

  return async (request) => {
    const hasBody = request.method === 'POST' || request.method === 'PUT';
    const { value, bytes } = hasBody ? await request.body() : { value: undefined, bytes: 0 };
    const kind = ROUTE.exec(request.path)?.groups?.['kind'] ?? 'conversations';
    const what = [textAt(value, 'type'), request.method, kind];
    const end = traces.begin({ direction: 'from-bot', what: what.filter(Boolean).join(' '), body: value });
    const answer = answerOf(() => {
      if (bytes > MESSAGE_CAP) throw new Refusal(413, 'The message is too large.', 'MessageSizeTooBig');
      return route(request, value);
    });
    const weight = `${Math.ceil(bytes / 1024)} KB: Teams asks for less than 28 KB.`;
    end({
      status: answer.status,
      answer: answer.body,
      ...(bytes > MESSAGE_ADVICE ? { warning: weight } : {}),
    });
    return answer;
  };
}

/** The body in which the Bot Connector says why it refused. */
export function connectorError({ code, message }: Refusal): object {
  return { error: { code, message } };
}

function answerOf(work: () => ConnectorAnswer): ConnectorAnswer {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { status: error.status, body: connectorError(error) };
  }
}

function refuseWhenRemoved(history: History, chat: Chat): void {
  if (history.presence(chat) === 'removed') {
    throw new Refusal(403, 'The bot is not part of the conversation roster.', 'BotNotInConversationRoster');
  }
}

function readMessage(value: unknown): MessageDraft {
  return {
    text: textAt(value, 'text'),
    markdown: textAt(value, 'textFormat') !== 'plain',
    attachments: readAttachments(listAt(value, 'attachments')),
  };
}

function membersOf(chat: Chat, id: string | undefined): unknown {
  if (id === undefined) return chat.members.map(account);
  const member = findMember(decodeURIComponent(id));
  if (member === undefined || !chat.members.includes(member)) {
    throw new Refusal(404, 'There is no such member.', 'MemberNotFoundInConversation');
  }
  return account(member);
}

function account({ userId, name, objectId }: Person): object {
  return { id: userId, name, aadObjectId: objectId, objectId, tenantId: TENANT_ID, userRole: 'user' };
}
