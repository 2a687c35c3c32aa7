import assert from 'node:assert/strict';
import sinon from 'sinon';
import type { ActiveCounts, TokenStore } from '../../src/core/store/tokens.ts';
import { logActiveTokens } from '../../src/service/log-active-tokens.ts';
import { samplePeppers } from '../authorities/builtin/sample-peppers.ts';
import { POLICY } from '../core/samples.ts';
import { createFixedClock, DAY, START } from '../support/fixed-clock.ts';
import { createSilentLog } from '../support/silent-log.ts';

/** One token whose pepper is lost, and one person with too many. */
const COUNTS: ActiveCounts = { groups: [], byPepper: new Map([[9, 1]]), peopleAbove: 1 };

describe('the count of active tokens at the start', () => {
  async function logged(countActive: TokenStore['countActive'], peppers = [samplePeppers(1)]) {
    const log = createSilentLog();
    const count = sinon.fake(countActive);
    await logActiveTokens({
      store: { tokens: { countActive: count } },
      policy: POLICY,
      ...(peppers[0] === undefined ? {} : { peppers: peppers[0] }),
      clock: createFixedClock(),
      log,
    });
    return { count, lines: log.lines.map(({ level, message }) => `${level} ${message}`) };
  }

  it('is asked for once, for the policy of today, and tells of lost peppers and of what is beyond the policy', async () => {
    const { count, lines } = await logged(async () => COUNTS);
    const asked = { now: START, latestEnd: START + 365 * DAY, mostPerPerson: POLICY.maxTokensPerUser };
    sinon.assert.calledOnceWithExactly(count, asked);
    assert.match(
      lines.join('\n'),
      /^error 1 active token can’t be verified.*\nwarn People with more active tokens/,
    );
  });

  it('tells nothing of peppers where no built-in tokens are issued', async () => {
    const { lines } = await logged(async () => COUNTS, []);
    assert.match(lines.join('\n'), /^warn People with more[^\n]*$/);
  });

  it('never keeps the service from starting', async () => {
    const { lines } = await logged(() => Promise.reject(new Error('gone')));
    assert.match(lines.join('\n'), /^warn nobody could count the active tokens[^\n]*$/);
  });
});
