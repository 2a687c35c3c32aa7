import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './build-tree.js';

/** Everything that decides what a build holds. */
const SOURCES = [
  'cards',
  'manifest',
  'package-lock.json',
  'package.json',
  'scripts',
  'src',
  'tsconfig.build.json',
  'tsconfig.json',
];

/** A digest of all that a build is made of: two builds with the same one are the same. */
export function sourceDigest() {
  const hash = createHash('sha256');
  for (const path of SOURCES.flatMap(filesIn)) {
    const content = readFileSync(join(ROOT, path));
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** @param {string} path @returns {string[]} */
function filesIn(path) {
  const isFolder = statSync(join(ROOT, path), { throwIfNoEntry: false })?.isDirectory();
  if (isFolder === undefined) return [];
  if (!isFolder) return [path];
  return readdirSync(join(ROOT, path))
    .sort()
    .flatMap((name) => filesIn(`${path}/${name}`));
}
