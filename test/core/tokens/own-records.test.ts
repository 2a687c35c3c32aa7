import assert from 'node:assert/strict';
import sinon from 'sinon';
import { PatkeeperError } from '../../../src/core/errors.ts';
import { isProven } from '../../../src/core/tokens/verdict.ts';
import { DAY } from '../../support/fixed-clock.ts';
import { ADA, assertRefused, BOB, ROTATE, sampleToken } from '../samples.ts';
import { setUpService } from './service-setup.ts';

describe('what a person may read of what was done', () => {
  it('is what concerns their own tokens, the latest first', async () => {
    const { service, create } = setUpService();
    await create({ name: 'Of Ada' });
    await create({ name: 'Of Bob' }, BOB);
    const { events } = await service.events(ADA, { limit: 10 });
    assert.deepEqual(
      events.map(({ tokenName }) => tokenName),
      ['Of Ada'],
    );
  });
});

describe('the messages about a token', () => {
  it('are those of the actor’s own token, and twenty at most', async () => {
    const { service, create, store } = setUpService();
    const { token } = await create();
    await create({ name: 'Other' });
    const list = sinon.spy(store.notices, 'list');
    const { token: about, notices } = await service.messages(ADA, token.id);
    assert.deepEqual(about, token);
    assert.deepEqual(notices.map(({ kind, tokenId }) => [kind, tokenId]).sort(), [
      ['created', token.id],
      ['expired', token.id],
      ['expiring', token.id],
    ]);
    assert.equal(list.firstCall.args[0].limit, 20);
  });

  it('are nobody else’s to read, and who tries is recorded', async () => {
    const { service, create, store } = setUpService();
    const { token } = await create();
    await assertRefused('not-found', () => service.messages(BOB, token.id));
    assert.equal(store.events.at(-1)?.detail, 'show: not-found');
  });
});

describe('messages that were given up', () => {
  it('are listed to the person whom they did not reach, and to nobody else', async () => {
    const { service, create, store, clock } = setUpService();
    await create();
    const [claimed] = await store.notices.claimDue({ now: clock.now(), leaseMs: 1, limit: 1 });
    assert.ok(claimed);
    await store.notices.settle(claimed, { state: 'failed', reason: 'no answer' }, clock.now());
    assert.deepEqual(
      (await service.undelivered(ADA)).map(({ kind, reason }) => [kind, reason]),
      [['created', 'no answer']],
    );
    assert.deepEqual(await service.undelivered(BOB), []);
  });
});

describe('the tokens that hold a place', () => {
  it('are the active ones that nothing replaces', async () => {
    const { service, create } = setUpService();
    const { token } = await create();
    const { token: revoked } = await create({ name: 'Revoked' });
    await create({ name: 'Kept' });
    await service.revoke(ADA, revoked.id);
    await service.rotate(ADA, { ...ROTATE, tokenId: token.id });
    assert.equal(await service.countHeld(ADA), 2);
    assert.equal(await service.countHeld(BOB), 0);
  });
});

describe('why a token stopped', () => {
  it('comes with why nothing newer is known, where its authority did not answer', async () => {
    const problem = new PatkeeperError('unreachable.azure-devops');
    for (const answer of [problem, undefined]) {
      const sync = { sync: sinon.stub().resolves(), refresh: sinon.stub().resolves(answer) };
      const { service, create } = setUpService({ sync });
      const { token } = await create();
      const explained = await service.explain(ADA, token.id);
      assert.deepEqual(['problem' in explained, explained.problem], [answer !== undefined, answer]);
      assert.ok(!('successor' in explained));
    }
  });
});

describe('a name', () => {
  it('means the active token of that name, or all of them where ended ones count too, the active one first', async () => {
    const { service, create, clock } = setUpService();
    const { token: ended } = await create({ formKey: 'first', lifespan: { days: 1 } });
    clock.advance(2 * DAY);
    const { token: active } = await create({ formKey: 'second' });
    assert.deepEqual((await service.find(ADA, 'Laptop')).tokens, [active]);
    assert.deepEqual((await service.find(ADA, 'Laptop', { endedToo: true })).tokens, [active, ended]);
  });
});

describe('what the verification found', () => {
  it('is a token, or why the text proves none', () => {
    assert.equal(isProven(sampleToken()), true);
    assert.equal(isProven({ why: 'ended', digest: 'd', token: sampleToken() }), false);
  });
});
