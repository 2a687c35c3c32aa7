import assert from 'node:assert/strict';
import { connectionLimits, openFilesLimit } from '../../src/service/connection-limits.ts';

describe('the limits of connections', () => {
  it('are the same wherever there is room enough', () => {
    for (const openFiles of [undefined, 1_000_000, 20_000])
      assert.deepEqual(connectionLimits(openFiles), { bot: 1_000, verification: 2_000 });
    assert.deepEqual(connectionLimits(1_024), { bot: 206, verification: 618 });
  });

  it('leave the store its files where there is little, and say so', () => {
    const { bot, verification, warning } = connectionLimits(400);
    assert.deepEqual([bot, verification], [50, 150]);
    assert.match(warning ?? '', /may have 400 files and connections open.*ulimit -n, or LimitNOFILE/);
    const { bot: least, verification: most } = connectionLimits(64);
    assert.deepEqual([least, most], [5, 15]);
  });

  it('begin with what the system lets this process have open', () => {
    const limit = openFilesLimit();
    assert.ok(limit === undefined || limit > 0);
    if (process.platform === 'linux') assert.notEqual(limit, undefined);
  });
});
