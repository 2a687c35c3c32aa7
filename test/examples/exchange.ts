import { once } from 'node:events';
import { connect } from 'node:net';

/** How long a proxy may wait for more of a request that it takes for unfinished. */
const PATIENCE_MS = 1_500;

/**
 * Writes bytes to a loopback port and gives the status of the first answer, 0 when none came: the connection was
 * closed, or the proxy still waited for more. The answer has been read to its end.
 */
export async function exchange(
  port: number,
  bytes: Buffer,
  patienceMs = PATIENCE_MS,
): Promise<{ status: number; text: string }> {
  const text = await read(port, bytes, isWhole, patienceMs);
  return { status: Number(/^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1] ?? 0), text };
}

/** Writes a request for another protocol and then bytes of that; gives the head of the answer, and as many bytes. */
export async function talk(
  port: number,
  bytes: Buffer,
  then: Buffer,
): Promise<{ head: string; answer: Buffer }> {
  let written = false;
  const text = await read(port, bytes, (received, socket) => {
    const end = received.indexOf('\r\n\r\n');
    if (end < 0) return false;
    if (!written) socket.write(then);
    written = true;
    return received.length >= end + 4 + then.length;
  });
  const end = text.indexOf('\r\n\r\n');
  return { head: text.slice(0, end), answer: Buffer.from(text.slice(end + 4), 'latin1') };
}

async function read(
  port: number,
  bytes: Buffer,
  isEnough: (received: string, socket: { write(bytes: Buffer): unknown }) => boolean,
  patienceMs = PATIENCE_MS,
): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    text += chunk;
    if (isEnough(text, socket)) socket.destroy();
  });
  // A proxy that refuses a request may break the connection while we still write.
  socket.on('error', () => {});
  socket.setTimeout(patienceMs, () => socket.destroy());
  socket.write(bytes);
  await once(socket, 'close');
  return text;
}

function isWhole(text: string): boolean {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return false;
  const head = text.slice(0, end);
  if (/^HTTP\/1\.[01] 101/.test(head)) return true;
  const [, length] = /^content-length: *(\d+)/im.exec(head) ?? [];
  if (length !== undefined) return text.length - end - 4 >= Number(length);
  return /^transfer-encoding: *chunked/im.test(head) && text.endsWith('0\r\n\r\n');
}
