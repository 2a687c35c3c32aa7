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
  /** The bytes of whole requests, sent in turn. */
  readonly requests: readonly Buffer[];
}

const END_OF_HEAD = Buffer.from('\r\n\r\n');

/**
 * Sends one request after the other on every connection for a while. Bare sockets, because an HTTP client costs more
 * than the servers that are to be measured.
 */
export async function load({ port, connections, seconds, requests }: LoadOptions): Promise<Load> {
  const latencies: number[] = [];
  const statuses = new Map<string, number>();
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(port)));
  const begin = performance.now();
  const end = begin + seconds * 1000;
  let next = 0;

  function drive(socket: Socket): Promise<void> {
    return new Promise((resolve, reject) => {
      let sent = 0;
      let waiting: Buffer = Buffer.alloc(0);
      const send = (): void => {
        const request = requests[next % requests.length] ?? END_OF_HEAD;
        next += 1;
        sent = performance.now();
        socket.write(request);
      };
      socket.on('close', () => reject(new Error('a connection was closed under load')));
      socket.on('data', (chunk: Buffer) => {
        waiting = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk]);
        if (!isWhole(waiting)) return;
        const now = performance.now();
        const status = waiting.toString('latin1', 9, 12);
        waiting = Buffer.alloc(0);
        latencies.push(now - sent);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (now < end) return send();
        socket.removeAllListeners('close').destroy();
        resolve();
      });
      send();
    });
  }

  await Promise.all(sockets.map(drive));
  return { latencies, seconds: (performance.now() - begin) / 1000, statuses };
}

async function open(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').setNoDelay(true);
  await once(socket, 'connect');
  return socket;
}

function isWhole(answer: Buffer): boolean {
  const end = answer.indexOf(END_OF_HEAD);
  if (end < 0) return false;
  const head = answer.toString('latin1', 0, end);
  const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
  return answer.length >= end + END_OF_HEAD.length + length;
}
