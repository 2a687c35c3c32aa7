import { type ClientHttp2Session, connect, type OutgoingHttpHeaders } from 'node:http2';

/** How long a proxy may take to say that it does not know HTTP/2. */
const PATIENCE_MS = 1_500;

/**
 * Makes a POST request of HTTP/2 in clear text, without asking first, with headers and trailers; gives the status of
 * the answer, 0 when the proxy takes no such request.
 */
export async function http2Request(
  port: number,
  headers: OutgoingHttpHeaders,
  trailers: OutgoingHttpHeaders,
): Promise<number> {
  const session = connect(`http://127.0.0.1:${port}`);
  session.on('error', () => {});
  session.setTimeout(PATIENCE_MS, () => session.destroy());
  const closed = new Promise<number>((resolve) => session.once('close', () => resolve(0)));
  const status = await Promise.race([answered(session, headers, trailers), closed]);
  session.destroy();
  await closed;
  return status;
}

function answered(
  session: ClientHttp2Session,
  headers: OutgoingHttpHeaders,
  trailers: OutgoingHttpHeaders,
): Promise<number> {
  const request = session.request(
    { ':method': 'POST', ':path': '/items', ...headers },
    { waitForTrailers: true },
  );
  request.on('error', () => {});
  request.once('wantTrailers', () => request.sendTrailers(trailers));
  request.end('body').resume();
  return new Promise((resolve) => {
    let status = 0;
    request.once('response', (answer) => {
      status = answer[':status'] ?? 0;
    });
    request.once('close', () => resolve(status));
  });
}
