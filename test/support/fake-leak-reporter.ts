import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One found secret, as GitHub's programme reports it. */
export interface FoundSecret {
  readonly token: string;
  readonly type?: string;
  readonly url?: string;
  readonly source?: string;
}

/** Plays whoever scans for secrets: publishes keys as GitHub does, and reports what it found. */
export interface FakeLeakReporter {
  /** Where its public keys are: what `LEAK_KEYS_URL` names. */
  readonly keysUrl: string;
  /** How often its keys were fetched. */
  fetches(): number;
  /** The headers of a body that it has signed. */
  signed(body: string): Record<string, string>;
  /** Sends a signed report to `/leaks` at an address. */
  report(botUrl: string, found: readonly FoundSecret[]): Promise<Response>;
  close(): Promise<void>;
}

/** Starts it, with a key of its own. 0 takes a free port. */
export async function createFakeLeakReporter(port = 0): Promise<FakeLeakReporter> {
  const keyId = 'f'.repeat(64);
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const key = publicKey.export({ type: 'spki', format: 'pem' });
  const list = JSON.stringify({ public_keys: [{ key_identifier: keyId, key, is_current: true }] });
  let fetched = 0;

  function signed(body: string): Record<string, string> {
    return {
      'Content-Type': 'application/json',
      'Github-Public-Key-Identifier': keyId,
      'Github-Public-Key-Signature': sign('sha256', Buffer.from(body), privateKey).toString('base64'),
    };
  }

  function report(botUrl: string, found: readonly FoundSecret[]): Promise<Response> {
    const body = JSON.stringify(
      found.map((one) => ({ type: 'patkeeper_token', url: '', source: 'content', ...one })),
    );
    return fetch(`${botUrl}/leaks`, { method: 'POST', headers: signed(body), body });
  }

  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === '/report') {
      // For people at a terminal: /report?to=http://127.0.0.1:3978&token=pkt_...&url=https://...
      const token = searchParams.get('token') ?? '';
      const url = searchParams.get('url') ?? 'https://github.com/octocat/Hello-World/blob/main/.env#L1';
      report(searchParams.get('to') ?? '', [{ token, url }])
        .then(async (answer) => response.end(`${answer.status} ${await answer.text()}\n`))
        .catch((error: unknown) => {
          response.statusCode = 502;
          response.end(`${String(error)}\n`);
        });
      return;
    }
    fetched += 1;
    response.setHeader('Content-Type', 'application/json');
    response.end(list);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  return {
    keysUrl: `http://127.0.0.1:${taken}/meta/public_keys/secret_scanning`,
    fetches: () => fetched,
    signed,
    report,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** The headers of an own scanner: its name, the time, and HMAC-SHA-256 of `<time>.<body>`. */
export function scannerHeaders(
  name: string,
  secret: string,
  atMs: number,
  body: string,
): Record<string, string> {
  const time = String(Math.floor(atMs / 1000));
  return {
    'Content-Type': 'application/json',
    'X-Leak-Key': name,
    'X-Leak-Time': time,
    'X-Leak-Signature': createHmac('sha256', secret).update(`${time}.${body}`).digest('hex'),
  };
}
