// Makes mocha import the tests, as ES modules: it would require them first. What tsx adds to a CommonJS module counts as
// branches of ours in the coverage, and a module that is loaded both ways is counted wrongly.
import { createRequire } from 'node:module';

createRequire(import.meta.url).extensions['.ts'] = () => {
  throw new Error('This file can’t be imported: run it with plain mocha to see why.');
};
