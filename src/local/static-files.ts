import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Refusal } from './refusal.ts';

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};
/** The page beside this code. Only a build has its scripts: the sources have them as TypeScript. */
const PAGE = new URL('page/', import.meta.url);
const PAGE_FILE = /^[a-z-]+\.(?:js|css|svg)$/;
const HOME = 'index.html';
/** The renderer of cards. A build has a copy of it. */
const RENDERER = 'adaptivecards.js';

interface StaticFile {
  readonly type: string;
  readonly content: Buffer;
}

/** Gives a file of the page by its path in the address. For anything that is not part of it throws a `Refusal`, 404. */
export type StaticFiles = (path: string) => StaticFile;

/**
 * Reads the files of the page in the folder `page`, all of them now: later, a newer build may have taken the place of this
 * one.
 */
export async function readStaticFiles(page = PAGE): Promise<StaticFiles> {
  const names = (await readdir(page)).filter((name) => name !== RENDERER && PAGE_FILE.test(name));
  const places = new Map<string, string | URL>([
    ['/', new URL(HOME, page)],
    ['/sign-in', new URL('sign-in.html', page)],
    ['/vendor/adaptivecards.js', placeOfRenderer(page)],
    ...names.map((name) => [`/page/${name}`, new URL(name, page)] as const),
  ]);
  const files = new Map(
    await Promise.all([...places].map(async ([path, place]) => [path, await readStaticFile(place)] as const)),
  );
  return (path) => {
    const file = files.get(path);
    if (file === undefined) throw new Refusal(404, 'There is no such page.');
    return file;
  };
}

async function readStaticFile(place: string | URL): Promise<StaticFile> {
  const [extension = ''] = /[a-z]+$/.exec(String(place)) ?? [];
  return { type: TYPES[extension] ?? '', content: await readFile(place) };
}

function placeOfRenderer(page: URL): string | URL {
  const copy = new URL(RENDERER, page);
  if (existsSync(copy)) return copy;
  return createRequire(import.meta.url).resolve('adaptivecards-renderer/dist/adaptivecards.min.js');
}
