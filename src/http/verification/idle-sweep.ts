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
 * Ends the connections of a server that are idle for too long, while the server listens. A request without an answer for that
 * long counts as idle. This replaces the server's own keep-alive timeout, which must be off: it sets a new timer with every
 * request and every answer, and this takes nearly as long as refusing a malformed token.
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
