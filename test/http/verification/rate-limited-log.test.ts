import assert from 'node:assert/strict';
import { createRateLimitedLog } from '../../../src/http/verification/rate-limited-log.ts';
import { createFixedClock } from '../../support/fixed-clock.ts';
import { createSilentLog } from '../../support/silent-log.ts';

describe('the calm log', () => {
  it('writes a hundred lines at once, five a second, and says how many it left out', () => {
    const [log, clock] = [createSilentLog(), createFixedClock()];
    const calm = createRateLimitedLog({ log, clock });
    for (let i = 0; i < 130; i += 1) calm.info({ i }, 'refused');
    assert.equal(log.lines.length, 100);
    clock.advance(1000);
    for (let i = 0; i < 7; i += 1) calm.warn({ i }, 'unavailable');
    assert.equal(log.lines.length, 105);
    assert.deepEqual(log.lines[100], {
      level: 'warn',
      fields: { i: 0, linesLeftOut: 30 },
      message: 'unavailable',
    });
    assert.deepEqual(log.lines[101]?.fields, { i: 1 });
  });

  it('tells whoever asks first that it would leave a line out, and counts that line', () => {
    const [log, clock] = [createSilentLog(), createFixedClock()];
    const calm = createRateLimitedLog({ log, clock });
    for (let i = 0; i < 100; i += 1) {
      assert.equal(calm.leavesOut(), false);
      calm.info({ i }, 'refused');
    }
    for (let i = 0; i < 7; i += 1) assert.equal(calm.leavesOut(), true);
    clock.advance(200);
    assert.equal(calm.leavesOut(), false);
    calm.info({}, 'refused');
    assert.deepEqual(log.lines.at(-1)?.fields, { linesLeftOut: 7 });
  });

  it('lets debug lines pass: who wants them wants all', () => {
    const [log, clock] = [createSilentLog(), createFixedClock()];
    const calm = createRateLimitedLog({ log, clock });
    for (let i = 0; i < 150; i += 1) calm.debug({}, 'passed');
    calm.error({}, 'failed');
    assert.equal(log.lines.length, 151);
  });
});
