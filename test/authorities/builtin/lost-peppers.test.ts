import assert from 'node:assert/strict';
import { logLostPeppers } from '../../../src/authorities/builtin/lost-peppers.ts';
import { createSilentLog } from '../../support/silent-log.ts';
import { samplePeppers } from './sample-peppers.ts';

function logged(...byPepper: [version: number, tokens: number][]) {
  const log = createSilentLog();
  logLostPeppers({ counts: { byPepper: new Map(byPepper) }, peppers: samplePeppers(2, 1), log });
  return log.lines;
}

describe('a start', () => {
  it('says how many active tokens have a pepper that is not known, and what to do', () => {
    const [line, ...more] = logged([1, 5], [3, 20], [2, 1], [4, 2]);
    assert.equal(line?.level, 'error');
    assert.match(line.message, /^22 active tokens can’t be verified.*TOKEN_PEPPER.*pepper\.json.*DATA_DIR/);
    assert.deepEqual(line.fields, { tokens: 22, peppers: [3, 4] });
    assert.deepEqual(more, []);
  });

  it('says nothing when every pepper is known, or there are no tokens', () => {
    assert.deepEqual(logged([1, 5], [2, 1]), []);
    assert.deepEqual(logged(), []);
  });

  it('warns of a pepper that may not be that of its tokens, if there are any', () => {
    const log = createSilentLog();
    const unproven = { has: (version: number) => version === 1, prove: () => {} };
    const peppers = { ...samplePeppers(2, 1), unproven };
    for (const version of [1, 2])
      logLostPeppers({ counts: { byPepper: new Map([[version, 5]]) }, peppers, log });
    const [warning, ...more] = log.lines;
    assert.deepEqual([warning?.level, warning?.fields], ['warn', { peppers: [1] }]);
    assert.match(warning?.message ?? '', /503, never 401.*restore the pepper\.json/);
    assert.deepEqual(more, []);
  });
});
