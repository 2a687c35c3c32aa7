import type { IncomingMessage } from 'node:http';

/**
 * One header by its name in lower case, the first if there are several; undefined when it isn't there. Unlike
 * `request.headers` it doesn't first build an object of all headers, which takes longer than everything else in a refusal.
 */
export function firstHeader({ rawHeaders }: IncomingMessage, name: string): string | undefined {
  for (let i = 0; i < rawHeaders.length; i += 2) if (isNamed(rawHeaders[i], name)) return rawHeaders[i + 1];
  return undefined;
}

/** Every value of a name, in the order in which they came. */
export function allHeaders({ rawHeaders }: IncomingMessage, name: string): readonly string[] {
  return rawHeaders.filter((_, index) => index % 2 === 1 && isNamed(rawHeaders[index - 1], name));
}

/** One header that stands there once; undefined when it isn't there, or twice: nobody knows then which one our proxy wrote. */
export function onlyHeader(request: IncomingMessage, name: string): string | undefined {
  const [only, ...others] = allHeaders(request, name);
  return others.length === 0 ? only : undefined;
}

/** Every header of a name, joined by commas as RFC 9110 section 5.3 allows for lists; undefined when there is none. */
export function joinedHeader({ rawHeaders }: IncomingMessage, name: string): string | undefined {
  let joined: string | undefined;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (isNamed(rawHeaders[i], name))
      joined = joined === undefined ? rawHeaders[i + 1] : `${joined},${rawHeaders[i + 1]}`;
  }
  return joined;
}

/** Whether the whole request has arrived. Node itself knows this only after it has handed out the request. */
export function isWhole(request: IncomingMessage): boolean {
  if (request.complete) return true;
  const length = firstHeader(request, 'content-length');
  return (length === undefined || length === '0') && firstHeader(request, 'transfer-encoding') === undefined;
}

function isNamed(given: string | undefined, name: string): boolean {
  return given?.length === name.length && given.toLowerCase() === name;
}
