import assert from 'node:assert/strict';
import sinon from 'sinon';
import type { TokenStore } from '../../../src/core/store/tokens.ts';
import { ownerOf } from '../../../src/core/tokens/token.ts';
import { createUseRecorder } from '../../../src/core/tokens/use-recorder.ts';
import { createFixedClock, START, until } from '../../support/fixed-clock.ts';
import { createSilentLog } from '../../support/silent-log.ts';
import { BOB, sampleToken } from '../samples.ts';

const MINUTE = 60_000;
const token = sampleToken();

function setUp({ most }: { most?: number } = {}) {
  const clock = createFixedClock();
  const log = createSilentLog();
  const recordUse = sinon.stub<Parameters<TokenStore['recordUse']>, Promise<void>>().resolves();
  const store = { tokens: { recordUse } };
  const recorder = createUseRecorder({
    store,
    clock,
    log,
    later: clock.later,
    ...(most === undefined ? {} : { most }),
  });
  const written = () =>
    recordUse.args.map(([, tokenId, use]) => `${tokenId} ${use.at - START} ${use.service}`);
  return { clock, log, recordUse, recorder, written };
}

describe('the use recorder', () => {
  it('writes who used a token and when, after the caller has gone on', async () => {
    const { recorder, recordUse } = setUp();
    recorder.note(token, 'git.example.com');
    await Promise.resolve();
    sinon.assert.notCalled(recordUse);
    await recorder.idle();
    const use = { at: START, service: 'git.example.com' };
    sinon.assert.calledOnceWithExactly(recordUse, token.owner, token.id, use);
  });

  it('writes once a minute for a token, whoever uses it', async () => {
    const { recorder, clock, written } = setUp();
    for (let second = 0; second < 150; second += 1) {
      recorder.note(token, second % 2 === 0 ? 'git' : 'npm');
      await recorder.idle();
      clock.advance(1000);
    }
    assert.deepEqual(written(), ['token-1 0 git', 'token-1 60000 git', 'token-1 120000 git']);
  });

  it('writes every token’s use, each on its own', async () => {
    const { recorder, written } = setUp();
    const bobs = sampleToken({ id: 'token-3', owner: ownerOf(BOB) });
    for (const one of [token, sampleToken({ id: 'token-2' }), bobs, token]) recorder.note(one, 'git');
    await recorder.idle();
    assert.deepEqual(written(), ['token-1 0 git', 'token-2 0 git', 'token-3 0 git']);
  });

  it('writes nothing that another process wrote less than a minute ago', async () => {
    const { recorder, clock, written } = setUp();
    const used = { ...token, lastUsed: { at: START - MINUTE + 1, service: 'git' } };
    recorder.note(used, 'npm');
    clock.advance(1);
    recorder.note(used, 'npm');
    await recorder.idle();
    assert.deepEqual(written(), ['token-1 1 npm']);
  });

  it('logs a failure, once a minute, throws nothing, and tries again with a later use', async () => {
    const { recorder, clock, recordUse, log } = setUp();
    recordUse.rejects(new Error('disk full'));
    const tokens = ['a', 'b', 'c'].map((id) => sampleToken({ id }));
    for (const one of tokens) recorder.note(one, 'git');
    await recorder.idle();
    for (const one of tokens) recorder.note(one, 'git');
    await recorder.idle();
    sinon.assert.calledThrice(recordUse);
    assert.deepEqual(
      log.lines.map(({ level }) => level),
      ['warn'],
    );
    clock.advance(MINUTE);
    recordUse.resetBehavior();
    recordUse.onFirstCall().rejects(new Error('disk full'));
    recordUse.resolves();
    recorder.note(token, 'git');
    await recorder.idle();
    assert.equal(recordUse.callCount, 4);
    assert.equal(log.lines.length, 1);
    clock.advance(MINUTE);
    recordUse.rejects(new Error('disk full'));
    recorder.note(token, 'git');
    await recorder.idle();
    const [, second] = log.lines;
    assert.deepEqual(second?.fields && Reflect.get(second.fields, 'failures'), 3);
  });

  it('takes a store that throws for one that failed', async () => {
    const { recorder, recordUse, log } = setUp();
    recordUse.throws(new Error('closed'));
    recorder.note(token, 'git');
    await recorder.idle();
    assert.equal(log.lines.length, 1);
  });

  it('writes one owner’s uses at a time, and is idle when the last is written', async () => {
    const { recorder, recordUse } = setUp();
    let release = () => {};
    recordUse.onFirstCall().returns(new Promise<void>((resolve) => (release = resolve)));
    let idle = false;
    recorder.note(token, 'git');
    recorder.note(sampleToken({ id: 'token-2' }), 'git');
    recorder.note(sampleToken({ id: 'token-3', owner: ownerOf(BOB) }), 'git');
    const waiting = recorder.idle().then(() => {
      idle = true;
    });
    await until(() => recordUse.callCount === 2);
    for (let turns = 0; turns < 10; turns += 1) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual([recordUse.callCount, idle], [2, false]);
    release();
    await waiting;
    assert.equal(recordUse.callCount, 3);
  });

  it('keeps a bounded number of tokens in mind, however slow the store is', async () => {
    const { recorder, clock, recordUse, written } = setUp({ most: 2 });
    let release = () => {};
    recordUse.onFirstCall().returns(new Promise<void>((resolve) => (release = resolve)));
    const note = (id: string) => recorder.note(sampleToken({ id }), 'git');
    for (const id of ['a', 'b', 'c']) note(id);
    await until(() => recordUse.callCount === 2);
    clock.advance(MINUTE);
    for (const id of ['d', 'e', 'f']) note(id);
    release();
    await recorder.idle();
    assert.deepEqual(written(), ['a 0 git', 'b 0 git', 'd 60000 git']);
    clock.advance(MINUTE);
    note('c');
    await recorder.idle();
    assert.equal(written().at(-1), `c ${2 * MINUTE} git`);
  });

  it('lets a token wait for its next use when many others were used in the same minute', async () => {
    const { recorder, clock, written } = setUp({ most: 2 });
    for (const id of ['a', 'b', 'c']) {
      recorder.note(sampleToken({ id }), 'git');
      await recorder.idle();
    }
    assert.deepEqual(written(), ['a 0 git', 'b 0 git']);
    clock.advance(MINUTE);
    recorder.note(sampleToken({ id: 'c' }), 'git');
    await recorder.idle();
    assert.equal(written().at(-1), `c ${MINUTE} git`);
  });

  it('goes on after the clock was set back', async () => {
    const { recorder, clock, written } = setUp();
    recorder.note(token, 'git');
    clock.set(START - MINUTE * 60);
    recorder.note(token, 'npm');
    await recorder.idle();
    assert.deepEqual(written(), [`token-1 ${-MINUTE * 60} npm`]);
  });

  it('keeps of a service’s name what fits on a card', async () => {
    const { recorder, recordUse } = setUp();
    recorder.note(token, 'x'.repeat(5000));
    await recorder.idle();
    assert.equal(recordUse.firstCall.args[2].service.length, 100);
  });

  describe('at the end', () => {
    it('writes what waits, and takes nothing more', async () => {
      const { recorder, clock, log, written } = setUp();
      recorder.note(token, 'git');
      await recorder.end(1500);
      recorder.note(sampleToken({ id: 'late' }), 'git');
      await recorder.idle();
      assert.deepEqual(written(), ['token-1 0 git']);
      assert.deepEqual([clock.waiting(), log.lines], [0, []]);
    });

    it('drops and counts what a slow store does not take in time', async () => {
      const { recorder, clock, log, recordUse } = setUp();
      let release = (): void => {};
      recordUse.onThirdCall().returns(new Promise<void>((resolve) => (release = resolve)));
      for (let i = 0; i < 10_000; i += 1)
        recorder.note(sampleToken({ id: `${i}`, owner: { tenantId: 't', objectId: `${i}` } }), 'git');
      const ended = recorder.end(1500);
      await until(() => recordUse.callCount === 3);
      clock.advance(1500);
      await ended;
      release();
      await recorder.idle();
      assert.equal(recordUse.callCount, 3);
      assert.deepEqual(
        log.lines.map(({ level, fields }) => [level, fields]),
        [['warn', { dropped: 9_998 }]],
      );
    });
  });
});
