import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** When a connection is cut: before the server sees the statement, or before its answer comes back. */
export type Cut = 'before' | 'after';

/** What is cut; the very next commit when nothing is said. */
export interface CutOptions {
  /** How many times; once when left out. */
  readonly count?: number;
  /** The name of a statement to cut at, in place of a commit. */
  readonly statement?: string;
  /** Only the commit of a transaction in which this statement is. */
  readonly commitOf?: string;
  /** After the last cut every connection is refused, until `mend`. */
  readonly thenAway?: boolean;
}

/** Stands between a store and PostgreSQL, and cuts connections at a commit or another statement. */
export interface CuttingProxy {
  /** The same database through the proxy. */
  readonly url: string;
  cutNext(cut: Cut, options?: CutOptions): void;
  /** Connections go through again, and nothing more is cut. */
  mend(): void;
  /** Statements that were cut so far. */
  cuts(): number;
  close(): Promise<void>;
}

interface Plan {
  readonly cut: Cut;
  readonly statement: Buffer;
  /** What the connection must have sent before; empty for anything. */
  readonly before: Buffer;
  readonly thenAway: boolean;
  left: number;
}

/** Listens on a port of its own. The names and texts of statements are looked for in PostgreSQL's protocol: https://www.postgresql.org/docs/current/protocol-message-formats.html */
export async function createCuttingProxy(databaseUrl: string): Promise<CuttingProxy> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let plan: Plan | undefined;
  let [away, cuts] = [false, 0];

  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
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
    let begun: Plan | undefined;
    let silent = false;
    const breakUp = (): void => {
      if (away) for (const socket of sockets) socket.destroy();
      client.destroy();
    };
    client.on('data', (bytes) => {
      if (plan !== undefined && bytes.includes(plan.before)) begun = plan;
      if (plan === undefined || begun !== plan || silent || !bytes.includes(plan.statement))
        return void upstream.write(bytes);
      const { cut, thenAway } = plan;
      plan.left -= 1;
      cuts += 1;
      if (plan.left === 0) [plan, away] = [undefined, thenAway];
      if (cut === 'before') return breakUp();
      silent = true;
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => (silent ? breakUp() : void client.write(bytes)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  const through = new URL(databaseUrl);
  through.port = String(address.port);
  return {
    url: through.href,
    cutNext: (cut, { count = 1, statement = 'COMMIT', commitOf, thenAway = false } = {}) => {
      const before = Buffer.from(commitOf === undefined ? '' : `${commitOf}\0`);
      plan = { cut, statement: Buffer.from(`${statement}\0`), before, thenAway, left: count };
    },
    mend: () => {
      [plan, away] = [undefined, false];
    },
    cuts: () => cuts,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
