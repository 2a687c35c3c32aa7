import { errorCode } from './core/error-code.ts';
import { PatkeeperError } from './core/errors.ts';

/**
 * Reads `.env` of the folder where the program was started, if there is one; what the environment already has goes before it.
 * Throws a `PatkeeperError` when one is there that can't be read.
 */
export function loadEnvFile(): void {
  try {
    process.loadEnvFile();
  } catch (cause) {
    const code = errorCode(cause) ?? 'unknown error';
    if (code === 'ENOENT') return;
    const sentence = `.env can’t be read (${code}). Let the user that runs this read it.`;
    throw new PatkeeperError('invalid-input', sentence, { cause });
  }
}
