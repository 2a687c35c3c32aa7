import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { createGatedConnection, type GatedConnection } from './gated-connection.ts';

export interface ConnectionGuardDeps {
  /** Not listening yet. */
  readonly server: Server;
  /** Most connections at a time. */
  readonly most: number;
  /** Called whenever a connection had to go, or was turned away, because there are so many. */
  readonly onFull: () => void;
}

export interface ConnectionGuard {
  /** Ends the connections that have not sent anything yet. */
  endSilent(): void;
  /** Ends the connections of which no request waits for its answer. */
  endUnused(): void;
}

/**
 * Keeps what strangers can do with connections within bounds. Of too many, one that never asked anything goes first, then
 * the oldest that waits for nothing: `server.maxConnections` would turn the new one away, so that whoever opens enough of
 * them and stays silent would shut everybody else out. And no body is parsed before somebody reads it.
 */
export function guardConnections({ server, most, onFull }: ConnectionGuardDeps): ConnectionGuard {
  const open = new Set<GatedConnection>();
  /** The connection whose bytes are being parsed: a request that begins meanwhile is its. */
  let current: GatedConnection | undefined;

  function add(socket: Socket): void {
    const [parse] = socket.listeners('data');
    if (parse === undefined) throw new Error('Node reads connections in another way than it did.');
    // Node's parser was given the socket's handle, and gives it back to whoever listens for data.
    socket.removeAllListeners('data');
    const connection = createGatedConnection(socket, (bytes) => {
      current = connection;
      parse.call(socket, bytes);
    });
    open.add(connection);
    socket.on('data', connection.take);
    socket.once('close', () => open.delete(connection));
    if (open.size > most) makeRoom(connection);
  }

  function makeRoom(newest: GatedConnection): void {
    let goes = newest;
    for (const one of open) {
      if (one === newest || one.isBusy()) continue;
      if (goes === newest) goes = one;
      if (one.hasAsked()) continue;
      goes = one;
      break;
    }
    open.delete(goes);
    goes.socket.destroy();
    onFull();
  }

  server.on('connection', add);
  server.on('request', (request, response) => current?.began(request, response));
  return {
    endSilent() {
      for (const { socket } of open) if (socket.bytesRead === 0) socket.destroy();
    },
    endUnused() {
      for (const one of open) if (!one.isBusy()) one.socket.destroy();
    },
  };
}
