import type { IncomingMessage, ServerResponse } from 'node:http';
import { bodyOf, startLoopbackServer } from './loopback-server.ts';

/** One call that the Bot Connector got. */
export interface ConnectorCall {
  readonly method: string;
  /** Below the service URL, as it came over the wire. */
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: Record<string, unknown>;
}

/** An answer out of the ordinary; `hang` never answers, `reset` breaks the connection, `cut` breaks it mid-answer. */
export type OddAnswer =
  | 'hang'
  | 'reset'
  | 'cut'
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string };

/** The Bot Connector's REST interface on loopback. */
export interface FakeConnector {
  readonly serviceUrl: string;
  /** Every call so far, the oldest first, those with odd answers too. */
  readonly calls: readonly ConnectorCall[];
  /** The messages that were posted and taken. */
  readonly sent: readonly ConnectorCall[];
  /** The messages that were replaced. */
  readonly updated: readonly ConnectorCall[];
  /** What members are looked up as, by user id; nobody else is found. Look-ups are no calls. */
  readonly members: Map<string, { readonly tenantId?: string; readonly userRole?: string }>;
  /** What the next calls get, one each. */
  answerNext(...answers: OddAnswer[]): void;
  /** Resolves when there have been so many calls in all. */
  untilCalls(count: number): Promise<void>;
  /** Forgets the calls so far. */
  clear(): void;
  close(): Promise<void>;
}

/** Starts a Bot Connector that takes everything and numbers the messages. */
export async function createFakeConnector(): Promise<FakeConnector> {
  const calls: ConnectorCall[] = [];
  const taken: ConnectorCall[] = [];
  const odd: OddAnswer[] = [];
  const waiting = new Set<() => void>();
  const members: FakeConnector['members'] = new Map();
  let messages = 0;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await bodyOf(request);
    const { method = '', url = '', headers } = request;
    const path = url.replace(/^\/teams/, '');
    if (method === 'GET') return answerLookUp(path, response);
    const { authorization } = headers;
    const call = { method, path, authorization, body: text === '' ? {} : JSON.parse(text) };
    calls.push(call);
    const next = odd.shift();
    if (next === undefined || typeof next === 'object') answerPlainly(call, next, response);
    else if (next === 'reset') response.socket?.resetAndDestroy();
    else if (next === 'cut') {
      response.writeHead(200, { 'Content-Length': '100' });
      response.write('{"id":"');
      setImmediate(() => response.socket?.resetAndDestroy());
    }
    for (const check of waiting) check();
  }

  function answerLookUp(path: string, response: ServerResponse): void {
    const [, userId = ''] = /\/members\/([^/]+)$/.exec(path) ?? [];
    const member = members.get(decodeURIComponent(userId));
    response.writeHead(member === undefined ? 404 : 200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(member ?? { error: { code: 'MemberNotFoundInConversation' } }));
  }

  function answerPlainly(
    call: ConnectorCall,
    next: Exclude<OddAnswer, string> | undefined,
    response: ServerResponse,
  ): void {
    if (next !== undefined) {
      response.writeHead(next.status, next.headers);
      response.end(next.body);
      return;
    }
    taken.push(call);
    response.writeHead(call.method === 'POST' ? 201 : 200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ id: idFor(call) }));
  }

  function idFor({ method, path, body }: ConnectorCall): string {
    if (method === 'PUT') return decodeURIComponent(path.split('/').at(-1) ?? '');
    if (!path.endsWith('/conversations')) {
      messages += 1;
      return `message-${messages}`;
    }
    // Asking for the chat with the same person gives the same chat.
    const [member] = Array.isArray(body['members']) ? body['members'] : [];
    return `a:chat-with-${String(member?.id)}`;
  }

  const server = await startLoopbackServer(
    (request, response) => void answer(request, response).catch(() => response.destroy()),
  );
  const messagesOf = (method: string) =>
    taken.filter((call) => call.method === method && call.path.includes('/activities'));
  return {
    serviceUrl: `${server.url}/teams/`,
    calls,
    members,
    get sent() {
      return messagesOf('POST');
    },
    get updated() {
      return messagesOf('PUT');
    },
    answerNext: (...answers) => void odd.push(...answers),
    untilCalls: (count) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (calls.length < count) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
    clear() {
      calls.length = 0;
      taken.length = 0;
    },
    close: () => server.close(),
  };
}
