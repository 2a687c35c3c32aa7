import type { IncomingMessage } from 'node:http';

/**
 * Headers that say who asks, or where the request ends. Node keeps the first of two, other programs the last, and a proxy before us
 * may have judged the other one: none of them may stand twice (RFC 9110 section 5.3, RFC 9112 section 3.2).
 */
const SINGLE = new Set([
  'authorization',
  'host',
  'content-length',
  'content-type',
  'origin',
  'sec-fetch-site',
  'x-local-key',
  'x-leak-key',
  'x-leak-time',
  'x-leak-signature',
  'github-public-key-identifier',
  'github-public-key-signature',
]);
/** Most headers have another length than any of these, and cost no more than this look. */
const LENGTHS = new Set([...SINGLE].map(({ length }) => length));

/** The name of a header that stands twice although it must not, whatever its values; undefined when there is none. */
export function repeatedHeader({ rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>): string | undefined {
  const seen: string[] = [];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const given = rawHeaders[i] ?? '';
    if (!LENGTHS.has(given.length)) continue;
    const name = given.toLowerCase();
    if (!SINGLE.has(name)) continue;
    if (seen.includes(name)) return name;
    seen.push(name);
  }
  return undefined;
}
