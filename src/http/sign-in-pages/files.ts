import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const FOLDER = new URL('files/', import.meta.url);
const SCRIPT = 'text/javascript; charset=utf-8';

/** The files that the sign-in pages load, all of them from here. */
export const AUTH_FILES = ['page.css', 'page.js', 'teams-js.js'] as const;

export interface AuthFile {
  readonly type: string;
  readonly text: string;
}

const known = new Map<string, Promise<AuthFile>>();

/** Reads all of them now: later, a newer build may have taken the place of this one. Rejects when the installation lacks one. */
export async function readAuthFiles(): Promise<void> {
  await Promise.all(AUTH_FILES.map(readAuthFile));
}

/** Reads one of the files, once; rejects when the installation lacks it. */
export function readAuthFile(name: (typeof AUTH_FILES)[number]): Promise<AuthFile> {
  const file = known.get(name) ?? load(name);
  known.set(name, file);
  return file;
}

async function load(name: (typeof AUTH_FILES)[number]): Promise<AuthFile> {
  const file = new URL(name, FOLDER);
  // A build has a copy of the package's script; where the sources run, the package itself is installed.
  const place = existsSync(file)
    ? file
    : createRequire(import.meta.url).resolve('@microsoft/teams-js/dist/umd/MicrosoftTeams.min.js');
  const text = await readFile(place, 'utf8');
  return { type: name.endsWith('.css') ? 'text/css; charset=utf-8' : SCRIPT, text };
}
