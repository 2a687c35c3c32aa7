import type { IncomingMessage } from 'node:http';
import { PatkeeperError } from '../../core/errors.ts';
import type { LeakDesk } from '../../core/leaks/leak-desk.ts';
import type { Clock } from '../../core/ports.ts';
import type { OutgoingResponse } from '../bot/response.ts';
import type { RateLimitedLog } from '../rate-limited-log.ts';
import { readBody } from '../read-body.ts';
import { createFailureLimit } from '../verification/failure-limit.ts';
import { feedback, readReports } from './report-body.ts';
import type { FindSender } from './report-signature.ts';

export interface LeakEndpointDeps {
  readonly findSender: FindSender;
  readonly desk: LeakDesk;
  readonly clock: Clock;
  /** Told what strangers can make happen as often as they like. */
  readonly refusals: RateLimitedLog;
}

/** Answers one report; undefined when its sender went away. The client is its network, for the limits. */
export type LeakEndpoint = (
  request: IncomingMessage,
  client: string,
) => Promise<OutgoingResponse | undefined>;

const MOST_BYTES = 2 * 1024 * 1024;
/** 20 a second, and as many at once. */
const RATE = { burst: 20, everyMs: 50 };
/** Bodies that are read at a time, and as many that are worked on. */
const MOST_AT_ONCE = 8;

const UNKNOWN: OutgoingResponse = { status: 401, body: { error: 'unknown sender or wrong signature' } };
const NOT_JSON: OutgoingResponse = {
  status: 415,
  body: { error: 'the body must be plain application/json' },
};
const MALFORMED: OutgoingResponse = { status: 400, body: { error: 'the body is not a list of reports' } };
const TOO_MANY: OutgoingResponse = { status: 413, body: { error: 'too many reports at once' } };

/**
 * Creates the endpoint that takes reports of leaked secrets, in the form of GitHub's secret-scanning partner programme. Who
 * sends must be known by the head of the request before its body is read, and have signed the body before it is parsed.
 */
export function createLeakEndpoint(deps: LeakEndpointDeps): LeakEndpoint {
  const { findSender, desk, clock, refusals } = deps;
  const rate = createFailureLimit({ clock, rate: RATE });
  /** The one that came first in front. */
  const reading = new Set<IncomingMessage>();
  let working = 0;

  function refuse(response: OutgoingResponse): OutgoingResponse {
    refusals.say(
      'warn',
      `leaks ${response.status}`,
      { status: response.status },
      'a leak report was refused',
    );
    return response;
  }

  function later(error: unknown): OutgoingResponse {
    refusals.say(
      'error',
      'leaks 503',
      { err: error },
      'a leak report could not be taken: it must be sent again',
    );
    return again(503, 60, 'try again later');
  }

  /**
   * Whoever knows the name of a scanner, or of a public key, may begin a body without being able to sign it. Where too many are
   * read at a time, the one that has taken longest gives way: so nobody keeps others out by sending slowly.
   */
  async function read(request: IncomingMessage): ReturnType<typeof readBody> {
    const [first] = reading.size < MOST_AT_ONCE ? [] : reading;
    if (first !== undefined) {
      reading.delete(first);
      first.destroy();
    }
    reading.add(request);
    try {
      return await readBody(request, { maxBytes: MOST_BYTES });
    } finally {
      reading.delete(request);
    }
  }

  async function take(request: IncomingMessage): Promise<OutgoingResponse | undefined> {
    const sender = await findSender(request.headers).catch((error: unknown) => later(error));
    if (sender === undefined) return refuse(UNKNOWN);
    if ('status' in sender) return sender;
    if (!isPlainJson(request)) return refuse(NOT_JSON);
    const body = await read(request);
    if (body === undefined) return undefined;
    if (!Buffer.isBuffer(body)) return refuse({ status: body.status, body: { error: body.error } });
    if (!sender.hasSigned(body)) return refuse(UNKNOWN);
    if (working >= MOST_AT_ONCE) return refuse(again(503, 1, 'too many reports at a time'));
    working += 1;
    try {
      return await work(sender.reporter, body);
    } finally {
      working -= 1;
    }
  }

  async function work(reporter: string, body: Buffer): Promise<OutgoingResponse> {
    const reports = readReports(body);
    if (reports === undefined) return refuse(MALFORMED);
    if (reports === 'too-many') return refuse(TOO_MANY);
    try {
      return { status: 200, body: feedback(reports, await desk.take(reporter, reports)) };
    } catch (error) {
      if (error instanceof PatkeeperError) return later(error);
      throw error;
    }
  }

  return async (request, client) => {
    const seconds = rate.fail(client);
    if (seconds > 0) return refuse(again(429, seconds, 'too many requests'));
    return take(request);
  };
}

function isPlainJson({ headers }: IncomingMessage): boolean {
  const { 'content-encoding': encoding = 'identity', 'content-type': type = '' } = headers;
  return encoding.trim().toLowerCase() === 'identity' && /^application\/json\s*(?:;|$)/i.test(type.trim());
}

function again(status: number, seconds: number, error: string): OutgoingResponse {
  return { status, body: { error }, headers: { 'Retry-After': String(seconds) } };
}
