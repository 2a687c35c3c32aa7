import { chmod, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { PatkeeperError } from '../../core/errors.ts';
import { FILE_MODE } from '../../core/files/durable-files.ts';
import type { Log } from '../../core/ports.ts';
import { sayToOperator } from '../../sentences/say-error.ts';
import { sentencesOf } from '../../sentences/sentences.ts';
import { closeServer } from '../lifecycle.ts';
import { ARRIVAL } from '../limits.ts';
import { readBody } from '../read-body.ts';
import { controlSocket, MOST_BYTES, mayBeSocket, type ResponseLine } from './control-socket.ts';

/** Does what was asked, and gives values that JSON can hold. Fails with a `PatkeeperError` whose sentence is for who asked. */
export type ControlCommand = (input: unknown) => AsyncIterable<unknown>;

export interface ControlServerDeps {
  /** The data folder, which this process has locked. */
  readonly dataDir: string;
  readonly commands: Readonly<Record<string, ControlCommand>>;
  readonly log: Log;
}

export interface ControlServer {
  close(graceMs: number): Promise<void>;
}

const MOST_CONNECTIONS = 4;
const DRAFT = 'control-';
const FAILED = 'Patkeeper could not do this. Its log says why.';

/**
 * Listens on a Unix socket in the data folder for `POST /<command>` with a JSON body. Only the user that runs the service can
 * reach it: by that they have shown that they may do what the commands do. Where there can be no socket the log says so, and
 * the service continues without it.
 */
export async function startControlServer(deps: ControlServerDeps): Promise<ControlServer> {
  const { dataDir, log } = deps;
  const path = controlSocket(dataDir);
  const server = createServer(ARRIVAL, (request, response) => {
    answer(deps, request, response).catch((err: unknown) => {
      log.warn({ err }, 'a command was not answered to its end');
      response.destroy();
    });
  });
  server.maxConnections = MOST_CONNECTIONS;
  try {
    if (!mayBeSocket(path)) throw new Error('a socket can’t have this path');
    for (const name of await readdir(dataDir))
      if (name.startsWith(DRAFT)) await rm(join(dataDir, name), { recursive: true, force: true });
    // Made where nobody else gets in, and shown when it is private: no moment is open to others.
    const draft = await mkdtemp(join(dataDir, DRAFT));
    try {
      await listen(server, join(draft, 's'));
      await chmod(join(draft, 's'), FILE_MODE);
      await rename(join(draft, 's'), path);
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
  } catch (err) {
    server.close();
    const why = 'commands such as backup can’t reach this process, and work only while it is stopped';
    log.warn({ err, path }, why);
    return { close: async () => {} };
  }
  return {
    async close(graceMs) {
      await rm(path, { force: true });
      await closeServer(server, graceMs);
    },
  };
}

function listen(server: ReturnType<typeof createServer>, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(path, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function answer(
  { commands, log }: ControlServerDeps,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const name = (request.url ?? '').slice(1);
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  response.setHeader('Connection', 'close');
  if (request.method !== 'POST' || command === undefined) return end(response, 404, 'no such command');
  const body = await readBody(request, { maxBytes: MOST_BYTES });
  if (body === undefined) return void response.destroy();
  if (!Buffer.isBuffer(body)) return end(response, body.status, body.error);
  const input = parse(body);
  if (input === undefined) return end(response, 400, 'not JSON');
  log.info({ command: name }, 'a command came through the control socket');
  response.writeHead(200, { 'Content-Type': 'application/x-ndjson' });
  await pipeline(Readable.from(linesOf(command, input.value, log)), response);
}

async function* linesOf(command: ControlCommand, input: unknown, log: Log): AsyncGenerator<string> {
  const line = (answered: ResponseLine): string => `${JSON.stringify(answered)}\n`;
  try {
    for await (const value of command(input)) yield line({ value });
    yield line({ end: 'done' });
  } catch (err) {
    log.error({ err }, 'a command failed');
    yield line({
      end: 'failed',
      problem: err instanceof PatkeeperError ? sayToOperator(err, sentencesOf('en')) : FAILED,
    });
  }
}

function parse(body: Buffer): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(body.toString('utf8')) };
  } catch {
    return undefined;
  }
}

function end(response: ServerResponse, status: number, error: string): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify({ error }));
}
