import { ConfigError } from '../config/reader.ts';
import { PatkeeperError } from '../core/errors.ts';
import { redact } from '../log/log.ts';
import { sayToOperator } from '../sentences/say-error.ts';
import { sentencesOf } from '../sentences/sentences.ts';

/** Ends the program with 1 and one message: without a stack for what a person can set right. */
export function exitWith(error: unknown): never {
  process.stderr.write(`${redact(textOf(error))}\n`);
  process.exit(1);
}

function textOf(error: unknown): string {
  if (error instanceof PatkeeperError) return sayToOperator(error, sentencesOf('en'));
  if (error instanceof ConfigError || isSystemError(error)) return error.message;
  return String(error instanceof Error ? error.stack : error);
}

/** Node's own sentence names the address or file: `listen EADDRINUSE: address already in use 127.0.0.1:3978`. */
function isSystemError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error;
}
