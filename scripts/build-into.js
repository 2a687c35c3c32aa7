// node scripts/build-into.js FOLDER [PROGRAM...]: builds into a folder without checking types, for the tests. PROGRAM is a source.
import process from 'node:process';
import { buildTree } from './build-tree.js';

const [target = 'dist', ...programs] = process.argv.slice(2);
await buildTree(target, { check: false, ...(programs.length === 0 ? {} : { programs }) });
