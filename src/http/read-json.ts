import type { IncomingMessage } from 'node:http';

const MAX_BYTES = 256 * 1024;
const TIMEOUT_MS = 10_000;
/** Real activities nest some twenty levels; code behind us that recurses must not run out of stack. */
const MAX_DEPTH = 100;

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

const TOO_LARGE: Refusal = { status: 413, error: 'body too large' };
const TOO_SLOW: Refusal = { status: 408, error: 'body too slow' };
const ENCODED: Refusal = { status: 415, error: 'content-encoding not supported' };
const NOT_JSON: Refusal = { status: 415, error: 'content-type must be application/json' };
const MALFORMED: Refusal = { status: 400, error: 'body is not a JSON object' };

/**
 * Reads the JSON object in a request's body; undefined when the sender went away. restify's own parser is not used
 * because a compressed body that isn't one ends the process, and its limit counts compressed bytes.
 */
export async function readJson(
  request: IncomingMessage,
  { maxBytes = MAX_BYTES, timeoutMs = TIMEOUT_MS }: ReadOptions = {},
): Promise<{ readonly body: object } | Refusal | undefined> {
  const { 'content-encoding': encoding = 'identity', 'content-type': type = '' } = request.headers;
  if (encoding.trim().toLowerCase() !== 'identity') return ENCODED;
  if (!isJsonType(type)) return NOT_JSON;
  if (Number(request.headers['content-length']) > maxBytes) return TOO_LARGE;
  const bytes = await collect(request, maxBytes, timeoutMs);
  return Buffer.isBuffer(bytes) ? parse(bytes) : bytes;
}

function isJsonType(type: string): boolean {
  const [media = '', ...parameters] = type.toLowerCase().split(';');
  const charset = parameters.map((text) => text.trim()).find((text) => text.startsWith('charset='));
  return (
    media.trim() === 'application/json' && (charset === undefined || /^charset="?utf-8"?$/.test(charset))
  );
}

function collect(
  request: IncomingMessage,
  maxBytes: number,
  timeoutMs: number,
): Promise<Buffer | Refusal | undefined> {
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

function parse(bytes: Buffer): { readonly body: object } | Refusal {
  try {
    const body: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return isObject(body) && !Array.isArray(body) && makeHarmless(body) ? { body } : MALFORMED;
  } catch {
    return MALFORMED;
  }
}

/** Removes keys that would change a prototype once some code assigns them; false when the value nests too deep. */
function makeHarmless(root: object): boolean {
  const open = [{ value: root, depth: 1 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.depth > MAX_DEPTH) return false;
    Reflect.deleteProperty(next.value, '__proto__');
    for (const child of Object.values(next.value)) {
      if (isObject(child)) open.push({ value: child, depth: next.depth + 1 });
    }
  }
  return true;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
