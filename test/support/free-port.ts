import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Below the ports that systems give to outgoing connections: a server that is restarted would else find its port taken by
 * one of them now and then.
 */
const [FIRST, BEHIND] = [20_000, 32_000];
/** Each process takes its ports from a window of its own: a port is free for a moment between the choice and its use. */
const WINDOW = 100;
const WINDOWS = (BEHIND - FIRST) / WINDOW;
const start = FIRST + (process.pid % WINDOWS) * WINDOW;
let given = 0;

/** A port of 127.0.0.1 that nobody listens on now, for programs that can't choose one themselves. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < WINDOW; tries += 1) {
    const port = start + (given % WINDOW);
    given += 1;
    if (await isFree(port)) return port;
  }
  throw new Error('There is no free port.');
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
