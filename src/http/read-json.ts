import type { IncomingMessage } from 'node:http';
import { type ReadOptions, type Refusal, readBody } from './read-body.ts';

/** Real activities nest some twenty levels; code behind us that recurses must not run out of stack. */
const MAX_DEPTH = 100;

const ENCODED: Refusal = { status: 415, error: 'content-encoding not supported' };
const NOT_JSON: Refusal = { status: 415, error: 'content-type must be application/json' };
const MALFORMED: Refusal = { status: 400, error: 'body is not a JSON object' };

/**
 * Reads the JSON object in a request's body; undefined when the sender went away. restify's own parser is not used
 * because a compressed body that isn't one ends the process, and its limit counts compressed bytes.
 */
export async function readJson(
  request: IncomingMessage,
  options: ReadOptions = {},
): Promise<{ readonly body: object } | Refusal | undefined> {
  const { 'content-encoding': encoding = 'identity', 'content-type': type = '' } = request.headers;
  if (encoding.trim().toLowerCase() !== 'identity') return ENCODED;
  if (!isJsonType(type)) return NOT_JSON;
  const bytes = await readBody(request, options);
  return Buffer.isBuffer(bytes) ? parse(bytes) : bytes;
}

function isJsonType(type: string): boolean {
  const [media = '', ...parameters] = type.toLowerCase().split(';');
  const charset = parameters.map((text) => text.trim()).find((text) => text.startsWith('charset='));
  return (
    media.trim() === 'application/json' && (charset === undefined || /^charset="?utf-8"?$/.test(charset))
  );
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
