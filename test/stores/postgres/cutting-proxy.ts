import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** When a connection is cut: before the server sees the statement, or after it has answered. */
export type Cut = 'before' | 'after' | 'never';

/** Stands between a store and PostgreSQL, and cuts connections at a commit or another statement. */
export interface CuttingProxy {
  /** The same database through the proxy. */
  readonly url: string;
  /** How many of the next commits, or statements of that name, are cut, and when. */
  cutNext(cut: Cut, count: number, more?: { readonly statement?: string; readonly thenAway?: boolean }): void;
  /** Statements that were cut so far. */
  cuts(): number;
  close(): Promise<void>;
}

/** COMMIT as a simple query of PostgreSQL's protocol: https://www.postgresql.org/docs/current/protocol-message-formats.html */
const COMMIT = Buffer.from('COMMIT\0');

export async function createCuttingProxy(databaseUrl: string): Promise<CuttingProxy> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let [cut, left, cuts]: [Cut, number, number] = ['never', 0, 0];
  let [away, thenAway, wanted] = [false, false, COMMIT];

  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    let cutting = false;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    if (away) client.destroy();
    client.on('data', (bytes) => {
      if (!cutting && left > 0 && bytes.includes(wanted)) {
        [cutting, left, cuts] = [true, left - 1, cuts + 1];
        if (left === 0) away = thenAway;
        if (cut === 'before') return void client.destroy();
      }
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => void (cutting ? client.destroy() : client.write(bytes)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  const through = new URL(databaseUrl);
  through.port = String(address.port);
  return {
    url: through.href,
    cutNext: (when, count, more = {}) => {
      [cut, left, away, thenAway] = [when, count, false, more.thenAway ?? false];
      wanted = more.statement === undefined ? COMMIT : Buffer.from(`${more.statement}\0`);
    },
    cuts: () => cuts,
    close: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}
