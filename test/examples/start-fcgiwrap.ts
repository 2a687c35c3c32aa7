import type { ChildProcess } from 'node:child_process';
import { appears, startTool } from './tools.ts';

/** Starts fcgiwrap on `fcgiwrap.sock` in a folder, as the example does; resolves when the socket is there. */
export async function startFcgiwrap(folder: string): Promise<ChildProcess> {
  const socket = appears(folder, 'fcgiwrap.sock');
  const child = startTool('fcgiwrap', ['-c', '2', '-s', 'unix:fcgiwrap.sock'], folder);
  child.stderr?.resume();
  await socket;
  return child;
}
