import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** What one burst of load came to: when each request was answered, and with which statuses. */
export interface Load {
  /** Milliseconds of each request, in no order. */
  readonly latencies: readonly number[];
  readonly seconds: number;
  readonly statuses: ReadonlyMap<string, number>;
}

export interface LoadOptions {
  readonly port: number;
  readonly connections: number;
  readonly seconds: number;
  /** Gives the bytes of one whole request after the other. */
  readonly next: () => Buffer;
}

interface Connection {
  readonly socket: Socket;
  /** Called with what was read; the bytes are good until it returns. */
  onBytes: (bytes: Buffer) => void;
}

const END_OF_HEAD = Buffer.from('\r\n\r\n');
const END_OF_CHUNKS = Buffer.from('0\r\n\r\n');
const MOST_READ = 64 * 1024;
const NOTHING = Buffer.alloc(0);

/**
 * Sends one request after the other on every connection for a while. Bare sockets, because an HTTP client costs more
 * than the servers that are to be measured. And it never sleeps: to wake it would cost the server that answers, once a
 * request for a slow one and hardly ever for a quick one, which no client on a machine of its own does.
 */
export async function load({ port, connections, seconds, next }: LoadOptions): Promise<Load> {
  const latencies: number[] = [];
  const statuses = new Map<string, number>();
  const open = await Promise.all(Array.from({ length: connections }, () => openConnection(port)));
  const begin = performance.now();
  const end = begin + seconds * 1000;

  function drive(connection: Connection): Promise<void> {
    const { socket } = connection;
    return new Promise((resolve, reject) => {
      let sent = 0;
      let waiting = NOTHING;
      const send = (): void => {
        const request = next();
        sent = performance.now();
        socket.write(request);
      };
      socket.on('close', () => reject(new Error('a connection was closed under load')));
      connection.onBytes = (bytes) => {
        const answer = waiting.length === 0 ? bytes : Buffer.concat([waiting, bytes]);
        if (!isWhole(answer)) {
          waiting = Buffer.from(answer);
          return;
        }
        const now = performance.now();
        const status = answer.toString('latin1', 9, 12);
        waiting = NOTHING;
        latencies.push(now - sent);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (now < end) return send();
        socket.removeAllListeners('close').destroy();
        resolve();
      };
      send();
    });
  }

  const sleepAgain = stayAwake();
  try {
    await Promise.all(open.map(drive));
  } finally {
    sleepAgain();
  }
  return { latencies, seconds: (performance.now() - begin) / 1000, statuses };
}

async function openConnection(port: number): Promise<Connection> {
  // One buffer for all reads of a connection: a new one for each is a good part of a client's work.
  const buffer = Buffer.alloc(MOST_READ);
  const callback = (length: number): boolean => {
    connection.onBytes(buffer.subarray(0, length));
    return true;
  };
  const socket = connect({ port, host: '127.0.0.1', noDelay: true, onread: { buffer, callback } });
  const connection: Connection = { socket, onBytes: () => {} };
  await once(socket, 'connect');
  return connection;
}

/** Keeps the event loop from waiting, until the function that is given back is called. */
function stayAwake(): () => void {
  let awake = true;
  const turn = (): void => {
    if (awake) setImmediate(turn);
  };
  turn();
  return () => {
    awake = false;
  };
}

function isWhole(answer: Buffer): boolean {
  const end = answer.indexOf(END_OF_HEAD);
  if (end < 0) return false;
  const head = answer.toString('latin1', 0, end);
  if (/\r\ntransfer-encoding: chunked/i.test(head))
    return answer.subarray(-END_OF_CHUNKS.length).equals(END_OF_CHUNKS);
  const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
  return answer.length >= end + END_OF_HEAD.length + length;
}
