import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'restify';

/** The part of restify 12 that we use; the types that exist for it are those of an older version. */
export interface Restify {
  readonly server: Server;
  /** Runs before restify touches a request; false means that it was answered. */
  first(handler: (request: IncomingMessage, response: RestifyResponse) => boolean): unknown;
  get(path: string, handler: Handler): unknown;
  post(path: string, handler: Handler): unknown;
  put(path: string, handler: Handler): unknown;
  patch(path: string, handler: Handler): unknown;
  del(path: string, handler: Handler): unknown;
  /** Requests without a route, and errors of handlers. `done` continues to restify's own answer if none was sent. */
  on(
    event: 'restifyError',
    listener: (request: unknown, response: RestifyResponse, error: unknown, done: () => void) => void,
  ): unknown;
  /** Errors of the listening socket. Without a listener they would end the process. */
  on(event: 'error', listener: (error: Error) => void): unknown;
}

export interface RestifyResponse extends ServerResponse {
  sendRaw(status: number, body: string, headers: Record<string, string>): unknown;
}

export type Handler = (request: IncomingMessage, response: RestifyResponse) => Promise<void>;

/** Makes a server without a `Server` header and without restify's own logging, which goes to standard output. */
export function createRestify(): Restify {
  const silent = () => false;
  const log: unknown = {
    trace: silent,
    debug: silent,
    info: silent,
    warn: silent,
    error: silent,
    fatal: silent,
  };
  const created: unknown = createServer({ name: '', log: log as never });
  const restify = created as Restify;
  // restify listens for upgrades and does nothing with them. The socket would have no owner and no time-outs, and would
  // outlive the server.
  restify.server.removeAllListeners('upgrade');
  return restify;
}
