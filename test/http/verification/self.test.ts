import assert from 'node:assert/strict';
import sinon from 'sinon';
import { generateSecret } from '../../../src/core/secrets/secret.ts';
import { DAY, START } from '../../support/fixed-clock.ts';
import { basic, closeListeners, setUpVerify } from './setup.ts';

describe('a token that asks about itself', () => {
  afterEach(closeListeners);

  it('is told its name, organization, scopes, end and last use', async () => {
    const { create, ask, store, uses } = await setUpVerify();
    const { token, secret } = await create({ name: 'Läptop' });
    const about = {
      id: token.id,
      name: 'Läptop',
      organization: 'internal',
      scopes: ['vso.code'],
      expires: new Date(START + 90 * DAY).toISOString(),
      lastUsed: null,
    };
    assert.deepEqual(await (await ask('/self', basic(secret))).json(), about);
    await store.tokens.recordUse(token.owner, token.id, { at: START + 5, service: 'git' });
    const lastUsed = { at: new Date(START + 5).toISOString(), service: 'git' };
    const again = await ask('/self', { Authorization: `Bearer ${secret}` });
    assert.deepEqual(await again.json(), { ...about, lastUsed });
    sinon.assert.notCalled(uses.note);
  });

  it('is refused like everywhere when it proves nothing', async () => {
    const { ask, outcomes } = await setUpVerify();
    assert.equal((await ask('/self')).status, 401);
    assert.equal((await ask('/self', basic(generateSecret().secret.reveal()))).status, 401);
    assert.equal((await ask('/self', {}, 'POST')).status, 405);
    assert.deepEqual(outcomes, ['challenged', 'refused', 'bad-request']);
  });
});
