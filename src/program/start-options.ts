import { parseArgs } from 'node:util';
import { PatkeeperError } from '../core/errors.ts';

/** How the service's program was called. */
export interface StartOptions {
  /** Whether a missing MODE means local mode where nothing speaks of another; `npm start` asks for it. */
  readonly localIfUnset: boolean;
}

/** Reads what stands after the program's name. Throws a `PatkeeperError` for anything that it does not know. */
export function readStartOptions(args: readonly string[]): StartOptions {
  try {
    const options = { 'local-if-unset': { type: 'boolean', default: false } } as const;
    return { localIfUnset: parseArgs({ args: [...args], options, strict: true }).values['local-if-unset'] };
  } catch (cause) {
    const sentence =
      'Write node dist/main.js with nothing behind it, or with --local-if-unset, which takes local mode where no setting says or suggests another.';
    throw new PatkeeperError('invalid-input', sentence, { cause });
  }
}
