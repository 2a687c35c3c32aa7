/** A request of somebody who proves nothing, made to cost as much as it can. */
export interface HostileRequest {
  readonly name: string;
  /** What goes out on a connection of its own. */
  readonly bytes: Buffer;
}

const SIZE = 252_000;

/** A request that anybody may ask. */
export function question(path: string): HostileRequest {
  return { name: 'a question', bytes: Buffer.from(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`) };
}

/** What strangers may send to one path; `forged` is a token with a wrong signature. */
export function hostileRequests(path: string, forged: string): readonly HostileRequest[] {
  const nested = '{"a":'.repeat(SIZE / 5);
  const keys = Array.from({ length: SIZE / 12 }, (_, i) => `"${String(i).padStart(7, 'k')}":1`).join();
  const bodies: Readonly<Record<string, string>> = {
    nothing: '',
    '[],[],...': `{"a":[${'[],'.repeat(SIZE / 3)}[]]}`,
    'deep nesting': nested,
    'one long string': `{"a":"${'x'.repeat(SIZE)}"}`,
    'many escapes': `{"a":"${'\\u0041'.repeat(SIZE / 6)}"}`,
    'many keys': `{${keys}}`,
    'one key again and again': `{${'"a":1,'.repeat(SIZE / 6)}"a":1}`,
  };
  const post = (...headers: readonly string[]) =>
    [`POST ${path} HTTP/1.1`, 'Host: x', 'Content-Type: application/json', ...headers, '', ''].join('\r\n');
  const withBody = (body: string, ...headers: readonly string[]) =>
    post(`Content-Length: ${Buffer.byteLength(body)}`, ...headers) + body;
  const chunked = post('Transfer-Encoding: chunked');
  const requests: Readonly<Record<string, string>> = {
    ...Object.fromEntries(Object.entries(bodies).map(([name, body]) => [name, withBody(body)])),
    'chunks of one byte': chunked + '1\r\nx\r\n'.repeat(SIZE / 6),
    'chunk extensions': chunked + `1;${'x'.repeat(1_000)}\r\nx\r\n`.repeat(SIZE / 1_008),
    'many headers': withBody('', ...Array.from({ length: 3_000 }, () => 'a:')),
    'one long header': withBody('', `X-Long: ${'x'.repeat(15_000)}`),
    'a forged token': withBody(bodies['[],[],...'] ?? '', `Authorization: Bearer ${forged}`),
    'a long token': withBody('', `Authorization: Bearer ${'eyJhbGciOiJSUzI1NiJ9.'.repeat(700)}`),
    'a long password': withBody('', `Authorization: Basic ${'QTpB'.repeat(3_700)}`),
    'many proxies': withBody('', `X-Forwarded-For: ${'1.1.1.1,'.repeat(1_800)}1.1.1.1`),
    'a long query': withBody('').replace(path, `${path}?${'scope=a&'.repeat(1_800)}`),
  };
  return Object.entries(requests).map(([name, text]) => ({ name, bytes: Buffer.from(text, 'latin1') }));
}
