import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { PatkeeperError } from '../../core/errors.ts';
import { type Later, later } from '../../core/timing/clock.ts';
import { repeatedHeader } from '../../web/repeated-header.ts';
import { guardConnections } from '../connection-guard.ts';
import { closeServer, listen } from '../lifecycle.ts';
import { ARRIVAL, EVERY_HEADER, hasTooManyHeaders, TOO_MANY_CONNECTIONS } from '../limits.ts';
import { createRateLimitedLog } from '../rate-limited-log.ts';
import { firstHeader, isWhole, joinedHeader } from '../raw-headers.ts';
import { createClientAddress, createProxyCheck, neighbourhoodOf, type Subnet } from './client-address.ts';
import { createClientCheck, type VerifyClient } from './clients.ts';
import type { EndpointDeps } from './endpoint.ts';
import { ENGLISH } from './english.ts';
import { createEvenVerifier } from './even-verifier.ts';
import { createIdleSweep } from './idle-sweep.ts';
import { createVerifyRefusals } from './refusals.ts';
import { logRequest } from './request-log.ts';
import {
  jsonResponse,
  textResponse,
  UNAVAILABLE,
  type VerifyOutcome,
  type VerifyResponse,
} from './response.ts';
import { createRoutes } from './routes.ts';

const OPTIONS = {
  ...ARRIVAL,
  /** Node answers 431 beyond, before anything of ours runs. */
  maxHeaderSize: 16 * 1024,
  /** Off: the idle sweep does it. */
  keepAliveTimeout: 0,
};
/** Longer than a proxy keeps its idle connections (nginx: 60 s), which else meets one just closed. */
const IDLE_MS = 65_000;
const LOST_PEPPER = "tokens can't be verified: TOKEN_PEPPER or pepper.json here lacks their pepper";
const TOO_MANY_HEADERS = textResponse('bad-request', 431, ENGLISH.say('http.too-many-headers'));

/** What the listener makes for its endpoints itself. */
type Made =
  | 'checkClient'
  | 'limitedLog'
  | 'isTrusted'
  | 'addressOf'
  | 'networkOf'
  | 'refuse'
  | 'refuseClient';

export interface VerifyListenerDeps extends Omit<EndpointDeps, Made> {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly clients: readonly VerifyClient[];
  readonly trustedProxies: readonly Subnet[];
  /** Most connections at a time. */
  readonly maxConnections: number;
  /** Told what became of each request, for metrics. */
  readonly onAnswer: (outcome: VerifyOutcome) => void;
  /** Called for each request that carries X-Forwarded-For. */
  readonly onForwardedFor?: () => void;
  /** The machine's timers when left out. */
  readonly later?: Later;
}

export interface VerifyListener {
  readonly url: string;
  /** Ends each connection with its next answer; everything is still answered. */
  drain(): void;
  /** Stops accepting, waits for running requests up to `graceMs`, then ends the rest. */
  close(graceMs: number): Promise<void>;
}

/**
 * Starts the listener where reverse proxies and services have tokens verified. It is bare `node:http`: it stands in
 * front of every request to other services, and restify alone takes more time than a verification does.
 * Rejects when the address can't be listened on.
 */
export async function createVerifyListener(deps: VerifyListenerDeps): Promise<VerifyListener> {
  const { clock, onAnswer, onForwardedFor } = deps;
  let closing: Promise<void> | undefined;
  const limitedLog = createRateLimitedLog({ log: deps.log, later: deps.later ?? later });
  let draining = false;
  const trusted = { trusted: deps.trustedProxies };
  const toAddress = createClientAddress(trusted);
  const isProxy = createProxyCheck(trusted);
  const sender = {
    clientOf: (request: IncomingMessage) =>
      toAddress(request.socket.remoteAddress, joinedHeader(request, 'x-forwarded-for')),
    isTrusted: (request: IncomingMessage) => isProxy(request.socket.remoteAddress),
  };
  const checkClient = createClientCheck(deps.clients);
  const refusals = createVerifyRefusals({ ...sender, clock });
  /** Without a header the proxy itself asks, or a client that it says nothing of. */
  const addressOf = (request: IncomingMessage) => {
    const forwardedFor = sender.isTrusted(request) ? joinedHeader(request, 'x-forwarded-for') : undefined;
    return forwardedFor === undefined ? undefined : toAddress(request.socket.remoteAddress, forwardedFor);
  };
  const networkOf = (request: IncomingMessage) => {
    const address = addressOf(request);
    return address === undefined ? undefined : neighbourhoodOf(address);
  };
  const verify = createEvenVerifier(deps.verify);
  const made = { verify, limitedLog, checkClient, addressOf, networkOf, ...sender, ...refusals };
  const endpoint = createRoutes({ ...deps, ...made }, () => closing !== undefined);

  function fault(err: unknown): VerifyResponse {
    if (err instanceof PatkeeperError) {
      if (err.code === 'unknown-pepper') limitedLog.say('error', err.code, { err }, LOST_PEPPER);
      else limitedLog.say('warn', err.code, { err }, 'a token could not be verified');
      return UNAVAILABLE;
    }
    const correlationId = randomUUID();
    const kind = `fault: ${err instanceof Error ? err.name : typeof err}`;
    limitedLog.say('error', kind, { err, correlationId }, 'a request to verify failed unexpectedly');
    return jsonResponse('failed', 500, { error: 'internal error', correlationId });
  }

  function send(request: IncomingMessage, response: ServerResponse, given: VerifyResponse | undefined): void {
    if (given === undefined) return void response.destroy();
    // An unread body must not be taken for the next request, and a closing listener gets no next one.
    if (draining || !isWhole(request)) response.shouldKeepAlive = false;
    response.writeHead(given.status, given.headers);
    response.end(given.body);
    use(request.socket);
    onAnswer(given.outcome);
    logRequest({ log: deps.log, limitedLog }, request, given, sender);
  }

  /** What is wrong with a request whatever it asks. */
  function malformed(request: IncomingMessage): VerifyResponse | undefined {
    if (hasTooManyHeaders(request)) return TOO_MANY_HEADERS;
    const header = repeatedHeader(request);
    if (header === undefined) return undefined;
    return textResponse('bad-request', 400, ENGLISH.say('http.repeated-header', { header }));
  }

  /** An answer that is there at once is sent at once: to wait for it costs a tenth of what all else does. */
  function handle(request: IncomingMessage, response: ServerResponse): void {
    use(request.socket);
    if (onForwardedFor !== undefined && firstHeader(request, 'x-forwarded-for') !== undefined)
      onForwardedFor();
    let given: VerifyResponse | undefined | Promise<VerifyResponse | undefined>;
    try {
      given = malformed(request) ?? endpoint(request);
    } catch (err) {
      given = fault(err);
    }
    if (given instanceof Promise)
      void given.catch(fault).then((outgoing) => send(request, response, outgoing));
    else send(request, response, given);
  }

  const server = createServer(OPTIONS, handle);
  server.maxHeadersCount = EVERY_HEADER;
  const connections = guardConnections({
    server,
    most: deps.maxConnections,
    isProxy,
    onFull: () => limitedLog.say('warn', 'connections', { most: deps.maxConnections }, TOO_MANY_CONNECTIONS),
  });
  const use = createIdleSweep({ server, idleMs: IDLE_MS, later: deps.later ?? later });
  const url = await listen(server, deps.port, deps.host);
  server.on('error', (err) => deps.log.error({ err }, 'The listening socket for verification failed.'));
  return {
    url,
    drain() {
      draining = true;
    },
    close(graceMs) {
      limitedLog.flush();
      draining = true;
      closing ??= closeServer(server, graceMs, connections);
      return closing;
    },
  };
}
