import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createGuessLimit } from '../../../src/http/verification/guess-limit.ts';
import { createFixedClock } from '../../support/fixed-clock.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

describe('the limit of guesses', () => {
  it('lets a client present a hundred different secrets in ten minutes, each as often as it likes', () => {
    const clock = createFixedClock();
    const limit = createGuessLimit({ clock });
    for (let round = 0; round < 5; round += 1)
      for (let i = 0; i < 100; i += 1) assert.equal(limit.note('a', `secret ${i}`), 0);
    assert.equal(limit.note('a', 'another'), 600);
    assert.equal(limit.note('b', 'another'), 0);
    assert.equal(limit.note('a', 'secret 0'), 0);
    clock.advance(10 * MINUTE - 1);
    assert.equal(limit.note('a', 'another'), 1);
    clock.advance(1);
    assert.equal(limit.note('a', 'another'), 0);
  });

  it('lets one more through for each that was last presented ten minutes ago', () => {
    const clock = createFixedClock();
    const limit = createGuessLimit({ clock });
    for (let i = 0; i < 100; i += 1, clock.advance(SECOND)) limit.note('a', `secret ${i}`);
    limit.note('a', 'secret 0');
    clock.advance(500 * SECOND);
    assert.equal(limit.note('a', 'x'), 1);
    clock.advance(SECOND);
    assert.deepEqual([limit.note('a', 'x'), limit.note('a', 'y')], [0, 1]);
  });

  it('does not mind a clock that is set back', () => {
    const clock = createFixedClock();
    const limit = createGuessLimit({ clock });
    for (let i = 0; i < 100; i += 1) limit.note('a', `secret ${i}`);
    clock.advance(-60 * MINUTE);
    assert.equal(limit.note('a', 'another'), 0);
  });

  it('keeps so many secrets and no more, and forgets the client that guessed longest ago', () => {
    const clock = createFixedClock();
    const limit = createGuessLimit({ clock, most: 250 });
    const fill = (client: string) => {
      for (let i = 0; i < 100; i += 1) limit.note(client, `secret ${i}`);
    };
    for (const client of ['a', 'b', 'a']) fill(client);
    fill('c');
    assert.ok(limit.note('a', 'another') > 0);
    assert.ok(limit.note('c', 'another') > 0);
    assert.equal(limit.note('b', 'another'), 0);
  });

  it('counts what a list of all that happened would count', () => {
    const step = fc.record({
      client: fc.constantFrom('a', 'b'),
      secret: fc.nat({ max: 400 }),
      ms: fc.constantFrom(0, 1, SECOND, 5 * SECOND, 10 * MINUTE),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 150, maxLength: 400, size: 'max' }), (steps) => {
        const clock = createFixedClock();
        const limit = createGuessLimit({ clock });
        const taken: { client: string; secret: number; at: number }[] = [];
        for (const { client, secret, ms } of steps) {
          clock.advance(ms);
          const now = clock.now();
          const mine = taken.filter((one) => one.client === client && one.at > now - 10 * MINUTE);
          const others = new Set(mine.filter((one) => one.secret !== secret).map((one) => one.secret));
          const known = mine.some((one) => one.secret === secret);
          const passes = known || others.size < 100;
          assert.equal(limit.note(client, `secret ${secret}`) === 0, passes);
          if (passes) taken.push({ client, secret, at: now });
        }
      }),
      { numRuns: 20 },
    );
  });
});
