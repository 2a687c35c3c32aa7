import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** Where a connection is cut: before the server sees a commit, or before its answer comes back. */
export type CommitCut = 'before' | 'after';

/** Stands between a replica and PostgreSQL. */
export interface ReplicaProxy {
  /** The same database through the proxy. */
  readonly url: string;
  /** Cuts the connection at the next commit of a new token, and then, if asked to, every connection until `mend`. */
  cutNext(cut: CommitCut, thenAway: boolean): void;
  /** Connections go through again. */
  mend(): void;
  /** Commits that were cut so far. */
  cuts(): number;
  close(): Promise<void>;
}

/** The name of the statement that writes a token, and a commit, as PostgreSQL's protocol has them. */
const INSERT = Buffer.from('insert-tokens\0');
const COMMIT = Buffer.from('COMMIT\0');

export async function createReplicaProxy(databaseUrl: string): Promise<ReplicaProxy> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let [cut, thenAway, away, cuts]: [CommitCut | undefined, boolean, boolean, number] = [
    undefined,
    false,
    false,
    0,
  ];

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
    let [inserting, silent] = [false, false];
    const breakUp = (): void => {
      if (away) for (const socket of sockets) socket.destroy();
      client.destroy();
    };
    client.on('data', (bytes) => {
      inserting ||= bytes.includes(INSERT);
      if (cut === undefined || !inserting || !bytes.includes(COMMIT)) return void upstream.write(bytes);
      const when = cut;
      [cut, away, cuts] = [undefined, thenAway, cuts + 1];
      if (when === 'before') return breakUp();
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
    cutNext: (when, andAway) => {
      [cut, thenAway] = [when, andAway];
    },
    mend: () => {
      away = false;
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
