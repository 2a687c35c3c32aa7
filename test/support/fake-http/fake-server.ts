import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type Later, later as machineTimers } from '../../../src/core/timing/clock.ts';
import { type Answer, emptyAnswer, jsonAnswer } from './answer.ts';
import { type Call, readCall } from './call.ts';
import type { Fault } from './fault.ts';
import type { Faults } from './faults.ts';
import type { RecordedRequest } from './recorded-request.ts';

/** What a request led to. */
export interface Outcome {
  readonly answer: Answer;
  readonly person?: string;
  readonly error?: string;
}

/** A request that was understood; nothing has happened yet. */
export interface Route {
  readonly operation: string;
  /** The body as it is to be recorded. */
  readonly body?: unknown;
  /** Has the effect. */
  run(): Outcome;
  /** Answers the faults that only one of the fakes knows. */
  answerFault?(fault: Fault): Outcome | undefined;
  /** How request and answer are outside the contract; no answer when a fault took its place. */
  check?(answer: Answer | undefined): readonly string[];
}

/** What happens to the connection: an answer at once or later, or none. */
interface Reaction {
  readonly answer: Answer | undefined;
  readonly broken?: 'reset' | 'hang' | 'cut';
  readonly delayMs?: number;
}

/** A fake's server, started. */
export interface FakeServer {
  readonly url: string;
  readonly requests: RecordedRequest[];
  close(): Promise<void>;
}

/** Starts a fake on loopback: routes each request, lets faults get in between, and records it. */
export async function startFakeServer(deps: {
  readonly faults: Faults;
  readonly port?: number | undefined;
  readonly later?: Later | undefined;
  route(call: Call): Route;
  /** Answers the control page and its interface; undefined for everything else. */
  control(call: Call): Answer | undefined;
}): Promise<FakeServer> {
  const { faults, port = 0, later = machineTimers, route, control } = deps;
  const requests: RecordedRequest[] = [];
  const cancels = new Set<() => void>();

  /** Does what a request asks for, or what a fault makes of it. */
  function react(call: Call): Reaction {
    const found = route(call);
    const fault = faults.take(found.operation);
    if (fault === undefined) {
      const outcome = found.run();
      record(call, found, outcome, outcome.answer.status, found.check?.(outcome.answer));
      return { answer: outcome.answer };
    }
    const instead = answerInstead(fault, found);
    const outcome = instead ?? (needsEffect(fault) ? found.run() : undefined);
    const isBroken = fault.kind === 'reset' || fault.kind === 'hang' || fault.kind === 'cut';
    const status = isBroken ? 0 : (outcome?.answer.status ?? 0);
    record(call, found, outcome, status, found.check?.(undefined));
    const answer = outcome && alter(fault, outcome.answer);
    return {
      answer,
      ...(isBroken ? { broken: fault.kind } : {}),
      delayMs: fault.kind === 'delay' ? fault.ms : 0,
    };
  }

  function record(
    { method, url }: Call,
    { operation, body }: Route,
    outcome: Outcome | undefined,
    status: number,
    problems: readonly string[] = [],
  ): void {
    const { person, error } = outcome ?? {};
    requests.push({ method, url, operation, body, person, status, error, problems });
  }

  function carryOut({ answer, broken, delayMs = 0 }: Reaction, response: ServerResponse): void {
    if (broken === 'hang') return;
    if (answer === undefined || broken === 'reset') response.socket?.resetAndDestroy();
    else if (broken === 'cut') sendHalf(response, answer);
    else if (delayMs === 0) send(response, answer);
    else {
      const cancel = later(delayMs, () => {
        cancels.delete(cancel);
        send(response, answer);
      });
      cancels.add(cancel);
    }
  }

  const server = createServer((request, response) => {
    readCall(request)
      .then((call) => {
        const own = control(call);
        carryOut(own === undefined ? react(call) : { answer: own }, response);
      })
      .catch((error: unknown) => {
        // A defect of the fake itself: the test must see it, not a time-out.
        if (!response.headersSent) send(response, jsonAnswer(599, { message: `the fake failed: ${error}` }));
      });
  }).listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The fake has no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    async close() {
      for (const cancel of cancels) cancel();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function answerInstead(fault: Fault, route: Route): Outcome | undefined {
  if (fault.kind !== 'status') return route.answerFault?.(fault);
  const { status, retryAfter, contentType, body } = fault;
  const wait: Record<string, string> = retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) };
  const headers = { ...(status === 429 ? RATE_LIMIT : {}), ...wait };
  if (body === undefined) {
    // Both protocols' ways to say it in one: `error` is Entra's, `message` Azure DevOps'.
    const told = { error: 'temporarily_unavailable', message: `status ${status}, on purpose` };
    return { answer: jsonAnswer(status, told, headers) };
  }
  return { answer: { status, headers: { 'Content-Type': contentType ?? 'text/plain', ...headers }, body } };
}

function needsEffect(fault: Fault): boolean {
  return fault.kind === 'reset' || fault.kind === 'hang' ? fault.when === 'after' : true;
}

function alter(fault: Fault, answer: Answer): Answer {
  if (fault.kind === 'slowed') {
    const headers = { ...answer.headers, ...RATE_LIMIT, 'Retry-After': String(fault.retryAfter) };
    return { ...answer, headers: { ...headers, 'X-RateLimit-Delay': String(fault.retryAfter) } };
  }
  return fault.kind === 'garbage' ? { ...answer, body: answer.body.slice(0, -2) } : answer;
}

function sendHalf(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...headers, 'Content-Length': String(Buffer.byteLength(body) + 1) });
  response.write(body.slice(0, body.length / 2));
  setImmediate(() => response.socket?.resetAndDestroy());
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { 'Cache-Control': 'no-store', ...headers });
  response.end(body);
}

/** A route for what nobody knows. */
export const UNKNOWN_ROUTE: Route = { operation: 'unknown', run: () => ({ answer: emptyAnswer(404) }) };

const RATE_LIMIT = {
  'X-RateLimit-Resource': 'fake/requests',
  'X-RateLimit-Limit': '200',
  'X-RateLimit-Remaining': '0',
  'X-RateLimit-Reset': '0',
};
