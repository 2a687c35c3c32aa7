// node scripts/build-into.js FOLDER [tsconfig.json]: builds into a folder without checking types, for the tests.
import process from 'node:process';
import { buildTree } from './build-tree.js';

const [target = 'dist', project] = process.argv.slice(2);
await buildTree(target, { check: false, ...(project === undefined ? {} : { project }) });
