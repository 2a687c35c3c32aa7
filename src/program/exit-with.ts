import { ConfigError } from '../config/reader.ts';
import { PatkeeperError } from '../core/errors.ts';
import { redact } from '../log/log.ts';
import { sayToOperator } from '../sentences/say-error.ts';
import { sentencesOf } from '../sentences/sentences.ts';

const FAILED = 1;
/** EX_CONFIG of sysexits.h: trying again is no use before somebody changes a setting. */
const WRONG_SETTINGS = 78;

/**
 * Ends the program with one message, without a stack for what a person can set right: with 78 when settings are wrong, so that
 * whatever started it can tell, and with 1 for everything else.
 */
export function exitWith(error: unknown): never {
  process.stderr.write(`${redact(textOf(error))}\n`);
  process.exit(error instanceof ConfigError ? WRONG_SETTINGS : FAILED);
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
