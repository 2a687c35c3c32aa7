import pg from 'pg';
import type { Log } from '../../core/ports.ts';
import type { Secret } from '../../core/secrets/secret.ts';
import { type Later, later as systemLater } from '../../core/timing/clock.ts';
import { connectionOptions } from './connection-options.ts';
import { NOTICES_CHANNEL } from './notice-owing.ts';

export interface NoticeListenerDeps {
  readonly databaseUrl: Secret;
  readonly log: Log;
  /** Called for notices that others have written, and after every time that nobody listened. */
  readonly onNotice: () => void;
  /** The name of the store whose own notices need no telling. */
  readonly except?: string;
  readonly later?: Later;
}

/** A connection that waits for PostgreSQL to tell of due notices. */
export interface NoticeListener {
  /** Resolves when it first listens. */
  readonly ready: Promise<void>;
  close(): Promise<void>;
}

const RETRY_MS = 500;

/** Listens on a connection of its own, which is made again within a second whenever it ends. Never fails: whoever waits for notices polls as well. */
export function listenForNotices(deps: NoticeListenerDeps): NoticeListener {
  const { databaseUrl, log, onNotice, except, later = systemLater } = deps;
  let closed = false;
  let isAway = false;
  let cancelRetry = (): void => {};
  let current: pg.Client | undefined;
  let isReady = (): void => {};
  const ready = new Promise<void>((resolve) => {
    isReady = resolve;
  });

  async function listen(): Promise<void> {
    let client: pg.Client | undefined;
    let over = false;
    const again = (err?: unknown): void => {
      if (over) return;
      over = true;
      client?.end().catch(() => undefined);
      if (closed) return;
      if (!isAway) log.warn({ err }, 'nobody listens for due notices until PostgreSQL answers again');
      isAway = true;
      cancelRetry = later(RETRY_MS, () => void listen());
    };
    try {
      // It reads the certificates that the address names, which may be missing by now.
      client = new pg.Client(connectionOptions(databaseUrl, 'patkeeper listener'));
      current = client;
      client.on('error', again);
      client.on('end', () => again());
      client.on('notification', ({ payload }) => {
        if (payload !== except) onNotice();
      });
      await client.connect();
      await client.query(`LISTEN ${NOTICES_CHANNEL}`);
      if (isAway) log.info({}, 'due notices are listened for again');
      isAway = false;
      isReady();
      if (!closed) onNotice();
    } catch (error) {
      again(error);
    }
  }

  void listen();
  return {
    ready,
    close: async () => {
      closed = true;
      cancelRetry();
      await current?.end().catch(() => undefined);
    },
  };
}
