import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sinon from 'sinon';
import { clockFrom, isSeen, removeDeadClocks } from './faketime.ts';
import { DAY, START } from './fixed-clock.ts';

describe('a clock of libfaketime', () => {
  it('is a distance from now, forward or back, so that every process reads the same', () => {
    for (const [days, sign] of [
      [400, '+'],
      [-400, '-'],
    ] as const) {
      const { FAKETIME: distance } = clockFrom(Date.now() + days * DAY, '/lib/libfaketime.so.1');
      assert.equal(distance[0], sign);
      assert.ok(Math.abs(Number(distance) - days * 24 * 60 * 60) < 60, distance);
    }
  });

  it('is known not to be seen when the library can’t be loaded', () => {
    assert.equal(isSeen(START, clockFrom(START, '/nowhere/libfaketime.so.1')), false);
  });

  it('leaves nothing in shared memory of a process that was killed', () => {
    const folder = mkdtempSync(join(tmpdir(), 'patkeeper-'));
    const kept = [
      `faketime_shm_${process.pid}`,
      `sem.faketime_sem_${process.pid}`,
      'PostgreSQL.1',
      'sem.other_4194305',
    ];
    // No system has a process of that number.
    const left = ['faketime_shm_4194305', 'sem.faketime_sem_4194305'];
    try {
      for (const name of [...kept, ...left]) writeFileSync(join(folder, name), '');
      sinon.stub(process, 'env').value({ ...process.env, FAKETIME: '+1' });
      removeDeadClocks(folder);
      assert.deepEqual(readdirSync(folder).sort(), kept.toSorted());
    } finally {
      sinon.restore();
      rmSync(folder, { recursive: true });
    }
  });
});
