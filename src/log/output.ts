import type { Writable } from 'node:stream';

export interface LogOutputDeps {
  /** Standard output, or what stands in for it. */
  readonly stream: Writable;
  /** Called with the number of lines that were dropped, as soon as there is room for lines again. */
  readonly onDropped: (lines: number) => void;
  /** Most characters that wait for the reader; a megabyte when left out. */
  readonly most?: number;
}

/** Where whole lines of the log go, without ever waiting for whoever reads them. */
export interface LogOutput {
  write(line: string): void;
  /** Resolves when everything written has gone out, and after so many milliseconds at the latest. Never rejects. */
  flush(ms: number): Promise<void>;
}

const MOST = 1024 * 1024;

/**
 * Makes the output of a log. pino's own destination writes to a full pipe again and again until somebody reads it, and the
 * whole service stands still with the reader; its asynchronous one does so when the process ends. Here lines wait, up to a
 * bound, and lines beyond it are dropped and counted. What there is room for is with the system when `write` returns.
 */
export function createLogOutput({ stream, onDropped, most = MOST }: LogOutputDeps): LogOutput {
  let dropped = 0;
  /** The reader is gone for good (EPIPE): there is nobody left to tell. */
  let isBroken = false;
  makeTerminalWaitForNobody(stream);
  stream.on('error', () => {
    isBroken = true;
  });
  stream.on('drain', () => {
    const lines = dropped;
    dropped = 0;
    if (lines > 0) onDropped(lines);
  });

  return {
    write(line) {
      if (isBroken) return;
      if (stream.writableLength + line.length > most) dropped += 1;
      else stream.write(line);
    },
    flush: (ms) =>
      new Promise((resolve) => {
        if (isBroken || stream.writableLength === 0) return resolve();
        const timer = setTimeout(resolve, ms);
        const done = (): void => {
          clearTimeout(timer);
          resolve();
        };
        stream.once('drain', done).once('error', done);
      }),
  };
}

/** Node writes to pipes and sockets without waiting. To a terminal it waits, also while its user has stopped it (Ctrl-S). */
function makeTerminalWaitForNobody(stream: Writable): void {
  if (!('isTTY' in stream) || stream.isTTY !== true) return;
  const handle: unknown = Reflect.get(stream, '_handle');
  const setBlocking: unknown = Reflect.get(Object(handle), 'setBlocking');
  if (typeof setBlocking === 'function') setBlocking.call(handle, false);
}
