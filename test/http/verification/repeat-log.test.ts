import assert from 'node:assert/strict';
import { createRepeatLog } from '../../../src/http/verification/repeat-log.ts';
import { createFixedClock } from '../../support/fixed-clock.ts';
import { createSilentLog } from '../../support/silent-log.ts';

describe('the log of what lasts', () => {
  it('writes a line of each kind once a minute, and says how often it happened since the last', () => {
    const [log, clock] = [createSilentLog(), createFixedClock()];
    const repeatLog = createRepeatLog({ log, clock });
    const say = (kind: string) => repeatLog.say('warn', kind, { kind }, 'wrong');
    for (let i = 0; i < 10; i += 1) {
      say('a');
      say('b');
      clock.advance(10_000);
    }
    repeatLog.say('error', 'a', {}, 'worse');
    clock.advance(60_000);
    repeatLog.say('error', 'a', {}, 'worse');
    assert.deepEqual(
      log.lines.map(({ level, fields, message }) => [level, message, fields]),
      [
        ['warn', 'wrong', { kind: 'a', times: 1 }],
        ['warn', 'wrong', { kind: 'b', times: 1 }],
        ['warn', 'wrong', { kind: 'a', times: 6 }],
        ['warn', 'wrong', { kind: 'b', times: 6 }],
        ['error', 'worse', { times: 5 }],
      ],
    );
  });

  it('does not fall silent when the clock is set back', () => {
    const [log, clock] = [createSilentLog(), createFixedClock()];
    const repeatLog = createRepeatLog({ log, clock });
    repeatLog.say('warn', 'a', {}, 'wrong');
    clock.advance(-3_600_000);
    repeatLog.say('warn', 'a', {}, 'wrong');
    assert.equal(log.lines.length, 2);
  });
});
