import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SeenRequest } from './seen-request.ts';

/** A server behind a proxy that remembers what it is asked. */
export interface Backend {
  readonly port: number;
  /** What it has seen since it was last asked. */
  taken(): Promise<readonly SeenRequest[]>;
  close(): Promise<void>;
}

/** RFC 6455 section 1.3. */
const WEBSOCKET_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/**
 * Starts a Node server that answers 200 to everything. It takes every upgrade, as backends do that speak more than a
 * proxy knows of, and then sends back what it receives; trailers count as headers, as in servers that merge them.
 */
export async function startNodeBackend(): Promise<Backend> {
  const seen: SeenRequest[] = [];
  const note = (request: IncomingMessage): void => {
    const headers = [...pairs(request.rawHeaders), ...pairs(request.rawTrailers)];
    seen.push({ line: `${request.method} ${request.url}`, headers });
  };
  const server = createServer((request, response) => {
    request.resume().once('end', () => {
      note(request);
      response.setHeader('Content-Length', 2).end('ok');
    });
  });
  server.on('upgrade', (request, socket) => {
    note(request);
    const key = `${request.headers['sec-websocket-key'] ?? ''}${WEBSOCKET_GUID}`;
    const accept = createHash('sha1').update(key).digest('base64');
    const head = `HTTP/1.1 101 Switching Protocols\r\nUpgrade: ${request.headers.upgrade}\r\nConnection: Upgrade`;
    socket.write(`${head}\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
    socket.on('error', () => {}).pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    taken: async () => seen.splice(0),
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function pairs(raw: readonly string[]): [string, string][] {
  return raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1] ?? '']] : []));
}
