import assert from 'node:assert/strict';
import { createGate, type Entrance, type Gate } from '../../../src/authorities/azure-devops/gate.ts';
import { createFixedClock, type FixedClock, until } from '../../support/fixed-clock.ts';

describe('the gate in front of a service', () => {
  let clock: FixedClock;
  let gate: Gate;
  const harbour = { host: 'ado.test', name: 'harbour' };
  const lighthouse = { host: 'ado.test', name: 'lighthouse' };
  const never = new AbortController().signal;

  beforeEach(() => {
    clock = createFixedClock();
    gate = createGate({ clock, later: clock.later, random: () => 1, maxConcurrent: 1, maxWaitMs: 3_000 });
  });

  it('lets a call wait for a short pause, and a little longer so that not all come at once', async () => {
    gate.slowDown('harbour', 2_000);
    let entrance: Entrance | undefined;
    void gate.enter(harbour, never).then((given) => {
      entrance = given;
    });
    assert.equal(clock.untilNextTimer(), 2_250);
    clock.advance(2_000);
    await until(() => clock.waiting() === 1);
    assert.equal(entrance, undefined);
    clock.advance(250);
    await until(() => entrance !== undefined);
    assert.ok(entrance !== undefined && 'end' in entrance);
  });

  it('turns a call away when the pause is long, and only on its own lane', async () => {
    gate.slowDown('harbour', 30_000);
    clock.advance(1_000);
    assert.deepEqual(await gate.enter(harbour, never), { retryAfterMs: 29_000 });
    assert.ok('end' in (await gate.enter(lighthouse, never)));
  });

  it('keeps the longest pause that was asked for, and no longer', async () => {
    gate.slowDown('harbour', 30_000);
    gate.slowDown('harbour', 10_000);
    clock.advance(20_000);
    assert.deepEqual(await gate.enter(harbour, never), { retryAfterMs: 10_000 });
    clock.advance(9_000);
    gate.slowDown('lighthouse', 4_000);
    assert.ok('retryAfterMs' in (await gate.enter(lighthouse, never)));
    clock.advance(1_000);
    assert.ok('end' in (await gate.enter(harbour, never)));
  });

  it('looks again for a pause that was asked for while the call waited for its turn', async () => {
    const first = await gate.enter(harbour, never);
    const second = gate.enter(harbour, never);
    gate.slowDown('harbour', 20_000);
    assert.ok('end' in first);
    first.end();
    assert.deepEqual(await second, { retryAfterMs: 20_000 });
    assert.ok('end' in (await gate.enter(lighthouse, never)));
  });

  it('counts the turns of each host apart', async () => {
    await gate.enter(harbour, never);
    assert.ok('end' in (await gate.enter({ host: 'profile.test', name: '' }, never)));
  });

  it('turns away who ran out of time', async () => {
    await gate.enter(harbour, never);
    const timeout = new AbortController();
    const waiting = gate.enter(harbour, timeout.signal);
    timeout.abort();
    assert.deepEqual(await waiting, { retryAfterMs: 2_000 });
    gate.slowDown('lighthouse', 1_000);
    const pausing = new AbortController();
    const paused = gate.enter(lighthouse, pausing.signal);
    pausing.abort();
    assert.ok('retryAfterMs' in (await paused));
    assert.equal(clock.waiting(), 0);
  });
});
