import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Later } from '../../core/timing/clock.ts';

export interface IdleSweepDeps {
  readonly server: Server;
  /** How long a connection is left alone at least, milliseconds; it ends before twice this time. */
  readonly idleMs: number;
  readonly later: Later;
}

/** Notes that a connection is in use: to be called with each request and with each answer. */
export type Use = (socket: Socket) => void;

/**
 * Ends the connections of a server that nobody uses any more, as long as it listens; a request that is not answered for
 * so long counts as nobody's. It stands in for the server's own keep-alive timeout, which is to be off: that one sets a
 * timer anew with every request and every answer, and takes nearly as long as it takes to refuse a malformed token.
 */
export function createIdleSweep({ server, idleMs, later }: IdleSweepDeps): Use {
  const used = new Set<Socket>();
  const idle = new Set<Socket>();
  let stop = (): void => {};

  function use(socket: Socket): void {
    if (used.has(socket)) return;
    used.add(socket);
    idle.delete(socket);
  }

  function sweep(): void {
    for (const socket of idle) socket.destroy();
    idle.clear();
    for (const socket of used) idle.add(socket);
    used.clear();
    stop = later(idleMs, sweep);
  }

  server.on('connection', (socket: Socket) => {
    use(socket);
    socket.once('close', () => {
      used.delete(socket);
      idle.delete(socket);
    });
  });
  server.on('listening', () => {
    stop = later(idleMs, sweep);
  });
  server.on('close', () => stop());
  return use;
}
