import assert from 'node:assert/strict';
import { logLostPeppers } from '../../../src/authorities/builtin/lost-peppers.ts';
import { PatkeeperError } from '../../../src/core/errors.ts';
import { createFixedClock } from '../../support/fixed-clock.ts';
import { createSilentLog } from '../../support/silent-log.ts';
import { samplePeppers } from './sample-peppers.ts';

async function logged(countByPepper: () => Promise<ReadonlyMap<number, number>>) {
  const log = createSilentLog();
  const peppers = samplePeppers(2, 1);
  await logLostPeppers({ store: { countByPepper }, peppers, clock: createFixedClock(), log });
  return log.lines;
}

describe('a start', () => {
  it('says how many active tokens have a pepper that is not known, and what to do', async () => {
    const [line, ...more] = await logged(
      async () =>
        new Map([
          [1, 5],
          [3, 20],
          [2, 1],
          [4, 2],
        ]),
    );
    assert.equal(line?.level, 'error');
    assert.match(line.message, /^22 active tokens can’t be verified.*TOKEN_PEPPER.*pepper\.json.*DATA_DIR/);
    assert.deepEqual(line.fields, { tokens: 22, peppers: [3, 4] });
    assert.deepEqual(more, []);
  });

  it('says nothing when every pepper is known, or there are no tokens', async () => {
    assert.deepEqual(
      await logged(
        async () =>
          new Map([
            [1, 5],
            [2, 1],
          ]),
      ),
      [],
    );
    assert.deepEqual(await logged(async () => new Map()), []);
  });

  it('warns of a pepper that may not be that of its tokens, if there are any', async () => {
    const log = createSilentLog();
    const unproven = { has: (version: number) => version === 1, prove: () => {} };
    const peppers = { ...samplePeppers(2, 1), unproven };
    for (const counts of [new Map([[1, 5]]), new Map([[2, 5]])])
      await logLostPeppers({
        store: { countByPepper: async () => counts },
        peppers,
        clock: createFixedClock(),
        log,
      });
    const [warning, ...more] = log.lines;
    assert.deepEqual([warning?.level, warning?.fields], ['warn', { peppers: [1] }]);
    assert.match(warning?.message ?? '', /503, never 401.*restore the pepper\.json/);
    assert.deepEqual(more, []);
  });

  it('goes on when the tokens could not be counted', async () => {
    const lines = await logged(() => Promise.reject(new PatkeeperError('store-unavailable', 'x')));
    assert.deepEqual(
      lines.map(({ level }) => level),
      ['warn'],
    );
  });
});
