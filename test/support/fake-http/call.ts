import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { bodyOf } from '../loopback-server.ts';

/** One request as a fake reads it. */
export interface Call {
  readonly method: string;
  /** Path and query as they came. */
  readonly url: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Reads a request to its end. */
export async function readCall(request: IncomingMessage): Promise<Call> {
  const { method = '', url = '', headers } = request;
  const { pathname, searchParams } = new URL(url, 'http://fake.invalid');
  return { method, url, path: pathname, query: searchParams, headers, text: await bodyOf(request) };
}

/** The body as JSON; undefined when it is none. */
export function jsonOf(call: Pick<Call, 'text'>): unknown {
  try {
    return JSON.parse(call.text);
  } catch {
    return undefined;
  }
}
