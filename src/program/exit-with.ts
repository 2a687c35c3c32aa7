import { ConfigError } from '../config/reader.ts';
import { PatkeeperError } from '../core/errors.ts';
import { redact } from '../log/log.ts';

/** Ends the program with 1 and one message: without a stack for what a person can set right. */
export function exitWith(error: unknown): never {
  const expected = error instanceof ConfigError || error instanceof PatkeeperError || isSystemError(error);
  const text = expected ? error.message : String(error instanceof Error ? error.stack : error);
  process.stderr.write(`${redact(text)}\n`);
  process.exit(1);
}

/** Node's own sentence names the address or file: `listen EADDRINUSE: address already in use 127.0.0.1:3978`. */
function isSystemError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error;
}
