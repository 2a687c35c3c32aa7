import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeSmallCheckout, type SmallCheckout } from './small-checkout.ts';

const RUN = 'scripts/run.js';
const BUILDS = /^build-/;

describe('npm start', function () {
  // Each test starts whole processes, several seconds on a busy machine.
  this.timeout(60_000);

  let checkout: SmallCheckout;
  beforeEach(async () => {
    checkout = await makeSmallCheckout();
  });
  afterEach(() => rm(checkout.folder, { recursive: true, force: true }));

  it('builds once and runs what is built, with everything that was written behind it', async () => {
    for (const _start of ['first', 'second']) {
      const { code, out, err } = await checkout.run(RUN, 'serve', '--local-if-unset');
      assert.deepEqual([code, out, err], [0, 'first program: serve --local-if-unset first words\n', '']);
    }
    assert.equal(checkout.compiled(), 1);
  });

  it('builds again when anything changed that a build is made of', async () => {
    await checkout.run(RUN, 'serve');
    for (const [index, path] of ['src/words.txt', 'cards/help.json', 'package.json'].entries()) {
      checkout.write(path, '{ "type": "module" }');
      await checkout.run(RUN, 'serve');
      assert.equal(checkout.compiled(), index + 2, path);
    }
  });

  it('builds once when several start together', async () => {
    const ended = await Promise.all(['a', 'b', 'c'].map((name) => checkout.run(RUN, name)));
    assert.deepEqual(
      ended.map(({ out, err }) => [out, err]),
      ['a', 'b', 'c'].map((name) => [`first program: ${name} first words\n`, '']),
    );
    assert.equal(checkout.compiled(), 1);
  });

  it('needs no sources, no compiler and no packages beside a build', async () => {
    await checkout.run(RUN, 'serve');
    for (const path of ['src', 'cards', 'manifest', 'node_modules']) checkout.remove(path);
    const { code, out, err } = await checkout.run(RUN, 'serve');
    assert.deepEqual([code, out, err], [0, 'first program: serve first words\n', '']);
  });

  it('runs an older build where there is no compiler, and says that it is older', async () => {
    await checkout.run(RUN, 'serve');
    checkout.write('src/words.txt', 'other words\n');
    checkout.remove('node_modules/typescript');
    const { code, out, err } = await checkout.run(RUN, 'serve');
    assert.deepEqual([code, out], [0, 'first program: serve first words\n']);
    assert.match(err, /^What is built is older than src\/.*npm ci.*\n$/);
  });

  it('says in one sentence what to run where there is neither a build nor a compiler', async () => {
    checkout.remove('node_modules/typescript');
    const noCompiler = await checkout.run(RUN, 'serve');
    assert.deepEqual([noCompiler.code, noCompiler.out], [1, '']);
    assert.match(noCompiler.err, /^There is no build here.*run "npm ci" without --omit=dev.*\n$/);
    checkout.remove('node_modules');
    const noPackages = await checkout.run(RUN, 'serve');
    assert.deepEqual([noPackages.code, noPackages.out], [1, '']);
    assert.match(noPackages.err, /^The packages are missing: run "npm ci".*\n$/);
  });

  it('does not start with sources that the compiler refuses', async () => {
    checkout.write('src/patkeeper.ts', 'BROKEN');
    const { code, out, err } = await checkout.run(RUN, 'serve');
    assert.deepEqual([code, out], [1, '']);
    assert.match(err, /it is broken/);
  });
});

describe('npm run build', function () {
  this.timeout(60_000);

  let checkout: SmallCheckout;
  const build = (...args: string[]) => checkout.run('scripts/build.js', ...args);
  const builds = () => checkout.built().filter((name) => BUILDS.test(name));
  beforeEach(async () => {
    checkout = await makeSmallCheckout();
  });
  afterEach(() => rm(checkout.folder, { recursive: true, force: true }));

  it('leaves a running process its files, and the build before the newest one', async () => {
    await build();
    const running = checkout.start('dist/patkeeper.js', 'wait');
    await running.said('first words');
    checkout.write('src/words.txt', 'other words\n');
    await build();
    running.ask();
    await running.said('still first words');
    await running.end();
    assert.match((await checkout.run('dist/patkeeper.js')).out, /other words/);
    assert.equal(builds().length, 2);
    const before = builds();
    await build();
    assert.equal(builds().length, 2);
    assert.equal(builds().filter((name) => before.includes(name)).length, 1);
  });

  it('builds nothing that is built already when asked to build if needed', async () => {
    await build('--if-needed');
    const [first] = builds();
    await build('--if-needed');
    assert.deepEqual([builds(), checkout.compiled()], [[first], 1]);
    checkout.write('src/words.txt', 'other words\n');
    await build('--if-needed');
    assert.equal(checkout.compiled(), 2);
  });

  it('lets npm pack the newest build alone, and leave the one that may still run', async () => {
    checkout.write('package.json', readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    await build();
    const running = checkout.start('dist/patkeeper.js', 'wait');
    await running.said('first words');
    checkout.write('src/words.txt', 'other words\n');
    const [{ files }] = await checkout.packed();
    const packed = files.map(({ path }) => path).filter((path) => path.startsWith('dist/'));
    const program = readFileSync(join(checkout.folder, 'dist/patkeeper.js'), 'utf8');
    const [newest = ''] = /build-[0-9a-f]{12}/.exec(program) ?? [];
    assert.deepEqual(
      [...new Set(packed.map((path) => path.split('/')[1]).filter((name) => BUILDS.test(name ?? '')))],
      [newest],
    );
    assert.ok(packed.includes(`dist/${newest}/src/words.txt`) && packed.includes('dist/patkeeper.js'));
    assert.ok(!packed.some((path) => path.includes('npmignore') || path.includes('build.lock')));
    await checkout.packed();
    running.ask();
    await running.said('still first words');
    await running.end();
    assert.equal(builds().length, 2);
  });

  it('leaves everything as it was when the compiler refuses', async () => {
    await build();
    const before = checkout.built();
    checkout.write('src/patkeeper.ts', 'BROKEN');
    const { code, err } = await build();
    assert.equal(code, 1);
    assert.match(err, /it is broken/);
    assert.deepEqual(checkout.built(), before);
    assert.match((await checkout.run('dist/patkeeper.js')).out, /first program/);
  });

  it('clears away what a killed build and older releases left', async () => {
    checkout.write('dist/unfinished-build-0123456789ab/src/patkeeper.js', '');
    checkout.write('dist/http/metrics.js', '');
    await build();
    assert.deepEqual(
      checkout.built().filter((name) => !BUILDS.test(name)),
      ['.npmignore'].concat(
        ['doctor', 'export-data', 'import-data', 'main', 'manifest', 'migrate'].map((name) => `${name}.js`),
        'package.json',
        'patkeeper.js',
      ),
    );
  });

  it('keeps the old names of the programs, which name the command that took their place', async () => {
    await build();
    const { out, err } = await checkout.run('dist/import-data.js', './data', '--dry-run');
    assert.equal(out, 'first program: import ./data --dry-run first words\n');
    assert.match(err, /^dist\/import-data\.js goes away.*Run: node dist\/patkeeper\.js import\n$/);
  });
});
