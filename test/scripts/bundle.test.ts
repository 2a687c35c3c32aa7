import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeSmallCheckout, type SmallCheckout } from './small-checkout.ts';

/** A program that uses a package by `import` and another one by `require`, and a file beside a source in a folder of `src`. */
const PROGRAM = `
import { greeting } from 'imported';
import { answer } from './deep/down/answer.ts';
process.stdout.write([greeting, answer].join(', '));
`;
const ANSWER = `
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
const required: { name: string } = createRequire(import.meta.url)(
  'required',
);
export const answer = required.name + ' ' + readFileSync(new URL('beside.txt', import.meta.url), 'utf8');
`;
/** Node tells nobody that a package uses what is deprecated, as `new Buffer` is. */
const COMMON_JS = "exports.name = require('node:path').basename('/from/required'); new Buffer(1);";

describe('the bundle of a build', function () {
  // Each test starts whole processes, several seconds on a busy machine.
  this.timeout(60_000);

  let checkout: SmallCheckout;
  beforeEach(async () => {
    checkout = await makeSmallCheckout();
    checkout.write('src/patkeeper.ts', PROGRAM);
    checkout.write('src/deep/down/answer.ts', ANSWER);
    checkout.write('src/deep/down/beside.txt', 'from beside');
    addPackage('imported', '1.2.0', 'module', "export const greeting = 'from imported';");
    checkout.write('node_modules/imported/LICENSE.md', 'As imported likes.');
    addPackage('required', '3.0.4', 'commonjs', COMMON_JS);
  });
  afterEach(() => rm(checkout.folder, { recursive: true, force: true }));

  function addPackage(name: string, version: string, type: string, text: string): void {
    const described = { name, version, type, license: 'MIT', main: './lib/index.js' };
    checkout.write(`node_modules/${name}/package.json`, JSON.stringify(described));
    checkout.write(`node_modules/${name}/lib/package.json`, JSON.stringify({ type }));
    checkout.write(`node_modules/${name}/lib/index.js`, text);
  }

  it('has the packages in it, as quiet as they were, and each source finds the files beside it', async () => {
    assert.equal((await checkout.run('scripts/build.js')).code, 0);
    checkout.remove('node_modules/imported');
    checkout.remove('node_modules/required');
    checkout.remove('src');
    const { out, err } = await checkout.run('dist/patkeeper.js');
    assert.deepEqual([out, err], ['from imported, required from beside', '']);
  });

  it('has the licence of each package beside it', async () => {
    await checkout.run('scripts/build.js');
    const [name = ''] = checkout.built().filter((one) => one.startsWith('build-'));
    const licences = readFileSync(join(checkout.folder, 'dist', name, 'THIRD-PARTY-LICENSES.txt'), 'utf8');
    const [imported, required, ...others] = licences.split('-'.repeat(80)).map((text) => text.trim());
    assert.deepEqual(
      [imported, required, others],
      ['imported 1.2.0 (MIT)\n\nAs imported likes.', 'required 3.0.4 (MIT)', []],
    );
  });

  it('is not made when a source names a package that is missing', async () => {
    checkout.remove('node_modules/imported');
    const { code, err } = await checkout.run('scripts/build.js');
    assert.equal(code, 1);
    assert.match(err, /Could not resolve "imported"/);
    assert.ok(!checkout.built().includes('patkeeper.js'));
  });
});
