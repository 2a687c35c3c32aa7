import { join } from 'node:path';

/** The most that a request may hold. Bytes. */
export const MOST_BYTES = 64 * 1024;
/** Unix keeps the path of a socket in about a hundred bytes; macOS has the fewest. */
const LONGEST_PATH = 103;

/** Where a service listens for the commands of whoever may use its data folder. */
export function controlSocket(dataDir: string): string {
  return join(dataDir, 'control.sock');
}

/** Whether a socket may have this path. Windows has no such sockets. */
export function mayBeSocket(path: string): boolean {
  return process.platform !== 'win32' && Buffer.byteLength(path) <= LONGEST_PATH;
}

/**
 * What the service answers: JSON lines, each a value of the command, and one last line that says how it ended. An answer
 * without such a line was cut off.
 */
export type ResponseLine =
  | { readonly value: unknown }
  | { readonly end: 'done' }
  /** A sentence on what went wrong. */
  | { readonly end: 'failed'; readonly problem: string };
