import assert from 'node:assert/strict';
import sinon from 'sinon';
import { generateSecret } from '../../../src/core/secrets/secret.ts';
import { ADA } from '../../core/samples.ts';
import { DAY } from '../../support/fixed-clock.ts';
import { ANY, basic, CLIENT_SECRET, closeListeners, LOOPBACK, setUpVerify } from './setup.ts';

const MINUTE = 60_000;
const from = (address: string) => ({ 'X-Forwarded-For': address });
const unknown = () => basic(generateSecret().secret.reveal());

describe('a credential that proves nothing', () => {
  afterEach(closeListeners);

  it('gets 401 however often it comes, when it is malformed, expired, revoked, or the same again', async () => {
    const { create, ask, service, clock } = await setUpVerify();
    const [expired, revoked] = [await create({ lifespan: { days: 7 } }), await create()];
    await service.revoke(ADA, revoked.token.id);
    clock.advance(8 * DAY);
    const again = unknown();
    for (const path of [ANY, '/self']) {
      for (let i = 0; i < 150; i += 1) {
        const given = [basic(`malformed ${i}`), basic(expired.secret), basic(revoked.secret), again];
        const answers = await Promise.all(given.map((headers) => ask(path, headers)));
        assert.deepEqual(
          answers.map(({ status }) => status),
          [401, 401, 401, 401],
        );
      }
    }
  });

  it('gets 429 from the 101st secret in ten minutes on that proves nothing, a revoked one too, and nothing else does', async () => {
    const { create, ask, service, clock } = await setUpVerify();
    const { secret } = await create();
    const revoked = await create();
    await service.revoke(ADA, revoked.token.id);
    const first = unknown();
    assert.equal((await ask(ANY, first)).status, 401);
    for (let i = 0; i < 99; i += 1) {
      clock.advance(1000);
      assert.equal((await ask(i % 2 === 0 ? ANY : '/self', unknown())).status, 401);
    }
    const another = unknown();
    for (const path of [ANY, '/self', ANY]) {
      const limited = await ask(path, another);
      assert.equal(limited.status, 429);
      assert.equal(limited.headers.get('retry-after'), String(10 * 60 - 99));
    }
    for (const [headers, status] of [
      [basic(secret), 200],
      [first, 401],
      [basic(revoked.secret), 429],
      [basic('malformed'), 401],
      [{}, 401],
    ] as const)
      assert.equal((await ask(ANY, headers)).status, status);
    assert.equal((await ask('/verify?scope=vso.work&organization=any', basic(secret))).status, 403);
    // The first was presented again, so that the second is the next to be forgotten.
    clock.advance(10 * MINUTE - 98_000);
    assert.equal((await ask(ANY, another)).status, 401);
    assert.equal((await ask(ANY, unknown())).status, 429);
  });

  it('never reaches the store when it is malformed, and once a minute when it is not', async () => {
    const { create, ask, service, store, clock } = await setUpVerify();
    const revoked = await create();
    await service.revoke(ADA, revoked.token.id);
    const find = sinon.spy(store.tokens, 'findBySelector');
    const given = unknown();
    for (let i = 0; i < 60; i += 1) {
      for (const headers of [given, basic(revoked.secret), basic(`pat_${i}`)])
        assert.equal((await ask(ANY, headers)).status, 401);
      clock.advance(999);
    }
    sinon.assert.calledTwice(find);
  });

  it('counts for its client alone, behind a trusted proxy that tells clients apart', async () => {
    const { ask } = await setUpVerify({ trustedProxies: LOOPBACK });
    const guess = (address: string) => ask(ANY, { ...unknown(), ...from(address) });
    for (let i = 0; i < 100; i += 1) assert.equal((await guess('203.0.113.1')).status, 401);
    assert.equal((await guess('203.0.113.1')).status, 429);
    assert.equal((await guess('203.0.113.1, 203.0.113.2')).status, 401);
  });

  it('counts for the peer when that is no trusted proxy, whoever it forwards for', async () => {
    const { ask } = await setUpVerify();
    for (let i = 0; i < 100; i += 1) await ask(ANY, { ...unknown(), ...from(`203.0.113.${i}`) });
    assert.equal((await ask(ANY, { ...unknown(), ...from('203.0.113.200') })).status, 429);
  });

  it('is answered with a challenge for Bearer too when it came as one, behind the one for Basic', async () => {
    const { ask } = await setUpVerify();
    const challenge = async (path: string, headers: Record<string, string>) =>
      (await ask(path, headers)).headers.get('www-authenticate');
    for (const path of [ANY, '/self']) {
      for (const token of ['pat_bad', 'x', generateSecret().secret.reveal()])
        assert.equal(
          await challenge(path, { Authorization: `bearer ${token}` }),
          'Basic realm="Patkeeper", Bearer realm="Patkeeper", error="invalid_token"',
        );
      for (const headers of [{}, basic('x'), { Authorization: 'token x' }, { Authorization: 'pat_bad' }])
        assert.equal(await challenge(path, headers), 'Basic realm="Patkeeper"');
    }
  });
});

describe('a client with a wrong secret', () => {
  afterEach(closeListeners);

  it('is limited by how often it fails, by Basic as by form, and the right one never is', async () => {
    const { form, ask, clock } = await setUpVerify();
    const right = basic(CLIENT_SECRET, 'ci').Authorization;
    const byBasic = () => form('/introspect', { token: 'x' }, basic('wrong', 'ci').Authorization);
    const byForm = () => form('/revoke', { token: 'x', client_id: 'ci', client_secret: 'wrong' });
    for (let i = 0; i < 10; i += 1)
      for (const wrong of [byBasic, byForm]) assert.equal((await wrong()).status, 401);
    for (const wrong of [byBasic, byForm]) {
      const limited = await wrong();
      assert.equal(limited.status, 429);
      assert.equal(limited.headers.get('retry-after'), '3');
    }
    assert.equal((await form('/introspect', { token: 'x' }, right)).status, 200);
    const posted = { token: 'x', client_id: 'ci', client_secret: CLIENT_SECRET };
    assert.equal((await form('/revoke', posted)).status, 200);
    assert.equal((await ask(ANY, unknown())).status, 401);
    clock.advance(3000);
    assert.equal((await byBasic()).status, 401);
    assert.equal((await byBasic()).status, 429);
  });
});
