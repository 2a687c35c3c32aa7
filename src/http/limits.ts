/** Limits of both listeners: how long a request may take to arrive, and how large its head may be. */
export const ARRIVAL = {
  /** From the beginning of a connection, or of a request on it, to the end of the head. Milliseconds. */
  headersTimeout: 10_000,
  /** To the end of the body. */
  requestTimeout: 20_000,
  /** How often Node checks for late requests. With its default of 30 seconds a head could take 40 seconds to arrive. */
  connectionsCheckingInterval: 1_000,
};

/** Node leaves out headers beyond a number, so that a client could push out those that its proxy adds: 0 keeps all. */
export const EVERY_HEADER = 0;
/** More headers than any proxy or browser sends. */
const MOST_HEADERS = 100;

/** Whether a request has more headers than is sane: to be refused with 431 before anything reads them. */
export function hasTooManyHeaders({ rawHeaders }: { readonly rawHeaders: readonly string[] }): boolean {
  return rawHeaders.length > 2 * MOST_HEADERS;
}

/** For the log: someone holds connections open, or there are more callers than connections. */
export const TOO_MANY_CONNECTIONS = 'there are too many connections: the oldest unused one was ended';
