import assert from 'node:assert/strict';
import sinon from 'sinon';
import { readDeadUse } from '../../../src/core/notices/dead-use-detail.ts';
import { createDeadUses } from '../../../src/core/tokens/dead-uses.ts';
import { createFakeStore } from '../../support/fake-store.ts';
import { createFixedClock, DAY, HOUR, START, until } from '../../support/fixed-clock.ts';
import { createSilentLog } from '../../support/silent-log.ts';
import { sampleToken } from '../samples.ts';

const MINUTE = 60_000;
const token = sampleToken({ revokedAt: START });

/** The counter as a service runs it: nothing but its own timer makes it tell. */
function setUp() {
  const [clock, store, log, wake] = [createFixedClock(), createFakeStore(), createSilentLog(), sinon.fake()];
  const owe = sinon.stub(store.notices, 'owe').callThrough();
  const uses = createDeadUses({ store, clock, log, wake, later: clock.later });
  /** Lets time go by, a minute at a time, until there is a timer again. */
  async function pass(ms: number): Promise<void> {
    for (let gone = 0; gone < ms; gone += MINUTE) {
      clock.advance(MINUTE);
      for (let turns = 0; turns < 10; turns += 1) await new Promise((resolve) => setImmediate(resolve));
    }
  }
  const told = () => owe.args.map(([{ detail }]) => readDeadUse(detail));
  return { clock, store, log, wake, owe, uses, pass, told };
}

describe('the timer of uses after the end', () => {
  it('runs once however many uses there are, tells after a minute, and ends when there is nothing to tell', async () => {
    const { clock, uses, pass, told } = setUp();
    assert.equal(clock.waiting(), 0);
    for (let n = 0; n < 3; n += 1) uses.note(token, { service: 'git' });
    assert.deepEqual([clock.waiting(), clock.untilNextTimer()], [1, MINUTE]);
    await pass(MINUTE);
    assert.equal(told()[0]?.uses, 3);
    await pass(DAY + MINUTE);
    assert.equal(clock.waiting(), 0);
    assert.equal(told().length, 1);
  });

  it('is set again by the next use after that', async () => {
    const { clock, uses, pass } = setUp();
    uses.note(token, { service: 'git' });
    await pass(DAY + 2 * MINUTE);
    uses.note(token, { service: 'git' });
    assert.equal(clock.waiting(), 1);
  });
});

describe('what is told of uses after the end', () => {
  it('gathers a whole minute from the first use', async () => {
    const { clock, uses, told } = setUp();
    uses.note(token, { service: 'git' });
    clock.advance(MINUTE - 1);
    await uses.tell();
    assert.deepEqual(told(), []);
  });

  it('is told again an hour later when another replica told it today, with what was counted', async () => {
    const { uses, owe, wake, pass, told } = setUp();
    owe.onFirstCall().resolves(false);
    uses.note(token, { service: 'git' });
    await pass(HOUR);
    sinon.assert.calledOnce(owe);
    sinon.assert.notCalled(wake);
    await pass(2 * MINUTE);
    assert.deepEqual(
      told().map((one) => [one?.uses, one?.services]),
      [
        [1, ['git']],
        [1, ['git']],
      ],
    );
  });

  it('names on the next day the services and addresses of that day only', async () => {
    const { uses, pass, told } = setUp();
    uses.note(token, { service: 'git', address: '192.0.2.1' });
    await pass(HOUR);
    uses.note(token, { service: 'npm', address: '192.0.2.2' });
    await pass(DAY);
    const [, next] = told();
    assert.deepEqual([next?.uses, next?.services, next?.addresses], [1, ['npm'], ['192.0.2.2']]);
  });

  it('is told ten minutes after the store did not answer, which is logged', async () => {
    const { uses, owe, log, pass } = setUp();
    const away = new Error('away');
    owe.onFirstCall().rejects(away);
    uses.note(token, { service: 'git' });
    await pass(10 * MINUTE);
    sinon.assert.calledOnce(owe);
    assert.deepEqual(
      log.lines.map(({ level, fields }) => [level, fields]),
      [['warn', { err: away, tokenId: token.id }]],
    );
    await pass(MINUTE);
    sinon.assert.calledTwice(owe);
  });

  it('comes at once after the clock was set back by more than a day', async () => {
    const { uses, clock, pass, told } = setUp();
    clock.set(START + 10 * DAY);
    uses.note(token, { service: 'git' });
    await uses.tell();
    clock.set(START);
    await uses.tell();
    assert.equal(told().length, 1);
    uses.note(token, { service: 'git' });
    await pass(HOUR);
    assert.equal(told().length, 1, 'and then once a day');
  });

  it('has 100 characters of the name of a service', async () => {
    const { uses, pass, told } = setUp();
    uses.note(token, { service: 's'.repeat(300) });
    await pass(MINUTE);
    assert.deepEqual(told()[0]?.services, ['s'.repeat(100)]);
  });
});

describe('the end of the process', () => {
  it('tells what was counted, sets no timer any more, and counts nothing', async () => {
    const { uses, clock, told } = setUp();
    uses.note(token, { service: 'git' });
    await uses.end(1000);
    assert.equal(told().length, 1);
    assert.equal(clock.waiting(), 0);
    uses.note(token, { service: 'git' });
    assert.equal(clock.waiting(), 0);
    clock.advance(DAY);
    await uses.tell();
    assert.equal(told().length, 1);
  });

  it('waits for the store so long and no longer', async () => {
    const { uses, owe, clock } = setUp();
    owe.returns(new Promise(() => {}));
    uses.note(token, { service: 'git' });
    const ended = sinon.fake();
    const ending = uses.end(1000).then(ended);
    await until(() => clock.untilNextTimer() === 1000);
    clock.advance(999);
    await new Promise((resolve) => setImmediate(resolve));
    sinon.assert.notCalled(ended);
    clock.advance(1);
    await ending;
  });

  it('is nothing where nothing was counted', async () => {
    const { uses, owe, clock } = setUp();
    await uses.end(1000);
    sinon.assert.notCalled(owe);
    assert.equal(clock.waiting(), 0);
  });
});
