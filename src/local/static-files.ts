import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Refusal } from './refusal.ts';

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};
const PAGE_FILE = /^\/page\/([a-z-]+)\.(js|css|svg)$/;

// The same from src/local, where tests run, and from dist/local: the package's own folder is two up.
const PACKAGE = new URL('../../', import.meta.url);
const RENDERER = createRequire(import.meta.url).resolve('adaptivecards-renderer/dist/adaptivecards.min.js');

interface StaticFile {
  readonly type: string;
  readonly content: Buffer;
}

/** Reads a file of the page by its path in the address. Anything not part of the page ends in a 404 `Refusal`. */
export async function readStaticFile(path: string): Promise<StaticFile> {
  const file = locate(path);
  if (file === undefined) throw new Refusal(404, 'There is no such page.');
  try {
    return { type: TYPES[file.extension] ?? '', content: await readFile(file.place) };
  } catch (error) {
    throw new Refusal(404, `${path} is not there. Run "npm run build", then reload.`, String(error));
  }
}

function locate(path: string): { place: string | URL; extension: string } | undefined {
  if (path === '/') return { place: new URL('src/local/page/index.html', PACKAGE), extension: 'html' };
  if (path === '/vendor/adaptivecards.js') return { place: RENDERER, extension: 'js' };
  const [, name, extension] = PAGE_FILE.exec(path) ?? [];
  if (name === undefined || extension === undefined) return undefined;
  const folder = extension === 'js' ? 'dist/local/page' : 'src/local/page';
  return { place: new URL(`${folder}/${name}.${extension}`, PACKAGE), extension };
}
