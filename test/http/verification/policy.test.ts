import assert from 'node:assert/strict';
import sinon from 'sinon';
import { FULL_ACCESS } from '../../../src/core/tokens/scopes.ts';
import { createUnderPolicy } from '../../../src/core/tokens/under-policy.ts';
import { POLICY } from '../../core/samples.ts';
import { basic, CLIENT_SECRET, closeListeners, setUpVerify } from './setup.ts';

const CLIENT = basic(CLIENT_SECRET, 'ci').Authorization;

/** A listener whose policy was changed after its tokens were made. */
const underPolicy = (change: Partial<typeof POLICY>) =>
  setUpVerify({ underPolicy: createUnderPolicy({ ...POLICY, ...change }) });

async function jsonOf(response: Response): Promise<Record<string, unknown>> {
  return (await response.json()) as Record<string, unknown>;
}

describe('the verification of tokens that are older than the policy', () => {
  afterEach(closeListeners);

  it('refuses a scope that was forbidden since, names the policy, and passes what is still allowed', async () => {
    const { create, ask, uses } = await underPolicy({ forbiddenScopes: ['vso.code_write'] });
    const { secret } = await create({ scopes: ['vso.code_write', 'vso.packaging'] });
    const refused = await ask('/verify?scope=vso.code_write&organization=any', basic(secret));
    assert.equal(refused.status, 403);
    assert.match(await refused.text(), /administrator no longer allows the scope vso\.code_write/);
    assert.equal(refused.headers.get('x-auth-policy'), 'FORBIDDEN_SCOPES');
    assert.equal(refused.headers.get('x-auth-missing'), 'scope vso.code_write');
    sinon.assert.notCalled(uses.note);
    const passed = await ask('/verify?scope=vso.packaging&scope=vso.code&organization=any', basic(secret));
    assert.equal(passed.status, 200);
    assert.equal(passed.headers.get('x-auth-scopes'), 'vso.packaging vso.code');
    const never = await ask('/verify?scope=vso.build&organization=any', basic(secret));
    assert.equal(never.status, 403);
    assert.match(await never.text(), /lacks the scope vso\.build/);
    assert.equal(never.headers.get('x-auth-policy'), null);
  });

  it('refuses a token all of whose scopes are forbidden by now, even where any would do', async () => {
    const { create, ask } = await underPolicy({ forbiddenScopes: ['vso.packaging'] });
    const { secret } = await create({ scopes: ['vso.packaging'] });
    const response = await ask('/verify?scope=any&organization=internal', basic(secret));
    assert.equal(response.status, 403);
    assert.match(await response.text(), /no longer allows any scope of this token/);
    assert.equal(response.headers.get('x-auth-policy'), 'FORBIDDEN_SCOPES');
  });

  it('lets full access do everything but what is forbidden', async () => {
    const { create, ask } = await underPolicy({ forbiddenScopes: ['vso.code_write'] });
    const { secret } = await create({ scopes: [FULL_ACCESS] });
    const status = async (scope: string) =>
      (await ask(`/verify?scope=${scope}&organization=any`, basic(secret))).status;
    assert.deepEqual(
      [
        await status('vso.code_write'),
        await status('vso.code_manage'),
        await status(FULL_ACCESS),
        await status('vso.code'),
      ],
      [403, 403, 403, 200],
    );
  });

  it('refuses a token whose organization was removed, whatever is asked', async () => {
    const { create, ask, uses } = await underPolicy({ builtinOrganizations: ['web'] });
    const { secret } = await create();
    for (const question of ['?scope=vso.code&organization=any', '?scope=vso.code&organization=internal']) {
      const response = await ask(`/verify${question}`, basic(secret));
      assert.equal(response.status, 403, question);
      assert.match(await response.text(), /administrator has removed the organization internal/);
      assert.equal(response.headers.get('x-auth-policy'), 'BUILTIN_ORGANIZATIONS');
      assert.equal(response.headers.get('x-auth-user'), null);
    }
    sinon.assert.notCalled(uses.note);
  });

  it('introspects the scopes that count, and a removed organization’s token as not active', async () => {
    const forbidding = await underPolicy({ forbiddenScopes: ['vso.packaging'] });
    const { secret } = await forbidding.create({ scopes: ['vso.code', 'vso.packaging'] });
    const introspected = await jsonOf(await forbidding.form('/introspect', { token: secret }, CLIENT));
    assert.equal(introspected['scope'], 'vso.code');
    const removing = await underPolicy({ builtinOrganizations: ['web'] });
    const removed = await removing.create();
    const answer = await removing.form('/introspect', { token: removed.secret }, CLIENT);
    assert.deepEqual(await answer.json(), { active: false });
    sinon.assert.notCalled(removing.uses.note);
  });

  it('still revokes a token whose organization was removed', async () => {
    const { create, form, store } = await underPolicy({ builtinOrganizations: ['web'] });
    const { token, secret } = await create();
    assert.equal((await form('/revoke', { token: secret }, CLIENT)).status, 200);
    assert.ok((await store.tokens.find(token.owner, token.id))?.revokedAt);
  });

  it('tells a token about itself which scopes count and which are forbidden, and why it is refused', async () => {
    const forbidding = await underPolicy({ forbiddenScopes: ['vso.code_write'] });
    const { secret } = await forbidding.create({ scopes: ['vso.code_write', 'vso.packaging'] });
    const self = await jsonOf(await forbidding.ask('/self', basic(secret)));
    assert.deepEqual(self['scopes'], ['vso.packaging', 'vso.code']);
    assert.deepEqual(self['forbiddenScopes'], ['vso.code_write']);
    const removing = await underPolicy({ builtinOrganizations: ['web'] });
    const removed = await removing.create();
    const answer = await removing.ask('/self', basic(removed.secret));
    assert.equal(answer.status, 403);
    assert.equal(answer.headers.get('x-auth-policy'), 'BUILTIN_ORGANIZATIONS');
  });
});
