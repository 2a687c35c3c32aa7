/** One request that tries to make a backend believe something that Patkeeper did not say. */
export interface Attempt {
  readonly title: string;
  /** The bytes of the request, for an address and the value of an Authorization header. */
  bytes(host: string, authorization: string): Buffer;
}

/** The headers that ask for a WebSocket. */
export function websocket(connection: string): string[] {
  return [
    `Connection: ${connection}`,
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  ];
}

/** A GET request with these lines of headers. */
export function get(
  title: string,
  headers: readonly string[],
  { version = '1.1', behind = '', first = false } = {},
): Attempt {
  return {
    title,
    bytes: (host, authorization) => {
      const line = `GET /items HTTP/${version}${first ? `\r\n${headers.join('\r\n')}` : ''}`;
      return Buffer.from(head(line, host, authorization, first ? [] : headers) + behind, 'latin1');
    },
  };
}

/** A POST request with these lines of headers, and what follows them. */
export function post(title: string, headers: readonly string[], body: string): Attempt {
  return {
    title,
    bytes: (host, authorization) =>
      Buffer.from(head('POST /items HTTP/1.1', host, authorization, headers) + body, 'latin1'),
  };
}

/** The head of a request, with the credential that every attempt carries. */
export function head(line: string, host: string, authorization: string, headers: readonly string[]): string {
  return [line, `Host: ${host}`, `Authorization: ${authorization}`, ...headers, '', ''].join('\r\n');
}

/** Lines of headers of these names, all of one value. */
export function lines(names: readonly string[], value = 'evil'): string[] {
  return names.map((name) => `${name}: ${value}`);
}

/** A name with other separators: the first hyphen is `first`, the others `rest`. */
export function respelt(name: string, first: string, rest = first): string {
  const [begin = '', ...parts] = name.split('-');
  return `${begin}${first}${parts.join(rest)}`;
}
