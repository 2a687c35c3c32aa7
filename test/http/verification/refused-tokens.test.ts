import assert from 'node:assert/strict';
import sinon from 'sinon';
import { createUnderPolicy } from '../../../src/core/tokens/under-policy.ts';
import { POLICY } from '../../core/samples.ts';
import { ANY, basic, CLIENT_SECRET, closeListeners, setUpVerify } from './setup.ts';

const CLIENT = basic(CLIENT_SECRET, 'ci').Authorization;

describe('a token that works and is refused', () => {
  afterEach(closeListeners);

  it('is told with its service and what it lacks, and not as used', async () => {
    const { create, ask, refused, uses } = await setUpVerify();
    const { token, secret } = await create();
    assert.equal(
      (await ask('/verify?scope=vso.build&organization=any&service=ci', basic(secret))).status,
      403,
    );
    assert.equal((await ask('/verify?scope=any&organization=web', basic(secret))).status, 403);
    assert.deepEqual(
      refused.note.args.map(([{ id }, what]) => [id, what]),
      [
        [token.id, { kind: 'scope', id: 'vso.build', service: 'ci' }],
        [token.id, { kind: 'organization', id: 'web', service: 'unknown' }],
      ],
    );
    sinon.assert.notCalled(uses.note);
  });

  it('is told for what today’s policy takes from it', async () => {
    const removed = await setUpVerify({
      underPolicy: createUnderPolicy({ ...POLICY, builtinOrganizations: ['web'] }),
    });
    const { secret } = await removed.create();
    await removed.ask(ANY, basic(secret));
    await removed.form('/introspect', { token: secret }, CLIENT);
    const whats = removed.refused.note.args.map(([, what]) => what);
    assert.deepEqual(whats, [
      { kind: 'organization', id: 'internal', service: 'unknown' },
      { kind: 'organization', id: 'internal', service: 'ci' },
    ]);
    const forbidding = await setUpVerify({
      underPolicy: createUnderPolicy({ ...POLICY, forbiddenScopes: ['vso.code'] }),
    });
    const { secret: other } = await forbidding.create();
    await forbidding.ask(ANY, basic(other));
    assert.deepEqual(forbidding.refused.note.firstCall.args[1], {
      kind: 'scope',
      id: '',
      service: 'unknown',
    });
  });

  it('is not told when it passes, nor when it proves nothing', async () => {
    const { create, ask, refused } = await setUpVerify();
    const { secret } = await create();
    assert.equal((await ask(ANY, basic(secret))).status, 200);
    assert.equal((await ask(ANY, basic('nonsense'))).status, 401);
    sinon.assert.notCalled(refused.note);
  });
});
