import { claimsOf } from './claims-challenge.ts';
import { type Outcome, ok, type Reply } from './outcome.ts';
import { readProblem, readRefusal } from './wire.ts';

/** The pause for an answer that asks for one without saying how long. */
const USUAL_PAUSE_MS = 5_000;
/** Server errors that come before anything was done. */
const BEFORE_ACTING = [501, 503];

type ReceivedResponse = Extract<Reply, { kind: 'response' }>;

export interface ReadingOptions<T> {
  /** Whether the call changes nothing. Then a lost answer loses nothing. */
  readonly safe: boolean;
  /** How long the answer asks to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** Reads the text of a successful answer; undefined when it isn't what was asked for. */
  readonly read: (text: string, headers: Headers) => T | undefined;
}

/** What a reply means. Source: "How failures look" of the service; its refusals come with any status, most often 200. */
export function outcomeOf<T>(reply: Reply, options: ReadingOptions<T>): Outcome<T> {
  if (reply.kind === 'busy') return { kind: 'throttled', retryAfterMs: reply.retryAfterMs };
  if (reply.kind === 'unsent') return { kind: 'unavailable', reason: reply.reason };
  if (reply.kind === 'broken') return missing(reply.reason, options.safe);
  return outcomeOfResponse(reply, options);
}

function outcomeOfResponse<T>(response: ReceivedResponse, options: ReadingOptions<T>): Outcome<T> {
  const { status, headers, text } = response;
  const claims = status === 401 ? claimsOf(headers.get('www-authenticate')) : undefined;
  if (claims !== undefined) return { kind: 'claims', claims };
  if (asksToSignIn(response)) return { kind: 'signed-out' };
  const refusal = readRefusal(text);
  if (refusal !== undefined) return { kind: 'refused', ...refusal };
  if (status >= 300) return failureOf(response, options);
  const value = options.read(text, headers);
  return value === undefined ? missing("Azure DevOps' answer can't be read", options.safe) : ok(value);
}

/**
 * Redirects and pages mean what a 401 means to other programs. A page with an error status is only the page of that error.
 */
function asksToSignIn({ status, headers, text }: ReceivedResponse): boolean {
  if (status === 203 || (status >= 300 && status < 400)) return true;
  const isPage =
    headers.get('content-type')?.toLowerCase().includes('html') || text.trimStart().startsWith('<');
  return status < 300 && isPage;
}

function failureOf<T>(response: ReceivedResponse, { safe, retryAfterMs }: ReadingOptions<T>): Outcome<T> {
  const { status, text } = response;
  if (status === 401) return { kind: 'signed-out' };
  if (status === 403) return { kind: 'forbidden' };
  if (status === 404 || status === 410) return { kind: 'not-found' };
  if (status === 429 || (status === 503 && retryAfterMs !== undefined)) {
    return { kind: 'throttled', retryAfterMs: retryAfterMs ?? USUAL_PAUSE_MS };
  }
  const reason = `Azure DevOps answered ${status}`;
  if (status >= 500) return missing(reason, safe || BEFORE_ACTING.includes(status));
  if (status === 408) return { kind: 'unavailable', reason };
  return { kind: 'refused', error: readProblem(text) ?? `HTTP ${status}` };
}

function missing(reason: string, safe: boolean): Outcome<never> {
  return { kind: safe ? 'unavailable' : 'lost', reason };
}
