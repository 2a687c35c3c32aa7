import assert from 'node:assert/strict';
import sinon from 'sinon';
import type { TokenStore } from '../../../src/core/store/tokens.ts';
import { createRefusalRecorder, type Refused } from '../../../src/core/tokens/refusal-recorder.ts';
import { createFixedClock, START } from '../../support/fixed-clock.ts';
import { createSilentLog } from '../../support/silent-log.ts';
import { sampleToken } from '../samples.ts';

const MINUTE = 60_000;
const token = sampleToken();
const WRITE: Refused = { service: 'git', kind: 'scope', id: 'vso.code_write' };
const CONTOSO: Refused = { service: 'git', kind: 'organization', id: 'contoso' };

function setUp(most = 10) {
  const clock = createFixedClock();
  const log = createSilentLog();
  const recordRefusal = sinon.stub<Parameters<TokenStore['recordRefusal']>, Promise<void>>().resolves();
  const store = { tokens: { recordRefusal } };
  const recorder = createRefusalRecorder({ store, clock, log, later: clock.later, most });
  const written = () =>
    recordRefusal.args.map(([, id, refusal]) => `${id} ${refusal.at - START} ${refusal.id}`);
  return { clock, log, recordRefusal, recorder, written };
}

describe('the refusal recorder', () => {
  it('writes what a token was refused for, after the caller has gone on', async () => {
    const { recorder, recordRefusal } = setUp();
    recorder.note(token, WRITE);
    sinon.assert.notCalled(recordRefusal);
    await recorder.idle();
    sinon.assert.calledOnceWithExactly(recordRefusal, token.owner, token.id, { at: START, ...WRITE });
  });

  it('writes once in ten minutes for a token and what it lacks, however often it is refused', async () => {
    const { recorder, clock, written } = setUp();
    for (let minute = 0; minute < 11; minute += 1) {
      for (let i = 0; i < 100; i += 1) recorder.note(token, i % 2 === 0 ? WRITE : CONTOSO);
      await recorder.idle();
      clock.advance(MINUTE);
    }
    assert.deepEqual(written(), [
      'token-1 0 vso.code_write',
      'token-1 0 contoso',
      'token-1 600000 vso.code_write',
      'token-1 600000 contoso',
    ]);
  });

  it('writes nothing that another process has written lately', async () => {
    const { recorder, written } = setUp();
    const known = { ...token, lastRefused: { at: START - MINUTE, ...WRITE } };
    recorder.note(known, WRITE);
    recorder.note(known, CONTOSO);
    await recorder.idle();
    assert.deepEqual(written(), ['token-1 0 contoso']);
  });

  it('keeps so many in mind and no more, and long names cut', async () => {
    const { recorder, recordRefusal } = setUp(2);
    for (const id of ['a', 'b', 'c'])
      recorder.note(sampleToken({ id }), { ...WRITE, service: 's'.repeat(500) });
    await recorder.idle();
    assert.deepEqual(
      recordRefusal.args.map(([, id, { service }]) => [id, service.length]),
      [
        ['a', 100],
        ['b', 100],
      ],
    );
  });

  it('says in the log what could not be written', async () => {
    const { recorder, recordRefusal, log } = setUp();
    recordRefusal.rejects(new Error('disk full'));
    recorder.note(token, WRITE);
    await recorder.idle();
    assert.match(JSON.stringify(log.lines), /why tokens were last refused could not be written/);
  });
});
