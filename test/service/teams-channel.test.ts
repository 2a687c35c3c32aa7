import assert from 'node:assert/strict';
import sinon from 'sinon';
import { createRateLimitedLog } from '../../src/http/rate-limited-log.ts';
import { createAdmission } from '../../src/service/teams-channel.ts';
import type { Authenticate, Sender } from '../../src/teams/channel/authenticate.ts';
import { createFixedClock } from '../support/fixed-clock.ts';
import { createSilentLog } from '../support/silent-log.ts';
import { createTeamsDriver } from '../support/teams-driver.ts';

const driver = createTeamsDriver({
  botUrl: '',
  serviceUrl: 'https://smba.trafficmanager.net/emea/',
  tenantId: '11111111-2222-4333-8444-555555555555',
});
const ACTIVITY = driver.activity(driver.person('Ada'), { type: 'message', text: 'help' });

describe('the admission of activities', () => {
  function setUp(sender: Sender | Error) {
    const clock = createFixedClock();
    const log = createSilentLog();
    const authenticate = sinon.stub<Parameters<Authenticate>, ReturnType<Authenticate>>();
    if (sender instanceof Error) authenticate.rejects(sender);
    else authenticate.resolves(sender);
    const bot = { run: sinon.stub().resolves({ status: 201 }) };
    const deliveries = { delivered: sinon.spy() };
    const refusals = createRateLimitedLog({ log, later: clock.later });
    const admit = createAdmission({ authenticate, bot, deliveries, refusals });
    return { clock, log, authenticate, bot, deliveries, admit };
  }
  const refused = (status: 401 | 403, reason: string) =>
    ({ ok: false, status, body: { error: 'no' }, reason }) as const;

  it('is decided by the Authorization header, and runs what the sender may do', async () => {
    const judge = sinon.stub().returns({ ok: true, activity: ACTIVITY });
    const { admit, authenticate, bot, deliveries, log } = setUp({ ok: true, judge });
    const admission = await admit({ authorization: 'Bearer x' });
    sinon.assert.calledOnceWithExactly(authenticate, 'Bearer x');
    sinon.assert.notCalled(judge);
    assert.ok(admission.ok);
    const answer = await admission.answer(ACTIVITY);
    assert.equal(answer.status, 201);
    sinon.assert.calledOnce(bot.run);
    answer.delivered?.();
    sinon.assert.calledOnce(deliveries.delivered);
    assert.deepEqual(log.lines, []);
  });

  it('is refused to a stranger, and told once a minute with a count', async () => {
    const { admit, bot, clock, log } = setUp(refused(401, 'no token'));
    for (let i = 0; i < 500; i += 1)
      assert.deepEqual(await admit({}), { ok: false, response: { status: 401, body: { error: 'no' } } });
    clock.advance(60_000);
    assert.deepEqual(
      log.lines.map(({ fields }) => fields),
      [
        { status: 401, reason: 'no token' },
        { status: 401, reason: 'no token', times: 499 },
      ],
    );
    sinon.assert.notCalled(bot.run);
  });

  it('runs nothing that the sender may not do', async () => {
    const { admit, bot, log } = setUp({ ok: true, judge: () => refused(403, 'not from Teams') });
    const admission = await admit({ authorization: 'Bearer x' });
    assert.ok(admission.ok);
    assert.deepEqual(await admission.answer({}), { status: 403, body: { error: 'no' } });
    sinon.assert.notCalled(bot.run);
    assert.deepEqual(log.lines[0]?.fields, { status: 403, reason: 'not from Teams' });
  });

  it('asks to come again, and says so once a minute, when nobody can tell', async () => {
    const { admit, log } = setUp(new Error('keys out of reach'));
    for (let i = 0; i < 10; i += 1)
      assert.deepEqual(await admit({}), {
        ok: false,
        response: { status: 503, body: { error: 'try again' } },
      });
    assert.deepEqual(
      log.lines.map(({ level }) => level),
      ['error'],
    );
  });
});
