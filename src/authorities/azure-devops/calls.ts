import { createHash } from 'node:crypto';
import type { Clock, Log } from '../../core/ports.ts';
import { retryAfterMs } from '../../web/retry-after.ts';
import type { Ask, Exchange } from './exchange.ts';
import type { Outcome } from './outcome.ts';
import { outcomeOf } from './read-response.ts';

export interface CallsDeps {
  /** Address of the service, for example `https://vssps.dev.azure.com`. */
  readonly base: string;
  readonly exchange: Exchange;
  readonly clock: Clock;
  readonly log: Log;
  /** Told what became of each call, for metrics. */
  readonly onOutcome?: (outcome: Outcome<unknown>['kind']) => void;
}

/** One call: what is asked for, and how its answer is read. */
export interface Call<T> {
  readonly method: Ask['method'];
  readonly accessToken: string;
  /** Absent for calls that belong to no organization. */
  readonly organization?: string;
  readonly path: readonly string[];
  readonly query: Readonly<Record<string, string>>;
  readonly body?: object;
  /** Whether the call changes something. If its answer is missing, nobody knows whether the change was made. */
  readonly changes?: true;
  readonly read: (text: string, headers: Headers) => T | undefined;
}

/** Makes calls of one of Azure DevOps' hosts. Never rejects. */
export type Calls = <T>(call: Call<T>) => Promise<Outcome<T>>;

/** Outcomes that don't mean that the service is unwell. They are no warnings. */
const USUAL: readonly Outcome<unknown>['kind'][] = ['ok', 'refused', 'signed-out', 'claims', 'not-found'];

/** Makes the calls of one host: writes the address, reads the answer and logs the outcome, no token and no free text with it. */
export function createCalls({ base, exchange, clock, log, onOutcome }: CallsDeps): Calls {
  const root = base.replace(/\/+$/, '');

  return async (call) => {
    const { method, accessToken, organization, body } = call;
    const url = urlOf(root, call);
    // No organization and no id is written like this, so there is none.
    if (url === undefined) return { kind: 'not-found' };
    const lane = `${url.host}/${organization?.toLowerCase() ?? ''}/${digestOf(accessToken)}`;
    const reply = await exchange({ method, url, accessToken, lane, ...(body === undefined ? {} : { body }) });
    const headers = reply.kind === 'response' ? reply.headers : new Headers();
    const outcome = outcomeOf(reply, {
      safe: call.changes !== true,
      retryAfterMs: retryAfterMs(headers.get('retry-after'), clock.now()),
      read: call.read,
    });
    onOutcome?.(outcome.kind);
    log[USUAL.includes(outcome.kind) ? 'debug' : 'warn'](
      {
        method,
        path: call.path.at(-1),
        organization,
        outcome: outcome.kind,
        ...('reason' in outcome ? { reason: outcome.reason } : {}),
        ...('error' in outcome ? { refusal: outcome.error } : {}),
        ...(reply.kind === 'response' ? { status: reply.status } : {}),
        // What Microsoft's support asks for.
        activityId: headers.get('activityid') ?? undefined,
      },
      'called Azure DevOps',
    );
    return outcome;
  };
}

/** Azure DevOps slows down each person separately. A limit for one person means nothing for the others. */
function digestOf(accessToken: string): string {
  return createHash('sha256').update(accessToken).digest('base64url').slice(0, 16);
}

/** Undefined for parts that make no path of their own: dot segments lead elsewhere whatever their encoding. */
function urlOf(root: string, { organization, path, query }: Call<unknown>): URL | undefined {
  const parts = organization === undefined ? path : [organization, '_apis', ...path];
  if (parts.some((part) => /^\.{0,2}$/.test(part))) return undefined;
  try {
    const url = new URL(`${root}/${parts.map(encodeURIComponent).join('/')}`);
    url.search = new URLSearchParams({ ...query }).toString();
    return url;
  } catch {
    return undefined;
  }
}
