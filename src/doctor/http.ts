import { connectionErrorCode } from '../web/connection-error.ts';

/** Short, because a person waits at the terminal. */
const TIMEOUT_MS = 5_000;

/** What became of one request. */
export type Reply =
  | { readonly kind: 'answer'; readonly status: number; readonly headers: Headers; readonly text: string }
  /** No answer; `why` is made for a sentence, `code` is the system's name for it or empty. */
  | { readonly kind: 'unreached'; readonly why: string; readonly code: string };

export interface AskOptions {
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Sends one request, following no redirects. Never rejects. */
export async function ask(url: string | URL, options: AskOptions = {}): Promise<Reply> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const response = await fetch(url, { ...options, signal, redirect: 'manual' });
    return {
      kind: 'answer',
      status: response.status,
      headers: response.headers,
      text: await response.text(),
    };
  } catch (error) {
    if (signal.aborted)
      return { kind: 'unreached', why: `no answer in ${TIMEOUT_MS / 1000} s`, code: 'TIMEOUT' };
    const code = connectionErrorCode(error) ?? '';
    return { kind: 'unreached', why: reasonFor(code), code };
  }
}

/** The body as JSON; undefined when it is none. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A few words on a failure of the network. */
export function reasonFor(code: string): string {
  const named = code === '' ? '' : ` (${code})`;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `this machine doesn’t know its name${named}`;
  if (code === 'ECONNREFUSED') return `nothing listens there${named}`;
  if (/CERT|SIGNATURE|ALTNAME|TLS|SSL/.test(code))
    return `this machine doesn’t trust its certificate${named}`;
  return `no connection${named}`;
}
