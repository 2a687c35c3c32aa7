import assert from 'node:assert/strict';
import { areQuietHours } from '../../../src/core/notices/reminder-choice.ts';

describe('quiet hours that a person chose', () => {
  it('are two different hours of the day, over midnight or not', () => {
    for (const [from, until] of [
      [20, 7],
      [0, 23],
      [23, 0],
      [12, 14],
    ] as const)
      assert.equal(areQuietHours({ from, until }), true, `${from} to ${until}`);
  });

  it('are none where one of them is no hour, and not the whole day', () => {
    for (const no of [-1, 24, 7.5, Number.NaN, Number.NEGATIVE_INFINITY]) {
      assert.equal(areQuietHours({ from: no, until: 7 }), false, `from ${no}`);
      assert.equal(areQuietHours({ from: 20, until: no }), false, `until ${no}`);
    }
    assert.equal(areQuietHours({ from: 7, until: 7 }), false);
  });
});
