const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [ARRAY_OPENS, ARRAY_CLOSES, OBJECT_OPENS, OBJECT_CLOSES] = [0x5b, 0x5d, 0x7b, 0x7d];

export interface JsonBounds {
  /** Maximum number of values: objects, arrays and their contents. */
  readonly maxValues: number;
  /** Maximum depth of objects and arrays. */
  readonly maxDepth: number;
}

/**
 * Whether a JSON text (RFC 8259, UTF-8) stays within the bounds, without parsing it: parsing a short text of many small
 * values takes far longer than reading it. Each container and each comma counts as one value, so the count is never too low.
 * A text that isn't JSON is left for the parser to refuse.
 */
export function keepsToBounds(json: Uint8Array, { maxValues, maxDepth }: JsonBounds): boolean {
  let [values, depth] = [1, 0];
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at];
    if (byte === QUOTE) at = endOfString(json, at);
    else if (byte === COMMA) values += 1;
    else if (byte === ARRAY_OPENS || byte === OBJECT_OPENS) {
      values += 1;
      depth += 1;
    } else if (byte === ARRAY_CLOSES || byte === OBJECT_CLOSES) depth -= 1;
    if (values > maxValues || depth > maxDepth) return false;
  }
  return true;
}

/** Where the string that begins at `from` has its closing quote; the end of the text if it has none. */
function endOfString(json: Uint8Array, from: number): number {
  let at = from + 1;
  while (at < json.length && json[at] !== QUOTE) at += json[at] === BACKSLASH ? 2 : 1;
  return at;
}
