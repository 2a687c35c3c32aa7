import type { IncomingMessage } from 'node:http';
import { keepsToBounds } from '../../web/json-bounds.ts';
import { type ReadOptions, type Refusal, readBody } from '../read-body.ts';

/**
 * Real activities have a few hundred values and about twenty levels. A text with more values would keep the thread busy for
 * longer than its sender needs to send it. Code that recurses over the value must not run out of stack.
 */
const BOUNDS = { maxValues: 10_000, maxDepth: 100 };

const JSON_TYPE = 'application/json';
const UTF8 = new TextDecoder('utf-8', { fatal: true });
const ENCODED: Refusal = { status: 415, error: 'content-encoding not supported' };
const NOT_JSON: Refusal = { status: 415, error: 'content-type must be application/json' };
const MALFORMED: Refusal = { status: 400, error: 'body is not a JSON object' };

/** How a body is read. */
export interface ReadJsonOptions extends ReadOptions {
  /** The media types that it may have; JSON's own when absent. */
  readonly types?: readonly string[];
}

/**
 * Reads the JSON object in a request's body; undefined when the sender went away. restify's own parser is not used
 * because a compressed body that isn't one ends the process, and its limit counts compressed bytes.
 */
export async function readJson(
  request: IncomingMessage,
  { types = [JSON_TYPE], ...options }: ReadJsonOptions = {},
): Promise<{ readonly body: object } | Refusal | undefined> {
  const { 'content-encoding': encoding = 'identity', 'content-type': type = '' } = request.headers;
  if (encoding.trim().toLowerCase() !== 'identity') return ENCODED;
  if (!isOneOf(types, type)) return NOT_JSON;
  const bytes = await readBody(request, options);
  return Buffer.isBuffer(bytes) ? parse(bytes) : bytes;
}

function isOneOf(types: readonly string[], type: string): boolean {
  const [media = '', ...parameters] = type.toLowerCase().split(';');
  const charset = parameters.map((text) => text.trim()).find((text) => text.startsWith('charset='));
  return types.includes(media.trim()) && (charset === undefined || /^charset="?utf-8"?$/.test(charset));
}

function parse(bytes: Buffer): { readonly body: object } | Refusal {
  if (!keepsToBounds(bytes, BOUNDS)) return MALFORMED;
  try {
    const body: unknown = JSON.parse(UTF8.decode(bytes));
    if (!isObject(body) || Array.isArray(body)) return MALFORMED;
    makeHarmless(body);
    return { body };
  } catch {
    return MALFORMED;
  }
}

/** Removes keys that would change a prototype once some code assigns them. */
function makeHarmless(root: object): void {
  const open = [root];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    // Only if there is such a key: an object that lost a key stays slow.
    if (Object.hasOwn(next, '__proto__')) Reflect.deleteProperty(next, '__proto__');
    for (const child of Object.values(next)) if (isObject(child)) open.push(child);
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
