import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** What came back on a bare connection, until it was closed or an answer was whole. */
export interface RawAnswer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** Writes bytes to a loopback port and gives the open connection. */
export async function openRaw(port: number, ...bytes: (string | Uint8Array)[]): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  // A server that refuses a request may break the connection while we still write.
  socket.on('error', () => {});
  await once(socket, 'connect');
  for (const part of bytes) socket.write(part);
  return socket;
}

/** Reads one answer with a Content-Length; status 0 when the connection ended without one. */
export async function readRaw(socket: Socket): Promise<RawAnswer> {
  let text = '';
  for await (const chunk of socket.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    text += chunk;
    const [head = '', body = ''] = text.split('\r\n\r\n', 2);
    const length = /content-length: (\d+)/i.exec(head)?.[1];
    if (length !== undefined && Buffer.byteLength(body) >= Number(length)) {
      return { status: Number(head.split(' ')[1]), head, body };
    }
  }
  return { status: 0, head: text, body: '' };
}
