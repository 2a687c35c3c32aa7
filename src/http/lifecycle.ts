import type { Server } from 'node:http';

/** Starts listening and gives the URL. Rejects when the address is taken or not ours. */
export function listen(server: Server, port: number, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      if (address === null || typeof address === 'string')
        return reject(new Error('The server has no port.'));
      const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
      resolve(`http://${name}:${address.port}`);
    });
  });
}

/** What ends those connections of a server that no request holds. */
interface Unused {
  /** Ends those that have sent nothing for so long. */
  endSilent(ms: number): void;
  endUnused(): void;
}

/** How soon a connection ends whose last answer did not say that it would. */
const IDLE_MS = 100;
/** A request that is on its way when the server stops is there by then. */
const HEAD_MS = 1_000;

/**
 * Stops accepting connections, waits for running requests up to `graceMs`, then breaks what is left. A connection that has sent
 * nothing for a second ends at once, any other without a whole request after a second: nobody who dribbles holds up the end.
 */
export function closeServer(server: Server, graceMs: number, unused?: Unused): Promise<void> {
  return new Promise((resolve) => {
    const headMs = Math.min(HEAD_MS, graceMs);
    const timers = [
      setTimeout(() => server.closeAllConnections(), graceMs),
      setTimeout(() => unused?.endUnused(), headMs),
    ];
    // Node itself does this once, when nobody may be idle yet.
    const idle = setInterval(() => server.closeIdleConnections(), IDLE_MS);
    // After the system's queue of new connections was emptied: what still waits there is refused without an answer.
    setImmediate(() => {
      server.close(() => {
        for (const timer of timers) clearTimeout(timer);
        clearInterval(idle);
        resolve();
      });
      unused?.endSilent(headMs);
    });
  });
}
