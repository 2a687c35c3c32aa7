import type { ChildProcess } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { adapted, says, startTool } from './tools.ts';

/**
 * Starts nginx on the `nginx.conf` of a folder, as the examples do, and resolves when it listens. Rejects with what
 * nginx says when it does not take the configuration.
 */
export async function startNginx(folder: string): Promise<ChildProcess> {
  const file = join(folder, 'nginx.conf');
  // It says at this level when it listens.
  const text = adapted(await readFile(file, 'utf8'), [['error_log stderr;', 'error_log stderr notice;']]);
  await writeFile(file, text);
  // Started by root, nginx would give its workers to somebody who may not enter this folder.
  const asRoot = process.getuid?.() === 0 ? ['-g', 'user root;'] : [];
  const nginx = startTool('nginx', ['-e', 'stderr', '-p', '.', '-c', 'nginx.conf', ...asRoot], folder);
  await says(nginx, /start worker process/);
  return nginx;
}
