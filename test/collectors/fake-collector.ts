import { once } from 'node:events';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { createHttpsCollector } from '../../src/collectors/https-collector.ts';
import { createSyslogCollector } from '../../src/collectors/syslog-collector.ts';
import type { Collector } from '../../src/core/audit/collector.ts';
import type { LoopbackCertificate } from '../support/loopback-certificate.ts';
import { bodyOf } from '../support/loopback-server.ts';

export type CollectorKind = 'https' | 'syslog+tls';

/**
 * `takes`: it has what it got. `stalls`: it takes the connection, and says nothing. `fails`: it answers 500, or breaks the
 * connection. `forgets-to-say`: it has what it got, and breaks the connection all the same.
 */
export type Mood = 'takes' | 'stalls' | 'fails' | 'forgets-to-say';

/** A collector on loopback, and the part of Patkeeper that speaks with it. */
export interface FakeCollector {
  mood: Mood;
  readonly address: string;
  /** The sequence numbers of the events that it has, in the order in which they came. */
  readonly taken: readonly number[];
  /** Attempts that it has not answered. */
  pending(): number;
  readonly client: Collector;
  /** How long an attempt may take, milliseconds. */
  patienceMs: number;
  /** Breaks every connection. */
  letGo(): void;
  /** Nothing listens there any more, until it comes back. */
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
}

interface Held {
  destroy(): void;
}

/** Starts it. */
export async function startFakeCollector(
  kind: CollectorKind,
  certificate: LoopbackCertificate,
): Promise<FakeCollector> {
  const taken: number[] = [];
  const held = new Set<Held>();
  let port = 0;
  let server: Server | undefined;

  const keep = (texts: readonly string[]): void => {
    for (const text of texts) taken.push(JSON.parse(text).metadata.sequence);
  };

  function https(): Server {
    return createHttpsServer(certificate, (request, response) => {
      held.add(response);
      response.once('close', () => held.delete(response));
      void bodyOf(request)
        .then((body) => {
          const { mood } = fake;
          if (mood === 'stalls') return;
          if (mood === 'takes' || mood === 'forgets-to-say')
            keep((JSON.parse(body) as unknown[]).map((event) => JSON.stringify(event)));
          if (mood === 'forgets-to-say') return void request.socket.destroy();
          response.writeHead(mood === 'fails' ? 500 : 200);
          response.end();
        })
        .catch(() => {});
    });
  }

  function syslog(): Server {
    let raw: Socket | undefined;
    const server = createTlsServer({ ...certificate, allowHalfOpen: true }, (socket) => {
      held.add(socket);
      let text = '';
      socket.once('close', () => held.delete(socket));
      socket.on('error', () => {});
      if (fake.mood === 'stalls') return void socket.pause();
      if (fake.mood === 'fails') return void socket.destroy();
      socket.setEncoding('utf8').on('data', (part: string) => (text += part));
      socket.once('end', () => {
        keep([...text.matchAll(/\uFEFF(\{.*?\})(?=\d+ <|$)/gs)].map(([, json = '']) => json));
        if (fake.mood === 'forgets-to-say') return void raw?.resetAndDestroy();
        socket.end();
      });
    });
    // One connection at a time.
    return server.on('connection', (socket) => {
      raw = socket;
    });
  }

  const clientOf = (timeoutMs: number): Collector => {
    const common = { ca: certificate.cert, version: '1', timeoutMs };
    return kind === 'https'
      ? createHttpsCollector({ url: new URL(`https://127.0.0.1:${port}/`), ...common })
      : createSyslogCollector({ host: '127.0.0.1', port, hostName: 'h', ...common });
  };

  const fake: FakeCollector = {
    mood: 'takes',
    taken,
    get address() {
      return kind === 'https' ? `https://127.0.0.1:${port}/` : `syslog+tls://127.0.0.1:${port}`;
    },
    pending: () => held.size,
    client: {
      send: (events) => clientOf(fake.patienceMs).send(events),
    },
    patienceMs: 10_000,
    letGo: () => held.forEach((one) => void one.destroy()),
    async goAway() {
      fake.letGo();
      server?.close();
      if (server !== undefined) await once(server, 'close');
      server = undefined;
    },
    async comeBack() {
      server = (kind === 'https' ? https() : syslog()).listen(port, '127.0.0.1');
      server.on('tlsClientError', () => {});
      await once(server, 'listening');
      ({ port } = server.address() as AddressInfo);
    },
  };
  await fake.comeBack();
  return fake;
}
