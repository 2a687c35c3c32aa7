import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import { OperatorError, PatkeeperError } from '../../core/errors.ts';
import { errorCode } from '../../core/files/error-code.ts';
import { controlSocket, mayBeSocket, type ResponseLine } from './control-socket.ts';

const CUT_OFF = 'Patkeeper ended before it had answered. Look at its log, and try again.';

/**
 * Asks the service that uses a data folder to do a command. Gives the values of its answer; undefined when no service listens
 * there. Rejects with `refused`, also while the values are read, when it can't be asked, refuses or ends too early.
 */
export async function askService(
  dataDir: string,
  command: string,
  input: unknown,
): Promise<AsyncIterable<unknown> | undefined> {
  const socketPath = controlSocket(dataDir);
  if (!mayBeSocket(socketPath)) return undefined;
  const asked = httpRequest({ socketPath, method: 'POST', path: `/${command}` });
  asked.end(JSON.stringify(input));
  try {
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    if (response.statusCode === 200) return valuesOf(response);
    response.resume();
    throw refused(
      `The running Patkeeper does not know the command “${command}” (${response.statusCode}). It is of another release: restart it.`,
    );
  } catch (error) {
    if (error instanceof PatkeeperError) throw error;
    const code = errorCode(error) ?? 'unknown error';
    // A socket that nobody listens on is what a killed service leaves.
    if (['ENOENT', 'ENOTDIR', 'ECONNREFUSED'].includes(code)) return undefined;
    throw refused(
      `The running Patkeeper can’t be asked by ${socketPath} (${code}). Run this as the user that runs it.`,
      error,
    );
  }
}

async function* valuesOf(response: IncomingMessage): AsyncGenerator<unknown> {
  try {
    for await (const text of createInterface({ input: response })) {
      const line = JSON.parse(text) as ResponseLine;
      if ('value' in line) yield line.value;
      else if (line.end === 'done') return;
      else throw refused(line.problem);
    }
  } catch (error) {
    throw error instanceof PatkeeperError ? error : refused(CUT_OFF, error);
  } finally {
    response.destroy();
  }
  throw refused(CUT_OFF);
}

function refused(sentence: string, cause?: unknown): PatkeeperError {
  return new OperatorError('refused.by-service', sentence, { cause });
}
