import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Collector, PushOutcome } from '../core/audit/collector.ts';
import { errorCode } from '../core/files/error-code.ts';
import type { Secret } from '../core/secrets/secret.ts';
import { ocsfEvent } from './ocsf.ts';

export interface HttpsCollectorDeps {
  readonly url: URL;
  /** Sent as a bearer token. */
  readonly token?: Secret;
  /** Certificates to trust in place of the system's, PEM. */
  readonly ca?: string;
  /** The release that runs. */
  readonly version: string;
  /** The longest that an attempt may take, milliseconds. */
  readonly timeoutMs: number;
}

const TOO_LARGE = 413;

/** A collector that takes a JSON array of OCSF events by POST. Only an answer of 2xx means that it has them. */
export function createHttpsCollector(deps: HttpsCollectorDeps): Collector {
  return {
    async send(events) {
      const body = JSON.stringify(events.map((event) => ocsfEvent(event, deps.version)));
      try {
        return outcomeOf(await post(deps, body));
      } catch (error) {
        const isLate = error instanceof Error && error.name === 'TimeoutError';
        return { kind: 'not-taken', reason: isLate ? 'it did not answer in time' : reasonOf(error) };
      }
    },
  };
}

function reasonOf(error: unknown): string {
  return errorCode(error) ?? 'the connection failed';
}

function outcomeOf(status: number): PushOutcome {
  if (status >= 200 && status < 300) return { kind: 'taken' };
  return status === TOO_LARGE
    ? { kind: 'too-large' }
    : { kind: 'not-taken', reason: `it answered ${status}` };
}

function post({ url, token, ca, timeoutMs }: HttpsCollectorDeps, body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const headers = {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(body),
      ...(token === undefined ? {} : { Authorization: `Bearer ${token.reveal()}` }),
    };
    // A new connection each: one that a collector has forgotten would look like a failure.
    const options = { method: 'POST', headers, agent: false, ...(ca === undefined ? {} : { ca }) } as const;
    const signal = AbortSignal.timeout(timeoutMs);
    const sent = request(url, { ...options, signal }, (response) => {
      response.resume();
      // What a collector that fails in the middle of its answer has is unknown: it gets everything again.
      response.once('end', () => resolve(response.statusCode ?? 0));
      response.once('error', reject);
    });
    sent.once('error', (error) => reject(signal.aborted ? signal.reason : error));
    sent.end(body);
  });
}
