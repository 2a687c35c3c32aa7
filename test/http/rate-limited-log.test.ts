import assert from 'node:assert/strict';
import { createRateLimitedLog } from '../../src/http/rate-limited-log.ts';
import { createFixedClock } from '../support/fixed-clock.ts';
import { createSilentLog } from '../support/silent-log.ts';

const MINUTE = 60_000;

describe('the log of what strangers may cause', () => {
  const setUp = () => {
    const clock = createFixedClock();
    const log = createSilentLog();
    const limitedLog = createRateLimitedLog({ log, later: clock.later });
    const refuse = (reason: string) => limitedLog.say('warn', reason, { reason }, 'refused');
    return { clock, log, limitedLog, refuse };
  };

  it('writes the first of each kind, and at the end of the minute how many more there were', () => {
    const { clock, log, refuse } = setUp();
    for (let i = 0; i < 1000; i += 1) refuse('no token');
    refuse('expired');
    const first = ['no token', 'expired'].map((reason) => ({
      level: 'warn',
      fields: { reason },
      message: 'refused',
    }));
    assert.deepEqual(log.lines, first);
    clock.advance(MINUTE);
    const count = { level: 'warn', fields: { reason: 'no token', times: 999 }, message: 'refused' };
    assert.deepEqual(log.lines, [...first, count]);
    refuse('expired');
    assert.deepEqual(log.lines.at(-1), first[1]);
    clock.advance(MINUTE);
    assert.equal(log.lines.length, 4);
    assert.equal(clock.waiting(), 0);
  });

  it('keeps to a number of lines, however many kinds strangers invent', () => {
    const { clock, log, refuse } = setUp();
    for (let i = 0; i < 1000; i += 1) refuse(`kind ${i}`);
    clock.advance(MINUTE);
    assert.equal(log.lines.length, 22);
    assert.deepEqual(log.lines.at(-1)?.fields, { reason: 'kind 20', times: 979 });
  });

  it('writes what it has counted when the process ends', () => {
    const { clock, log, limitedLog, refuse } = setUp();
    for (let i = 0; i < 3; i += 1) refuse('no token');
    limitedLog.flush();
    assert.deepEqual(log.lines.at(-1)?.fields, { reason: 'no token', times: 2 });
    assert.equal(clock.waiting(), 0);
  });

  it('asks for fields that are given as a function the first time only, and repeats them with the count', () => {
    const { clock, log, limitedLog } = setUp();
    let asked = 0;
    const fields = () => {
      asked += 1;
      return { asked };
    };
    for (let i = 0; i < 3; i += 1) limitedLog.say('info', 'kind', fields, 'refused');
    clock.advance(MINUTE);
    assert.deepEqual(
      log.lines.map((line) => [line.level, line.fields]),
      [
        ['info', { asked: 1 }],
        ['info', { asked: 1, times: 2 }],
      ],
    );
  });
});
