import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from './child-environment.ts';
import { sharedPostgres } from './postgres.ts';

const TESTS = fileURLToPath(new URL('..', import.meta.url));
/** Far more than it takes to ask, far less than the machine's clock and that of `npm run test:clocks` differ. */
const MOMENT_MS = 60_000;

/** Real servers go by real time, and so must their certificates: `startTool` says why. */
const OWN_CLOCK = [
  'deploy/alerts.test.ts',
  'deploy/manifests.test.ts',
  'examples/tools.ts',
  'examples/documented-proxies.test.ts',
];

describe('what the tests start', () => {
  it('goes by the clock and in the zone of the tests when it is a child with an environment of its own', () => {
    const text = 'JSON.stringify([Date.now(), Intl.DateTimeFormat().resolvedOptions().timeZone])';
    const { stdout } = spawnSync(process.execPath, ['-p', text], {
      env: childEnvironment(),
      encoding: 'utf8',
    });
    const [now, zone] = JSON.parse(stdout);
    assert.ok(Math.abs(now - Date.now()) < MOMENT_MS, new Date(now).toISOString());
    assert.equal(zone, Intl.DateTimeFormat().resolvedOptions().timeZone);
  });

  it('goes by the clock of the tests when it is PostgreSQL', async function () {
    this.timeout(60_000);
    const postgres = await sharedPostgres();
    const url = await postgres.newDatabase();
    const { rows } = await postgres.run(url, 'SELECT now() AS now');
    await postgres.dropDatabase(url);
    assert.ok(Math.abs(rows[0].now.getTime() - Date.now()) < MOMENT_MS, String(rows[0].now));
  });

  it('never gets an environment that lacks the clock, save tools that are not ours', async () => {
    const files = await readdir(TESTS, { recursive: true });
    for (const file of files.filter((name) => name.endsWith('.ts') && !OWN_CLOCK.includes(name))) {
      const text = await readFile(`${TESTS}/${file}`, 'utf8');
      const starts = text.includes('node:child_process') && /\benv(:|,| =| })/.test(text);
      assert.ok(
        !starts || /childEnvironment|\.\.\.(process\.env|machine)\b/.test(text),
        `test/${file} starts a process with an environment of its own: make that with childEnvironment().`,
      );
    }
  });
});
