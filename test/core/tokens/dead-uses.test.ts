import assert from 'node:assert/strict';
import sinon from 'sinon';
import { readDeadUse } from '../../../src/core/notices/dead-use-detail.ts';
import { createDeadUses } from '../../../src/core/tokens/dead-uses.ts';
import { createFakeStore } from '../../support/fake-store.ts';
import { createFixedClock, DAY, HOUR, START } from '../../support/fixed-clock.ts';
import { createSilentLog } from '../../support/silent-log.ts';
import { sampleToken } from '../samples.ts';

const MINUTE = 60_000;
const token = sampleToken({ revokedAt: START });

function setUp({ most }: { most?: number } = {}) {
  const clock = createFixedClock();
  const store = createFakeStore();
  const owe = sinon.spy(store.notices, 'owe');
  const wake = sinon.spy();
  const uses = createDeadUses({
    store,
    clock,
    log: createSilentLog(),
    wake,
    later: clock.later,
    ...(most === undefined ? {} : { most }),
  });
  /** Lets time go by, a minute at a time, and settles what it brings. */
  async function pass(ms: number): Promise<void> {
    for (let gone = 0; gone < ms; gone += MINUTE) {
      clock.advance(MINUTE);
      await uses.tell();
    }
  }
  async function sendAll(): Promise<void> {
    for (const notice of await store.notices.claimDue({ now: clock.now(), leaseMs: MINUTE, limit: 100 }))
      await store.notices.settle(notice, { state: 'sent' }, clock.now());
  }
  const told = async (id = token.id) =>
    (await store.listNotices(token.owner, id)).map(({ detail }) => readDeadUse(detail));
  return { clock, store, owe, wake, uses, pass, sendAll, told };
}

describe('uses of a token that has ended', () => {
  it('are counted without a write, and told in one message after a minute', async () => {
    const { clock, uses, owe, wake, pass, told } = setUp();
    for (let i = 0; i < 1000; i += 1) {
      uses.note(token, {
        service: i % 3 === 0 ? 'npm' : 'git',
        address: i % 3 === 0 ? '203.0.113.7' : '198.51.100.2',
      });
      if (i % 20 === 0) clock.advance(1000);
    }
    sinon.assert.notCalled(owe);
    await pass(2 * MINUTE);
    sinon.assert.calledOnce(owe);
    sinon.assert.calledOnce(wake);
    assert.deepEqual(await told(), [
      {
        uses: 1000,
        since: START,
        latest: START + 50_000,
        services: ['git', 'npm'],
        addresses: ['198.51.100.2', '203.0.113.7'],
      },
    ]);
  });

  it('are told once a day at most, and then with all since the first', async () => {
    const { uses, pass, sendAll, told } = setUp();
    for (let hour = 0; hour < 72; hour += 1) {
      uses.note(token, { service: 'git' });
      await pass(HOUR);
      await sendAll();
    }
    const days = await told();
    assert.equal(days.length, 3);
    assert.ok(days.every((day) => day?.since === START));
    assert.deepEqual(days[0]?.uses, 1);
  });

  it('are told once a day by all replicas together', async () => {
    const [first, clock] = [setUp(), createFixedClock()];
    const other = createDeadUses({
      store: first.store,
      clock,
      log: createSilentLog(),
      wake: () => {},
      later: clock.later,
    });
    first.uses.note(token, { service: 'git' });
    other.note(token, { service: 'npm' });
    await first.pass(MINUTE);
    clock.advance(MINUTE);
    await other.tell();
    assert.equal((await first.told()).length, 1);
  });

  it('are forgotten when nobody uses the token any more, and for the oldest when there are too many', async () => {
    const { uses, clock, pass, told } = setUp({ most: 2 });
    for (const id of ['a', 'b', 'c']) uses.note({ ...token, id }, { service: 'git' });
    await pass(MINUTE);
    assert.deepEqual(
      [(await told('a')).length, (await told('b')).length, (await told('c')).length],
      [0, 1, 1],
    );
    await pass(DAY + MINUTE);
    assert.equal(clock.waiting(), 0);
  });

  it('are told again later when the store does not answer, and at the end of the process', async () => {
    const { uses, store, owe, pass, told } = setUp();
    owe.restore();
    const failing = sinon.stub(store.notices, 'owe').rejects(new Error('away'));
    uses.note(token, { service: 'git' });
    await pass(2 * MINUTE);
    sinon.assert.calledOnce(failing);
    failing.restore();
    await uses.end(1000);
    assert.equal((await told())[0]?.uses, 1);
    uses.note(token, { service: 'git' });
    await pass(2 * MINUTE);
    assert.equal((await told()).length, 1);
  });

  it('are read from a notice of ours only', () => {
    for (const text of [
      undefined,
      '',
      'x',
      'null',
      '{}',
      '{"uses":1}',
      '{"uses":1,"since":1,"latest":1,"services":[1],"addresses":[]}',
    ])
      assert.equal(readDeadUse(text), undefined, text);
  });
});
