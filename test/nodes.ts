// Runs the test suite under every Node release that Patkeeper promises; the npm package `node` brings the programs.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const RELEASES = ['20', '22', '24', '26'];
const root = fileURLToPath(new URL('..', import.meta.url));

const results = RELEASES.map((release) => {
  const node = ['exec', '--yes', `--package=node@${release}`, '--', 'node'];
  const version = spawnSync('npm', [...node, '--version'], { cwd: root, encoding: 'utf8' }).stdout.trim();
  process.stdout.write(`\nNode ${version || `${release} (not to be had)`}\n`);
  const { status } = spawnSync(
    'npm',
    [
      ...node,
      'node_modules/mocha/bin/mocha.js',
      '--parallel',
      '--jobs=3',
      'test/**/*.test.ts',
      '--reporter',
      'dot',
    ],
    {
      cwd: root,
      stdio: 'inherit',
    },
  );
  return { version: version || release, passed: status === 0 };
});

for (const { version, passed } of results)
  process.stdout.write(`${version}: ${passed ? 'passed' : 'FAILED'}\n`);
process.exitCode = results.every(({ passed }) => passed) ? 0 : 1;
