import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Later, later } from '../core/clock.ts';
import { PatkeeperError } from '../core/errors.ts';
import { createCalmLog } from './calm-log.ts';
import { createClientAddress, networkOf, type Subnet } from './client-address.ts';
import { createFailureLimit } from './failure-limit.ts';
import { closeServer, listen } from './lifecycle.ts';
import { firstHeader, isWhole, joinedHeader } from './raw-headers.ts';
import {
  jsonAnswer,
  limitedAnswer,
  UNAVAILABLE,
  type VerifyAnswer,
  type VerifyOutcome,
} from './verify-answer.ts';
import { createClientCheck, type VerifyClient } from './verify-clients.ts';
import type { EndpointDeps } from './verify-deps.ts';
import { createIdleSweep } from './verify-idle-sweep.ts';
import { logRequest } from './verify-request-log.ts';
import { createRoutes } from './verify-routes.ts';

const LIMITS = {
  /** Node answers 431 beyond, before anything of ours runs. */
  maxHeaderSize: 16 * 1024,
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  /** Off: the idle sweep does it. */
  keepAliveTimeout: 0,
};
/** Longer than a proxy keeps its idle connections (nginx: 60 s), which else meets one just closed. */
const IDLE_MS = 65_000;
const PEPPER_LOG_MS = 60_000;

export interface VerifyListenerDeps extends Omit<EndpointDeps, 'checkClient' | 'failed'> {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly clients: readonly VerifyClient[];
  readonly trustedProxies: readonly Subnet[];
  /** Told what became of each request, for metrics. */
  readonly onAnswer: (outcome: VerifyOutcome) => void;
  /** Called for each request that carries X-Forwarded-For. */
  readonly onForwardedFor?: () => void;
  /** The machine's timers when left out. */
  readonly later?: Later;
}

export interface VerifyListener {
  readonly url: string;
  /** Stops accepting, waits for running requests up to `graceMs`, then ends the rest. */
  close(graceMs: number): Promise<void>;
}

/**
 * Starts the listener where reverse proxies and services have tokens verified. It is bare `node:http`: it stands in
 * front of every request to other services, and restify alone takes more time than a verification does.
 * Rejects when the address can't be listened on.
 */
export async function createVerifyListener(deps: VerifyListenerDeps): Promise<VerifyListener> {
  const { clock, onAnswer } = deps;
  let closing: Promise<void> | undefined;
  let sayPepperAgainAt = Number.NEGATIVE_INFINITY;
  const log = createCalmLog({ log: deps.log, clock });
  const addressOf = createClientAddress({ trusted: deps.trustedProxies });
  const limit = createFailureLimit({ clock });
  const checkClient = createClientCheck(deps.clients);
  const endpoint = createRoutes({ ...deps, log, checkClient, failed }, () => closing !== undefined);

  function clientOf(request: IncomingMessage): string {
    return addressOf(request.socket.remoteAddress, joinedHeader(request, 'x-forwarded-for'));
  }

  function failed(request: IncomingMessage, otherwise: VerifyAnswer): VerifyAnswer {
    const retrySeconds = limit.fail(networkOf(clientOf(request)));
    return retrySeconds === 0 ? otherwise : limitedAnswer(retrySeconds);
  }

  function fault(err: unknown): VerifyAnswer {
    if (err instanceof PatkeeperError) {
      if (err.code === 'unknown-pepper') sayPepper(err);
      else log.warn({ err }, 'a token could not be verified');
      return UNAVAILABLE;
    }
    const correlationId = randomUUID();
    log.error({ err, correlationId }, 'a request to verify failed unexpectedly');
    return jsonAnswer('failed', 500, { error: 'internal error', correlationId });
  }

  /** It lasts until somebody mends it, and every request with such a token meets it. */
  function sayPepper(err: PatkeeperError): void {
    if (clock.now() < sayPepperAgainAt) return;
    sayPepperAgainAt = clock.now() + PEPPER_LOG_MS;
    deps.log.error({ err }, "tokens can't be verified: TOKEN_PEPPER or pepper.json here lacks their pepper");
  }

  function send(request: IncomingMessage, response: ServerResponse, given: VerifyAnswer | undefined): void {
    if (given === undefined) return void response.destroy();
    // An unread body must not be taken for the next request, and a closing listener gets no next one.
    if (closing !== undefined || !isWhole(request)) response.shouldKeepAlive = false;
    response.writeHead(given.status, given.headers);
    response.end(given.body);
    use(request.socket);
    onAnswer(given.outcome);
    logRequest(log, request, given, clientOf);
  }

  /** An answer that is there at once is sent at once: to wait for it costs a tenth of what all else does. */
  function handle(request: IncomingMessage, response: ServerResponse): void {
    use(request.socket);
    if (firstHeader(request, 'x-forwarded-for') !== undefined) deps.onForwardedFor?.();
    let given: VerifyAnswer | undefined | Promise<VerifyAnswer | undefined>;
    try {
      given = endpoint(request);
    } catch (err) {
      given = fault(err);
    }
    if (given instanceof Promise) void given.catch(fault).then((answer) => send(request, response, answer));
    else send(request, response, given);
  }

  const server = createServer(LIMITS, handle);
  const use = createIdleSweep({ server, idleMs: IDLE_MS, later: deps.later ?? later });
  const url = await listen(server, deps.port, deps.host);
  server.on('error', (err) => log.error({ err }, 'The listening socket for verification failed.'));
  return {
    url,
    close(graceMs) {
      closing ??= closeServer(server, graceMs);
      return closing;
    },
  };
}
