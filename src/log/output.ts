import type { Writable } from 'node:stream';

export interface LogOutputDeps {
  /** Standard output, or a stand-in for it. */
  readonly stream: Writable;
  /** Called with the number of lines that were dropped, as soon as there is room for lines again. */
  readonly onDropped: (lines: number) => void;
  /** Most characters that wait for the reader; a megabyte when left out. */
  readonly most?: number;
}

/** Takes whole lines of the log, and never waits for their reader. */
export interface LogOutput {
  write(line: string): void;
  /** Resolves when everything written has gone out, and after so many milliseconds at the latest. Never rejects. */
  flush(ms: number): Promise<void>;
}

const MOST = 1024 * 1024;

/**
 * Creates the output of a log. pino's own destination writes to a full pipe again and again until someone reads it, and the
 * whole service waits for the reader; its asynchronous one does the same when the process ends. Here lines wait, up to a
 * bound. Lines beyond it are dropped and counted. When `write` returns, the system has every line that it had room for.
 */
export function createLogOutput({ stream, onDropped, most = MOST }: LogOutputDeps): LogOutput {
  let dropped = 0;
  /** The reader has gone for good (EPIPE), so there is nobody to tell. */
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
