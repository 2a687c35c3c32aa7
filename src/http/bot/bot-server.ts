import type { IncomingMessage, Server } from 'node:http';
import { someCorrelationId, withCorrelation } from '../../core/correlation.ts';
import type { Clock, Log } from '../../core/ports.ts';
import { type Indirect, whyNotDirect } from '../../web/direct-request.ts';
import { LOCAL_KEY_HEADER, type LocalKey } from '../../web/local-key.ts';
import { repeatedHeader } from '../../web/repeated-header.ts';
import { guardConnections } from '../connection-guard.ts';
import type { LeakEndpoint } from '../leaks/leak-endpoint.ts';
import { closeServer, listen } from '../lifecycle.ts';
import { ARRIVAL, EVERY_HEADER, hasTooManyHeaders, TOO_MANY_CONNECTIONS } from '../limits.ts';
import type { RateLimitedLog } from '../rate-limited-log.ts';
import { joinedHeader } from '../raw-headers.ts';
import type { ReadOptions } from '../read-body.ts';
import type { ScimEndpoint } from '../scim/scim-endpoint.ts';
import { addScim } from '../scim/scim-routes.ts';
import type { AuthRoute } from '../sign-in-pages/routes.ts';
import { createClientAddress, networkOf, type Subnet } from '../verification/client-address.ts';
import { createFailureLimit } from '../verification/failure-limit.ts';
import type { Admit } from './admission.ts';
import { readJson } from './read-json.ts';
import { createReadiness } from './readiness.ts';
import { errorResponse, type OutgoingResponse, sendBare, sendDirect, sendResponse } from './response.ts';
import { createRestify, type Handler } from './restify.ts';
import { isRoutable } from './routable.ts';

/** Where Teams sends activities. A turn needs nothing that restify does for a request; it finds other spellings, as with a query. */
const MESSAGES = '/api/messages';
/** Longer than the idle time of the usual load balancers, which otherwise meet a connection just closed. */
const KEEP_ALIVE_TIMEOUT_MS = 65_000;
const READY_TIMEOUT_MS = 2_000;

/** Why local mode refuses a request that did not come straight from this machine. */
const INDIRECT: Readonly<Record<Indirect, string>> = {
  proxied: 'local mode takes no request that came through a proxy',
  'foreign-host': 'local mode is reached by a loopback address only',
};
const NOT_DIRECT = 'a request that did not come straight from this machine was refused';
const REPEATED = 'a request that has a header twice was refused';
const NO_KEY = { error: 'X-Local-Key is missing or wrong: it stands in the address that the terminal shows' };

export interface BotServerDeps {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Decides by the head of a request whether its activity is read; what it admits answers the activity. */
  readonly admit: Admit;
  /** Rejects while the service can't work. */
  ready(): Promise<void>;
  /** The release that runs, for whoever asks about its health. */
  readonly version: string;
  readonly metrics: { readonly contentType: string; text(): Promise<string> };
  /** The sign-in pages; absent where nobody has to sign in. */
  readonly pages?: readonly AuthRoute[];
  /** Hears from an identity provider who has left; absent where none tells. */
  readonly scim?: ScimEndpoint;
  /** Takes reports of leaked secrets; absent where nobody may report. */
  readonly leaks?: LeakEndpoint;
  /** Whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly Subnet[];
  /** Most connections at a time. */
  readonly maxConnections: number;
  readonly clock: Clock;
  readonly log: Log;
  /** Told what strangers can make happen as often as they like. */
  readonly refusals: RateLimitedLog;
  /** Local mode: refuses every request that a proxy carried, or whose Host header is not loopback. */
  readonly localOnly?: boolean;
  /** What activities must bring in `X-Local-Key`; absent where that opens nothing. */
  readonly localKey?: Pick<LocalKey, 'isKey'>;
  /** Called for each request that carries X-Forwarded-For. */
  readonly onForwardedFor?: () => void;
  readonly body?: ReadOptions;
  readonly readyTimeoutMs?: number;
}

export interface BotServer {
  readonly url: string;
  /** Turns readiness red and ends each connection with its next answer; everything is still answered. */
  drain(): void;
  /** Stops accepting, turns health and readiness red, waits for running requests up to `graceMs`, then ends the rest. */
  close(graceMs: number): Promise<void>;
}

/** Answers a request; undefined when its sender went away. */
type Run = (request: IncomingMessage) => Promise<OutgoingResponse | undefined>;

/** Starts the server that Teams talks to. Rejects when the address can't be listened on. */
export async function createBotServer(deps: BotServerDeps): Promise<BotServer> {
  const { metrics, log, refusals } = deps;
  let closing: Promise<void> | undefined;
  let draining = false;
  const addressOf = createClientAddress({ trusted: deps.trustedProxies });
  const limit = createFailureLimit({ clock: deps.clock });
  const isReady = createReadiness({ ready: deps.ready, timeoutMs: deps.readyTimeoutMs ?? READY_TIMEOUT_MS });
  const restify = createRestify();
  setTimeouts(restify.server);
  const connections = guardConnections({
    server: restify.server,
    most: deps.maxConnections,
    onFull: () =>
      refusals.say('warn', 'bot connections', { most: deps.maxConnections }, TOO_MANY_CONNECTIONS),
  });

  restify.first((request, response) => {
    if (request.headers['x-forwarded-for'] !== undefined) deps.onForwardedFor?.();
    const repeated = repeatedHeader(request);
    const isGood = isRoutable(request) && !hasTooManyHeaders(request) && repeated === undefined;
    if (repeated !== undefined) {
      refusals.say('warn', 'repeated header', { header: repeated }, REPEATED);
      sendBare(response, 400, `the header ${repeated} stands twice`);
    } else if (!isGood) sendBare(response, isRoutable(request) ? 431 : 400);
    const indirect = deps.localOnly === true && isGood ? whyNotDirect(request) : undefined;
    if (indirect !== undefined) {
      refusals.say('warn', `indirect ${indirect}`, { refused: indirect }, NOT_DIRECT);
      sendBare(response, 403, INDIRECT[indirect]);
    }
    const isTurn = request.method === 'POST' && request.url === MESSAGES;
    if (isGood && indirect === undefined && isTurn) withCorrelation(() => void messages(request, response));
    return isGood && indirect === undefined && !isTurn;
  });
  restify.on('error', (err) => log.error({ err }, 'The listening socket failed.'));
  restify.on('restifyError', (_request, response, error, done) => {
    if (draining) response.setHeader('Connection', 'close');
    sendResponse(response, errorResponse(statusOf(error)));
    done();
  });

  /** What a handler throws becomes a fixed answer, and a log line with the same correlation id. */
  function handle(run: Run, send: typeof sendDirect = sendResponse): Handler {
    return async (request, response) => {
      try {
        const outgoing = await run(request);
        if (outgoing === undefined) return void response.destroy();
        // An unread body must not be taken for the next request, and a closing server gets no next one.
        if (draining || !request.complete) response.setHeader('Connection', 'close');
        send(response, outgoing);
      } catch (err) {
        const correlationId = someCorrelationId();
        log.error({ err, correlationId }, 'A request failed unexpectedly.');
        if (response.headersSent) return;
        if (draining || !request.complete) response.setHeader('Connection', 'close');
        send(response, { status: 500, body: { error: 'internal error', correlationId } });
      }
    };
  }

  async function activity(request: IncomingMessage): Promise<OutgoingResponse | undefined> {
    if (deps.localKey?.isKey(request.headers[LOCAL_KEY_HEADER]) === false) {
      refusals.say('warn', 'local key', {}, 'an activity without the local key was refused');
      return limited(request, { status: 401, body: NO_KEY });
    }
    const admission = await deps.admit(request.headers);
    if (!admission.ok) return limited(request, admission.response);
    const read = await readJson(request, deps.body);
    if (read === undefined) return undefined;
    if ('error' in read) return { status: read.status, body: { error: read.error } };
    return admission.answer(read.body);
  }

  function clientOf(request: IncomingMessage): string {
    return networkOf(addressOf(request.socket.remoteAddress, joinedHeader(request, 'x-forwarded-for')));
  }

  /** Who keeps sending what proves nothing is told to wait. Whoever proves something is never asked how often. */
  function limited(request: IncomingMessage, otherwise: OutgoingResponse): OutgoingResponse {
    if (otherwise.status !== 401) return otherwise;
    const seconds = limit.fail(clientOf(request));
    if (seconds === 0) return otherwise;
    return { status: 429, body: { error: 'too many requests' }, headers: { 'Retry-After': String(seconds) } };
  }

  async function health(): Promise<OutgoingResponse> {
    const { version } = deps;
    return closing !== undefined
      ? { status: 503, body: { status: 'closing', version } }
      : { status: 200, body: { status: 'ok', version } };
  }

  async function readiness(): Promise<OutgoingResponse> {
    try {
      if (draining) return { status: 503, body: { status: closing === undefined ? 'draining' : 'closing' } };
      await isReady();
      return { status: 200, body: { status: 'ready' } };
    } catch (err) {
      refusals.say('warn', 'not ready', { err }, 'The service is not ready.');
      return { status: 503, body: { status: 'not ready' } };
    }
  }

  const messages = handle(activity, sendDirect);
  restify.post(MESSAGES, async (request, response) =>
    withCorrelation(() => handle(activity)(request, response)),
  );
  const { scim } = deps;
  if (scim !== undefined) {
    const answer = handle(async (request) => {
      const answered = await scim(request);
      return answered === undefined ? undefined : limited(request, answered);
    });
    addScim(restify, async (request, response) => withCorrelation(() => answer(request, response)));
  }
  const { leaks } = deps;
  if (leaks !== undefined) {
    const report = handle(async (request) => {
      const outgoing = await leaks(request, clientOf(request));
      return outgoing === undefined ? undefined : limited(request, outgoing);
    });
    restify.post('/leaks', async (request, response) => withCorrelation(() => report(request, response)));
  }
  restify.get('/healthz', handle(health));
  restify.get('/readyz', handle(readiness));
  restify.get(
    '/metrics',
    handle(async () => ({
      status: 200,
      text: { contentType: metrics.contentType, text: await metrics.text() },
    })),
  );
  for (const { path, handler } of deps.pages ?? []) {
    restify.get(path, async (request, response) => {
      if (draining) response.setHeader('Connection', 'close');
      await withCorrelation(() => handler(request, response));
    });
  }

  return {
    url: await listen(restify.server, deps.port, deps.host),
    drain() {
      draining = true;
    },
    close(graceMs) {
      draining = true;
      closing ??= closeServer(restify.server, graceMs, connections);
      return closing;
    },
  };
}

function setTimeouts(server: Server): void {
  // restify hands no options on. Node reads these when it listens, and when a request begins.
  Object.assign(server, ARRIVAL);
  server.keepAliveTimeout = KEEP_ALIVE_TIMEOUT_MS;
  server.maxHeadersCount = EVERY_HEADER;
}

function statusOf(error: unknown): number {
  const status: unknown = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' && status >= 400 ? status : 500;
}
