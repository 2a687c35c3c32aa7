import { readFileSync } from 'node:fs';

const DIST = new URL('../../dist/', import.meta.url);
const BUILD = /'(\.\/build-[0-9a-f]+\/)/;

/** The folder of the local chat's page in the current build. Run `npm run build` before. */
export function builtPage(): URL {
  const [, build] = BUILD.exec(readFileSync(new URL('patkeeper.js', DIST), 'utf8')) ?? [];
  if (build === undefined) throw new Error('dist/patkeeper.js names no build.');
  return new URL(`${build}src/local/page/`, DIST);
}
