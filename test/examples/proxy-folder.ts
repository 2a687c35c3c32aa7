import type { ChildProcess } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../support/free-port.ts';
import type { RunningProxy } from './published-proxy.ts';
import { endTool } from './tools.ts';

/**
 * Runs a proxy in a folder of its own, which is gone when it stops. `start` writes the configuration for a port, and
 * gives the process once it listens.
 */
export async function runInFolder(
  start: (folder: string, port: number) => Promise<ChildProcess>,
): Promise<RunningProxy> {
  const folder = await mkdtemp(join(tmpdir(), 'patkeeper-proxy-'));
  // Started by root, some proxies read files as somebody else.
  await chmod(folder, 0o755);
  const clear = () => rm(folder, { recursive: true, force: true });
  const port = await freePort();
  try {
    const child = await start(folder, port);
    return {
      port,
      async stop() {
        await endTool(child);
        await clear();
      },
    };
  } catch (err) {
    await clear();
    throw err;
  }
}
