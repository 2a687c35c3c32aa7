import assert from 'node:assert/strict';
import { once } from 'node:events';
import fc from 'fast-check';
import { readJson } from '../../../src/http/bot/read-json.ts';
import { type LoopbackServer, startLoopbackServer } from '../../support/loopback-server.ts';
import { openRaw, readRaw } from '../../support/raw-request.ts';

describe('reading a JSON body', () => {
  let server: LoopbackServer;
  /** What the reader gave for the latest request; set when it is done. */
  let outcomes: unknown[];
  let onOutcome: (() => void) | undefined;

  beforeEach(async () => {
    outcomes = [];
    server = await startLoopbackServer(async (request, response) => {
      const outcome = await readJson(request, { timeoutMs: 60 });
      outcomes.push(outcome);
      onOutcome?.();
      const status = outcome === undefined ? 500 : 'error' in outcome ? outcome.status : 200;
      const text = JSON.stringify(outcome ?? null);
      response.writeHead(status, { 'Content-Length': Buffer.byteLength(text), Connection: 'close' });
      response.end(text);
    });
  });

  afterEach(() => server.close());

  async function post(body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) {
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body,
    });
    return { status: response.status, outcome: outcomes.at(-1) };
  }

  function head(...lines: string[]): string {
    return ['POST / HTTP/1.1', 'Host: localhost', 'Content-Type: application/json', ...lines, '', ''].join(
      '\r\n',
    );
  }

  it('gives any JSON object as it was sent', async () => {
    const object = fc.dictionary(
      fc.string().filter((key) => key !== '__proto__'),
      fc.jsonValue({ maxDepth: 4 }),
    );
    await fc.assert(
      fc.asyncProperty(object, async (sent) => {
        const text = JSON.stringify(sent);
        const { status, outcome } = await post(text);
        assert.equal(status, 200);
        assert.equal(JSON.stringify(outcome), JSON.stringify({ body: withoutProto(JSON.parse(text)) }));
      }),
      { numRuns: 50 },
    );
  });

  it('takes a charset of utf-8, a byte order mark and an identity encoding', async () => {
    const type = { 'Content-Type': 'application/json; charset="UTF-8"', 'Content-Encoding': 'identity' };
    assert.deepEqual((await post('\uFEFF{"a":"ü"}', type)).outcome, { body: { a: 'ü' } });
  });

  for (const [what, body] of [
    ['broken JSON', '{"a":'],
    ['an empty body', ''],
    ['an array', '[{}]'],
    ['null', 'null'],
    ['a string', '"x"'],
    ['nesting that a recursive reader would fall over', `{"a":${'['.repeat(60_000)}${']'.repeat(60_000)}}`],
    ['nesting of a hundred levels', `{"a":${'['.repeat(100)}${']'.repeat(100)}}`],
  ] as const) {
    it(`refuses ${what} with 400`, async () => {
      assert.equal((await post(body)).status, 400);
    });
  }

  it('takes nesting of ninety-nine levels', async () => {
    assert.equal((await post(`{"a":${'['.repeat(99)}${']'.repeat(99)}}`)).status, 200);
  });

  it('refuses bytes that are not UTF-8 with 400', async () => {
    assert.equal((await post(Uint8Array.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))).status, 400);
  });

  it('drops keys that would change a prototype, however deep or spelt', async () => {
    const { outcome } = await post(
      '{"a":[{"__proto__":{"admin":true},"b":1}],"\\u005f_proto__":{"admin":true}}',
    );
    assert.deepEqual(outcome, { body: { a: [{ b: 1 }] } });
    const copy = Object.assign({}, (outcome as { body: object }).body);
    assert.equal('admin' in copy, false);
  });

  for (const type of ['text/plain', '', 'application/json; charset=utf-16', 'application/jsonp']) {
    it(`refuses the content type "${type}" with 415`, async () => {
      assert.equal((await post('{}', { 'Content-Type': type })).status, 415);
    });
  }

  it('refuses a compressed body with 415, also one that is garbage', async () => {
    const socket = await openRaw(server.port, head('Content-Encoding: gzip', 'Content-Length: 4'), 'junk');
    assert.equal((await readRaw(socket)).status, 415);
    socket.destroy();
  });

  it('refuses a body that is announced as too large before any of it arrives', async () => {
    const socket = await openRaw(server.port, head(`Content-Length: ${300 * 1024}`));
    assert.equal((await readRaw(socket)).status, 413);
    socket.destroy();
  });

  it('counts what arrives when no length was announced', async () => {
    const chunk = `8000\r\n${'x'.repeat(0x8000)}\r\n`;
    const socket = await openRaw(server.port, head('Transfer-Encoding: chunked'));
    for (let i = 0; i < 9; i += 1) socket.write(chunk);
    assert.equal((await readRaw(socket)).status, 413);
    socket.destroy();
  });

  it('takes a body of exactly 256 KB', async () => {
    const body = `{"a":"${'x'.repeat(256 * 1024 - 8)}"}`;
    assert.equal(body.length, 256 * 1024);
    assert.equal((await post(body)).status, 200);
    assert.equal((await post(`${body} `)).status, 413);
  });

  it('gives up on a body that does not arrive in time with 408', async () => {
    const socket = await openRaw(server.port, head('Content-Length: 10'), '{"a"');
    assert.equal((await readRaw(socket)).status, 408);
    socket.destroy();
  });

  it('gives nothing when the sender goes away', async () => {
    const done = new Promise<void>((resolve) => {
      onOutcome = resolve;
    });
    const socket = await openRaw(server.port, head('Content-Length: 10'), '{"a"');
    socket.destroy();
    await once(socket, 'close');
    await done;
    assert.deepEqual(outcomes, [undefined]);
  });
});

function withoutProto(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (key, inner: unknown) =>
    key === '__proto__' ? undefined : inner,
  );
}
