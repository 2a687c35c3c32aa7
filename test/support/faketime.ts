import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Instant } from '../../src/core/tokens/token.ts';

/** The environment variables that move the clock of a process and of those that it starts. */
export const CLOCK_VARIABLES = [
  'LD_PRELOAD',
  'FAKETIME',
  'FAKETIME_DONT_FAKE_MONOTONIC',
  'NO_FAKE_STAT',
] as const;

const LIBRARY = 'faketime/libfaketime.so.1';
const MOMENT_MS = 60_000;

/** Where libfaketime is (`/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1` on Debian); undefined when it is not installed. */
export function findFaketime(): string | undefined {
  const architectures = existsSync('/usr/lib') ? readdirSync('/usr/lib') : [];
  const folders = [
    '/usr/lib64',
    '/usr/local/lib',
    '/usr/lib',
    ...architectures.map((name) => join('/usr/lib', name)),
  ];
  return folders.map((folder) => join(folder, LIBRARY)).find((path) => existsSync(path));
}

/** The variables for a clock that reads `start` now, and continues from there alike in every process that has them. */
export function clockFrom(start: Instant, library: string): Record<(typeof CLOCK_VARIABLES)[number], string> {
  const seconds = Math.round((start - Date.now()) / 1000);
  return {
    LD_PRELOAD: library,
    // A distance, because a time of day would begin anew in every process.
    FAKETIME: seconds < 0 ? `${seconds}` : `+${seconds}`,
    // Timers and time-outs measure, they don't tell the time; moving them breaks them.
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    // Node reads the times of files past the library. Others must not see them moved either.
    NO_FAKE_STAT: '1',
  };
}

/** Whether processes with these variables really see about this time: a library that can't be loaded is left out silently. */
export function isSeen(start: Instant, clock: Readonly<Record<string, string>>): boolean {
  const { stdout } = spawnSync(process.execPath, ['-p', 'Date.now()'], {
    env: { ...process.env, ...clock },
    encoding: 'utf8',
  });
  return Math.abs(Number(stdout) - start) < MOMENT_MS;
}

/**
 * Removes what libfaketime keeps in shared memory for processes that were killed. A process that gets the id of one of them, and
 * runs as another user, can't open it and ends.
 */
export function removeDeadClocks(folder = '/dev/shm'): void {
  if (process.env['FAKETIME'] === undefined || !existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const [, pid] = /^(?:sem\.)?faketime_(?:sem|shm)_(\d+)$/.exec(name) ?? [];
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(folder, name), { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
