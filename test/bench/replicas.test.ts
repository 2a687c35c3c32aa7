import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

describe('the bench of several replicas', function () {
  this.timeout(120_000);

  it('runs', async () => {
    const path = fileURLToPath(new URL('replicas.ts', import.meta.url));
    const child = spawn(process.execPath, ['--import=tsx', path, '--quick']);
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
    assert.equal(err, '');
    assert.match(out, /^2000 tokens of 200 people/);
    for (const what of ['create', 'list', 'verify'])
      for (const replicas of [1, 2, 4]) assert.match(out, new RegExp(`^${what} +${replicas} +\\d+`, 'm'));
    assert.match(out, /Nothing is judged/);
  });
});
