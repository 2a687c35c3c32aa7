import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { type Exchange, gateBodies } from './gate-bodies.ts';

export interface ConnectionGuardDeps {
  /** Not listening yet. */
  readonly server: Server;
  /** Most connections at a time. */
  readonly most: number;
  /** Called whenever a connection had to go, or was turned away, because there are so many. */
  readonly onFull: () => void;
  /**
   * Whether a peer is a proxy of ours, which passes nobody's odd bodies on: the gate costs as much as a fifth of what Node does
   * for a request. No peer when left out.
   */
  readonly isProxy?: (peer: string | undefined) => boolean;
}

export interface ConnectionGuard {
  /** Ends the connections that have not sent anything in so many milliseconds. */
  endSilent(ms: number): void;
  /** Ends the connections of which no request waits for its answer. */
  endUnused(): void;
}

interface Connection {
  readonly socket: Socket;
  /** Of the process's own clock, milliseconds. */
  readonly since: number;
  latest: Exchange | undefined;
}

/**
 * Keeps what strangers can do with connections within bounds. Of too many, one that never asked anything goes first, then
 * the oldest that waits for nothing: `server.maxConnections` would turn the new one away, so that whoever opens enough of
 * them and stays silent would shut everybody else out. And no body of a stranger is parsed before somebody reads it.
 */
export function guardConnections({ server, most, onFull, isProxy }: ConnectionGuardDeps): ConnectionGuard {
  /** The oldest first. */
  const open = new Map<Socket, Connection>();

  function makeRoom(newest: Connection): void {
    let goes = newest;
    for (const one of open.values()) {
      if (one === newest || isBusy(one)) continue;
      if (goes === newest) goes = one;
      if (one.latest !== undefined) continue;
      goes = one;
      break;
    }
    open.delete(goes.socket);
    goes.socket.destroy();
    onFull();
  }

  server.on('connection', (socket: Socket) => {
    const connection: Connection = { socket, since: performance.now(), latest: undefined };
    open.set(socket, connection);
    if (isProxy?.(socket.remoteAddress) !== true) gateBodies(socket, () => connection.latest);
    socket.once('close', () => open.delete(socket));
    if (open.size > most) makeRoom(connection);
  });
  server.on('request', (request, response) => {
    const connection = open.get(request.socket);
    if (connection !== undefined) connection.latest = { request, response };
  });
  return {
    endSilent(ms) {
      const before = performance.now() - ms;
      for (const { socket, since } of open.values())
        if (socket.bytesRead === 0 && since <= before) socket.destroy();
    },
    endUnused() {
      for (const one of open.values()) if (!isBusy(one)) one.socket.destroy();
    },
  };
}

/** Whether a request of it waits for its answer. */
function isBusy({ latest }: Connection): boolean {
  return latest !== undefined && !latest.response.writableEnded;
}
