import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

// The same from src, where tests run, and from dist: the package's own folder is three up.
const FOLDER = new URL('../../../src/http/sign-in-pages/files/', import.meta.url);
const SCRIPT = 'text/javascript; charset=utf-8';

/** The files that the sign-in pages load, all of them from here. */
export const AUTH_FILES = ['page.css', 'page.js', 'teams-js.js'] as const;

export interface AuthFile {
  readonly type: string;
  readonly text: string;
}

const known = new Map<string, Promise<AuthFile>>();

/** Reads one of the files, once; rejects when the installation lacks it. */
export function readAuthFile(name: (typeof AUTH_FILES)[number]): Promise<AuthFile> {
  const file = known.get(name) ?? load(name);
  known.set(name, file);
  return file;
}

async function load(name: (typeof AUTH_FILES)[number]): Promise<AuthFile> {
  const place =
    name === 'teams-js.js'
      ? createRequire(import.meta.url).resolve('@microsoft/teams-js/dist/umd/MicrosoftTeams.min.js')
      : new URL(name, FOLDER);
  const text = await readFile(place, 'utf8');
  return { type: name.endsWith('.css') ? 'text/css; charset=utf-8' : SCRIPT, text };
}
