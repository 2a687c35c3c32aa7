import type { ChildProcess } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { says, startTool } from './tools.ts';

/** Starts Caddy on a Caddyfile, in a folder of its own; rejects with what it says when it does not take it. */
export async function startCaddy(folder: string, caddyfile: string): Promise<ChildProcess> {
  await writeFile(join(folder, 'Caddyfile'), caddyfile);
  const child = startTool('caddy', ['run'], folder, { HOME: folder });
  await says(child, /serving initial configuration/);
  return child;
}
