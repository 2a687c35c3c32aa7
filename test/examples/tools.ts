import { type ChildProcess, spawn } from 'node:child_process';
import { on, once } from 'node:events';
import { existsSync, watch } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { skipUntested } from '../support/skip-untested.ts';

/** Debian keeps servers where only root's path leads. */
export const TOOL_PATH = [process.env['PATH'] ?? '', '/usr/sbin', '/usr/local/sbin'].join(delimiter);

/** How long a tool may take to end. */
const PATIENCE_MS = 5_000;

/** Of these tools, those that this machine lacks. A file is named by its whole path. */
export async function missingTools(names: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(names.map(isInstalled));
  return names.filter((_, index) => found[index] !== true);
}

/** Skips the tests of a suite, and says so, when this machine lacks a tool. */
export async function needTools(context: Mocha.Context, names: readonly string[]): Promise<void> {
  skipUntested(context, await missingTools(names));
}

/** A text in which each of these parts, which it must hold exactly once, is another one. */
export function adapted(text: string, changes: readonly (readonly [from: string, to: string])[]): string {
  return changes.reduce((changed, [from, to]) => {
    if (changed.split(from).length !== 2) throw new Error(`The text does not have this once: ${from}`);
    return changed.replace(from, () => to);
  }, text);
}

/**
 * Starts a tool in a folder, in a process group of its own. It does not go by the clock of the tests: fcgiwrap 1.1 reads
 * past its environment where libfaketime has used the memory before, and certificates are of one clock.
 */
export function startTool(
  tool: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = {},
): ChildProcess {
  return spawn(tool, args, {
    cwd,
    env: { PATH: TOOL_PATH, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
}

/** Resolves when the tool writes such words to its standard error; rejects when it ends before. */
export function says(child: ChildProcess, words: RegExp): Promise<void> {
  let said = '';
  return new Promise((resolve, reject) => {
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (words.test(said)) resolve();
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`${child.spawnfile} did not start: ${said}`)));
  });
}

/** Resolves when the folder gets this entry; rejects when it has none after ten seconds. */
export async function appears(folder: string, name: string): Promise<void> {
  const watcher = watch(folder);
  try {
    for await (const [, entry] of on(watcher, 'change', { signal: AbortSignal.timeout(10_000) }))
      if (entry === name) return;
  } finally {
    watcher.close();
  }
}

/** Ends a tool with all that it has started. */
export async function endTool(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const group = -child.pid;
  const gone = once(child, 'exit');
  process.kill(group, 'SIGTERM');
  // Caddy waits for its connections as long as it takes.
  const impatience = setTimeout(() => process.kill(group, 'SIGKILL'), PATIENCE_MS);
  await gone;
  clearTimeout(impatience);
}

async function isInstalled(tool: string): Promise<boolean> {
  if (tool.startsWith('/')) return existsSync(tool);
  const tries = TOOL_PATH.split(delimiter).map((folder) => access(join(folder, tool), constants.X_OK));
  return (await Promise.allSettled(tries)).some(({ status }) => status === 'fulfilled');
}
