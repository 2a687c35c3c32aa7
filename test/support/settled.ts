import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import pg from 'pg';

/** Tells when nothing is under way in this process any more. */
export interface Settling {
  /** Resolves when no file is written, no query and no request runs, and no timer is about to fire. */
  settled(): Promise<void>;
  restore(): void;
}

/** Timers that are further away than this wait for the next day, as far as a test is concerned. */
const SOON_MS = 2_000;
/** So many times in a row the event loop must find nothing to do: what has just arrived is seen by then. */
const QUIET_TURNS = 8;
/** Files that are read or written, and connections that are being made or written to. */
const UNDER_WAY = /^FS|Req$|ReqWrap$|^TCPConnectWrap$|^WriteWrap$/;
const LONGEST_MS = 30_000;

/** Begins to watch what runs in this process: files, queries of PostgreSQL, requests over HTTP, and short timers. */
export function watchSettling(): Settling {
  const timers = new Set<unknown>();
  const running = new Set<unknown>();
  const begin = (message: unknown): void => void running.add(partOf(message));
  const end = (message: unknown): void => void running.delete(partOf(message));
  const channels = [
    ['http.client.request.start', begin],
    ['http.client.response.finish', end],
    ['http.client.request.error', end],
    ['http.server.request.start', begin],
    ['http.server.response.finish', end],
  ] as const;
  for (const [name, act] of channels) subscribe(name, act);

  const realTimeout = globalThis.setTimeout;
  const realClear = globalThis.clearTimeout;
  const setTimer = (run: (...given: unknown[]) => void, ms = 0, ...given: unknown[]) => {
    const timer = realTimeout(() => {
      timers.delete(timer);
      run(...given);
    }, ms);
    if (ms < SOON_MS) timers.add(timer);
    return timer;
  };
  Reflect.set(globalThis, 'setTimeout', Object.assign(setTimer, realTimeout));
  Reflect.set(globalThis, 'clearTimeout', (timer: NodeJS.Timeout | undefined) => {
    timers.delete(timer);
    realClear(timer);
  });

  const query: unknown = Reflect.get(pg.Client.prototype, 'query');
  if (typeof query !== 'function') throw new Error('pg.Client has no query');
  Reflect.set(pg.Client.prototype, 'query', function (this: object, ...given: unknown[]): unknown {
    const result: unknown = Reflect.apply(query, this, given);
    if (result instanceof Promise) {
      running.add(result);
      const over = (): boolean => running.delete(result);
      result.then(over, over);
    }
    return result;
  });

  const isBusy = (): boolean =>
    running.size > 0 ||
    timers.size > 0 ||
    process.getActiveResourcesInfo().some((name) => UNDER_WAY.test(name));

  return {
    async settled() {
      const latest = performance.now() + LONGEST_MS;
      for (let quiet = 0; quiet < QUIET_TURNS; ) {
        await new Promise((resolve) => setImmediate(resolve));
        quiet = isBusy() ? 0 : quiet + 1;
        if (performance.now() > latest)
          throw new Error(
            `it never settled: ${running.size} calls, ${timers.size} timers, ${process.getActiveResourcesInfo().join(' ')}`,
          );
      }
    },
    restore() {
      for (const [name, act] of channels) unsubscribe(name, act);
      Reflect.set(globalThis, 'setTimeout', realTimeout);
      Reflect.set(globalThis, 'clearTimeout', realClear);
      Reflect.set(pg.Client.prototype, 'query', query);
    },
  };
}

/** What a message of a channel of HTTP is about. */
function partOf(message: unknown): unknown {
  return typeof message === 'object' && message !== null ? Reflect.get(message, 'request') : undefined;
}
