import type { IncomingMessage, ServerResponse } from 'node:http';
import { bodyOf, startLoopbackServer } from '../../support/loopback-server.ts';

/** A request as the scripted service saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

/** One answer: a body (anything but a text is written as JSON), a status and headers; or a function that does as it likes. */
export type Script =
  | { readonly status?: number; readonly headers?: Record<string, string>; readonly body?: unknown }
  | ((response: ServerResponse, request: SeenRequest) => void);

/** A server that gives one prepared answer after the other; when none is left, 418. */
export interface ScriptedService {
  readonly url: string;
  readonly seen: readonly SeenRequest[];
  answers(...scripts: Script[]): void;
  close(): Promise<void>;
}

/** Breaks the connection instead of answering. */
export const reset: Script = (response) => {
  response.socket?.resetAndDestroy();
};

/** Never answers. */
export const silence: Script = () => {};

export async function startScriptedService(): Promise<ScriptedService> {
  const seen: SeenRequest[] = [];
  const scripts: Script[] = [];
  const server = await startLoopbackServer(async (request, response) => {
    const url = new URL(request.url ?? '', 'http://service');
    const text = await bodyOf(request);
    const one: SeenRequest = {
      method: request.method ?? '',
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: request.headers,
      body: text === '' ? undefined : JSON.parse(text),
    };
    seen.push(one);
    const script = scripts.shift() ?? { status: 418 };
    if (typeof script === 'function') return script(response, one);
    const { status = 200, headers = {}, body } = script;
    response.statusCode = status;
    for (const [name, value] of Object.entries({ 'content-type': 'application/json', ...headers })) {
      response.setHeader(name, value);
    }
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  return {
    url: server.url,
    seen,
    answers: (...more) => void scripts.push(...more),
    close: server.close,
  };
}

/** A token as the service writes it. */
export function wirePat(some: object = {}) {
  return {
    displayName: 'Laptop',
    validTo: '2026-04-15T09:30:00.0000000Z',
    scope: 'vso.code vso.packaging',
    targetAccounts: ['38AAF865-2C70-4BF7-A308-0C6539C38C1A'],
    validFrom: '2026-01-15T09:30:00.1234567Z',
    authorizationId: '4ab5914b-6fb5-4e2b-8a34-1d3c1e5f0a11',
    token: null,
    ...some,
  };
}
