import type { IncomingMessage } from 'node:http';

/** Why a body was not read: the HTTP status and a fixed text for the sender. */
export interface Refusal {
  readonly status: 400 | 408 | 413 | 415;
  readonly error: string;
}

export interface ReadOptions {
  /** Most bytes of a body; 256 KB when absent. */
  readonly maxBytes?: number;
  /** How long a body may take to arrive, in milliseconds; 10 seconds when absent. */
  readonly timeoutMs?: number;
}

const MAX_BYTES = 256 * 1024;
const TIMEOUT_MS = 10_000;
const TOO_LARGE: Refusal = { status: 413, error: 'body too large' };
const TOO_SLOW: Refusal = { status: 408, error: 'body too slow' };

/** Reads the body of a request, up to the allowed size and time; undefined when the sender went away. */
export async function readBody(
  request: IncomingMessage,
  { maxBytes = MAX_BYTES, timeoutMs = TIMEOUT_MS }: ReadOptions = {},
): Promise<Buffer | Refusal | undefined> {
  if (Number(request.headers['content-length']) > maxBytes) return TOO_LARGE;
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(() => settle(TOO_SLOW), timeoutMs);

    function settle(outcome: Buffer | Refusal | undefined): void {
      clearTimeout(timer);
      request.off('data', onData).off('end', onEnd).off('close', onGone);
      request.pause();
      resolve(outcome);
    }
    function onData(chunk: Buffer): void {
      size += chunk.length;
      if (size > maxBytes) settle(TOO_LARGE);
      else chunks.push(chunk);
    }
    function onEnd(): void {
      settle(Buffer.concat(chunks));
    }
    function onGone(): void {
      settle(undefined);
    }
    // The error listener stays: a connection that breaks after the outcome is known must not end the process.
    request.on('data', onData).on('end', onEnd).on('close', onGone).on('error', onGone);
    if (request.destroyed) onGone();
  });
}
