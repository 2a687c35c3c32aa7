import { type Attempt, get, head, lines, post, respelt, websocket } from './attempt.ts';
import { IDENTITY_NAMES } from './seen-request.ts';

const SMUGGLED = 'GET /smuggled HTTP/1.1\r\nHost: a\r\nX-Auth-User: evil\r\n\r\n';
const LOWER = IDENTITY_NAMES.map((name) => name.toLowerCase());
const HYPHENS = lines(IDENTITY_NAMES);
const UNDERSCORES = lines(IDENTITY_NAMES.map((name) => respelt(name, '_')));

/** Requests that make a proxy take our headers out, merge others in, or carry a request that nobody asks about. */
export function smuggledMessages(): readonly Attempt[] {
  return [...connectionLists(), ...upgrades(), ...framings(), ...trailers(), ...otherHeaders()];
}

/** Names in Connection are for one hop: a proxy that applies the client's list takes our headers out. */
function connectionLists(): Attempt[] {
  const all = IDENTITY_NAMES.join(', ');
  const lists = [
    all,
    LOWER.join(','),
    `close, ${all}`,
    `keep-alive, ${all}`,
    `\t ${IDENTITY_NAMES.join('\t,, ')} ,`,
    `Upgrade, ${all}`,
    `TE, ${all}`,
    'Authorization',
    `Host, Content-Length, Transfer-Encoding, ${all}`,
  ];
  const fields = [
    'Connection',
    'connection',
    'Proxy-Connection',
    'Keep-Alive',
    'TE',
    'Upgrade',
    'Trailer',
    'Via',
  ];
  return [
    ...lists.map((list) => get(`named in Connection: ${list}`, [`Connection: ${list}`])),
    ...lists.map((list) =>
      get(`sent and named in Connection: ${list}`, [...UNDERSCORES, ...HYPHENS, `Connection: ${list}`]),
    ),
    ...fields.map((field) => get(`named in ${field}`, [...UNDERSCORES, `${field}: ${all}`])),
    get('named in two Connection headers', [
      'Connection: keep-alive',
      ...LOWER.map((name) => `Connection: ${name}`),
    ]),
    get('named in Connection of another spelling', [`Connection_: ${all}`, `Connection.: ${all}`]),
    get('named in a folded Connection', [`Connection: close,\r\n ${all}`]),
    get('named in Connection of a WebSocket', [...UNDERSCORES, ...websocket(`Upgrade, ${all}`)]),
  ];
}

/** A tunnel to another protocol carries requests that nobody asks Patkeeper about. */
function upgrades(): Attempt[] {
  const h2c = ['Connection: Upgrade, HTTP2-Settings', 'HTTP2-Settings: AAMAAABkAAQAAP__'];
  return [
    get('an upgrade to HTTP/2', [...h2c, 'Upgrade: h2c'], { behind: SMUGGLED }),
    get('an upgrade to HTTP/2 beside WebSocket', [...h2c, 'Upgrade: h2c', 'Upgrade: websocket'], {
      behind: SMUGGLED,
    }),
    get('an upgrade to HTTP/2 behind WebSocket', [...h2c, 'Upgrade: websocket', 'Upgrade: h2c'], {
      behind: SMUGGLED,
    }),
    get('an upgrade to a list', [...h2c, 'Upgrade: websocket, h2c'], { behind: SMUGGLED }),
    get('an upgrade to TLS', ['Connection: Upgrade', 'Upgrade: TLS/1.0'], { behind: SMUGGLED }),
    get('an upgrade that Connection does not name', ['Upgrade: websocket'], { behind: SMUGGLED }),
    {
      title: 'HTTP/2 without asking',
      bytes: () => Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0', 'latin1'),
    },
  ];
}

/** Where one request ends and the next one begins. */
function framings(): Attempt[] {
  const chunked = `0\r\n\r\n${SMUGGLED}`;
  const both = (encoding: string): Attempt =>
    post(
      `a length beside ${JSON.stringify(encoding)}`,
      [encoding, `Content-Length: ${chunked.length}`],
      chunked,
    );
  return [
    ...[
      'Transfer-Encoding: chunked',
      'Transfer-Encoding: xchunked',
      'Transfer-Encoding: chunked, identity',
      'Transfer-Encoding: identity',
      'Transfer-Encoding : chunked',
      'Transfer-Encoding\t: chunked',
      'Transfer-Encoding:\u000bchunked',
      'Transfer-Encoding: "chunked"',
      'Transfer_Encoding: chunked',
      'Transfer.Encoding: chunked',
      'X: a\nTransfer-Encoding: chunked',
      'Transfer-Encoding: chunked\r\nTransfer-Encoding: identity',
      'Transfer-Encoding:\r\n chunked',
      'Connection: Transfer-Encoding\r\nTransfer-Encoding: chunked',
      'Connection: Content-Length\r\nX: a',
    ].map(both),
    post('two lengths', ['Content-Length: 0', `Content-Length: ${SMUGGLED.length}`], SMUGGLED),
    post('a length of another spelling', [`Content_Length: ${SMUGGLED.length}`, 'Content-Length: 0'], ''),
    post('a signed length', [`Content-Length: +${SMUGGLED.length}`], SMUGGLED),
    post('a chunk size with a line feed only', ['Transfer-Encoding: chunked'], `2\nok\r\n${chunked}`),
    post('a chunk extension with a line feed', ['Transfer-Encoding: chunked'], `2;a\nok\r\n${chunked}`),
    post('a body that looks like a request', [`Content-Length: ${SMUGGLED.length}`], SMUGGLED),
  ];
}

/** Some servers merge trailers into the headers. */
function trailers(): Attempt[] {
  const ending = `${[...HYPHENS, ...UNDERSCORES].join('\r\n')}\r\n\r\n`;
  const names = IDENTITY_NAMES.join(', ');
  const chunked = 'Transfer-Encoding: chunked';
  return [
    post('in the trailer', [chunked], `2\r\nok\r\n0\r\n${ending}`),
    post(
      'in a trailer that is announced',
      [chunked, `Trailer: ${names}`, 'TE: trailers'],
      `2\r\nok\r\n0\r\n${ending}`,
    ),
    post(
      'in a trailer whose announcement is for one hop',
      [chunked, `Trailer: ${names}`, 'Connection: Trailer'],
      `2\r\nok\r\n0\r\n${ending}`,
    ),
  ];
}

function otherHeaders(): Attempt[] {
  return [
    get('a proxy for CGI programs', ['Proxy: http://evil.example.com', 'proxy: http://evil.example.com']),
    get('another method', [
      'X-HTTP-Method-Override: DELETE',
      'X-HTTP-Method: DELETE',
      'X-Method-Override: DELETE',
      'X_HTTP_Method_Override: DELETE',
    ]),
    get('a second credential', [`Authorization: Basic ${Buffer.from('a:pat_x').toString('base64')}`]),
    get('HTTP/1.0', [...UNDERSCORES, ...HYPHENS, `Connection: ${IDENTITY_NAMES.join(', ')}`], {
      version: '1.0',
    }),
    get(
      'HTTP/1.0 with a kept connection',
      [...HYPHENS, `Connection: keep-alive, ${IDENTITY_NAMES.join(', ')}`],
      { version: '1.0' },
    ),
    {
      title: 'a whole address',
      bytes: (host, authorization) =>
        Buffer.from(
          head(`GET http://${host}/items HTTP/1.1`, host, authorization, [...UNDERSCORES, ...HYPHENS]),
          'latin1',
        ),
    },
  ];
}
