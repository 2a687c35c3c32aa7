import { connect } from 'node:tls';
import type { Collector } from '../core/audit/collector.ts';
import { errorCode } from '../core/files/error-code.ts';
import type { SealedEvent } from '../core/store/audit.ts';
import { isoOf } from '../core/tokens/token.ts';
import { ocsfEvent } from './ocsf.ts';

export interface SyslogCollectorDeps {
  readonly host: string;
  readonly port: number;
  /** Certificates to trust in place of the system's, PEM. */
  readonly ca?: string;
  /** The release that runs. */
  readonly version: string;
  /** The name of this machine. */
  readonly hostName: string;
  /** The longest that an attempt may take, milliseconds. */
  readonly timeoutMs: number;
}

/** Facility "log audit", severity "informational" or "warning" (RFC 5424, section 6.2.1). */
const [INFORMATIONAL, WARNING] = [13 * 8 + 6, 13 * 8 + 4];
const LARGEST_SEQUENCE = 2_147_483_647;

/** The least time between the events and the end of their connection, milliseconds. */
const LEAST_PAUSE_MS = 100;

/**
 * A collector that takes syslog over TLS. Syslog has no receipts: each attempt is a connection of its own, and the events count
 * as taken when the collector has read to its end and closed it in order. One that closes it before, as a proxy does whose
 * collector is gone, would look the same: so the end comes only after a pause in which that would be seen.
 */
export function createSyslogCollector(deps: SyslogCollectorDeps): Collector {
  const { host, port, ca, timeoutMs } = deps;
  return {
    send: (events) =>
      new Promise((resolve) => {
        const socket = connect({ host, port, ...(ca === undefined ? {} : { ca }) });
        const begun = performance.now();
        let isRead = false;
        let hasEnded = false;
        let reason = 'it closed the connection too early';
        let pause: NodeJS.Timeout | undefined;
        const timer = setTimeout(() => {
          reason = 'it did not take them in time';
          socket.destroy();
        }, timeoutMs);
        socket.once('secureConnect', () => {
          // A handshake takes two ways there and back. What it did by itself is here after one.
          const pauseMs = Math.max(LEAST_PAUSE_MS, performance.now() - begun);
          socket.write(Buffer.concat(events.map((event) => frameOf(event, deps))), () => {
            pause = setTimeout(() => {
              hasEnded = true;
              socket.end();
            }, pauseMs);
          });
        });
        socket.once('end', () => {
          isRead = hasEnded && socket.writableFinished;
        });
        socket.on('error', (error) => {
          isRead = false;
          reason = errorCode(error) ?? 'the connection failed';
        });
        socket.once('close', () => {
          clearTimeout(timer);
          clearTimeout(pause);
          resolve(isRead ? { kind: 'taken' } : { kind: 'not-taken', reason });
        });
        socket.resume();
      }),
  };
}

/** A message with its length before it (RFC 5425, section 4.3), whose text is the event in OCSF. */
export function frameOf(
  sealed: SealedEvent,
  { hostName, version }: Pick<SyslogCollectorDeps, 'hostName' | 'version'>,
): Buffer {
  const { number, event } = sealed;
  const priority = event.action === 'refuse' ? WARNING : INFORMATIONAL;
  const sequence = ((number - 1) % LARGEST_SEQUENCE) + 1;
  const header = `<${priority}>1 ${isoOf(event.at)} ${nameOf(hostName, 255)} patkeeper - ${nameOf(event.action, 32)}`;
  const text = `${header} [meta sequenceId="${sequence}"] \uFEFF${JSON.stringify(ocsfEvent(sealed, version))}`;
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from(`${bytes.length} `), bytes]);
}

/** Printable ASCII without spaces, or `-`. */
function nameOf(text: string, longest: number): string {
  return text.replace(/[^\x21-\x7e]/g, '').slice(0, longest) || '-';
}
