import assert from 'node:assert/strict';
import sinon from 'sinon';
import type { Later } from '../../../src/core/timing/clock.ts';
import { clearAwayEveryHour } from '../../../src/stores/postgres/clear-away.ts';
import { createFixedClock } from '../../support/fixed-clock.ts';
import { createSilentLog } from '../../support/silent-log.ts';

const PRUNED = { auditEvents: 0, tokens: 0, notices: 0, keys: 0, records: 0, lanes: 0 };
const HOUR = 60 * 60 * 1000;

function setUp(prune: () => Promise<typeof PRUNED>) {
  const later = sinon.fake.returns(() => {}) as sinon.SinonSpy<Parameters<Later>, ReturnType<Later>>;
  const log = createSilentLog();
  const ages = { keepAuditDays: 400, keepEndedDays: 90 };
  const stop = clearAwayEveryHour({ store: { prune }, ages, clock: createFixedClock(), log, later });
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return { later, log, stop, settled };
}

describe('what is old', () => {
  it('is cleared away about every hour, also after a time when it could not be', async () => {
    const prune = sinon.stub().rejects(new Error('away'));
    const { later, log, settled } = setUp(prune);
    later.lastCall.args[1]();
    await settled();
    assert.deepEqual(
      log.lines.map(({ level }) => level),
      ['warn'],
    );
    prune.resolves(PRUNED);
    later.lastCall.args[1]();
    await settled();
    assert.equal(later.callCount, 3);
    for (const [ms] of later.args.slice(1)) assert.ok(ms >= HOUR / 2 && ms <= HOUR * 1.5);
  });

  for (const end of ['resolve', 'reject'] as const) {
    it(`is left alone once it was stopped, in the middle of it too (${end})`, async () => {
      let settle = (): void => {};
      const { later, log, stop, settled } = setUp(
        () =>
          new Promise((resolve, reject) => {
            settle = () => (end === 'resolve' ? resolve(PRUNED) : reject(new Error('the store is closed')));
          }),
      );
      later.lastCall.args[1]();
      stop();
      settle();
      await settled();
      assert.equal(later.callCount, 1);
      assert.ok(log.lines.every(({ level }) => level === 'debug'));
    });
  }
});
