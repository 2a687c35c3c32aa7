import assert from 'node:assert/strict';
import sinon from 'sinon';
import { createBuiltinAuthority } from '../../../src/authorities/builtin/builtin-authority.ts';
import { verifySecret } from '../../../src/authorities/builtin/verify.ts';
import { PatkeeperError } from '../../../src/core/errors.ts';
import { createOrganizationOf } from '../../../src/core/organization-of.ts';
import { generateSecret } from '../../../src/core/secret.ts';
import { createTokenService } from '../../../src/core/token-service.ts';
import { ADA, assertRefused, POLICY } from '../../core/samples.ts';
import { INPUT } from '../../core/service-setup.ts';
import { createFakeStore } from '../../support/fake-store.ts';
import { createFixedClock, DAY } from '../../support/fixed-clock.ts';
import { createSilentLog } from '../../support/silent-log.ts';
import { samplePepper, samplePeppers } from './sample-peppers.ts';

async function setUp() {
  const store = createFakeStore();
  const clock = createFixedClock();
  const peppers = samplePeppers(1);
  const authority = createBuiltinAuthority({
    organizations: [{ id: 'internal', name: 'Internal' }],
    peppers,
  });
  const deps = {
    clock,
    store,
    authorities: [authority],
    organizationOf: createOrganizationOf({ known: [] }),
    policy: POLICY,
    log: createSilentLog(),
    wake: () => {},
  };
  const service = createTokenService(deps);
  const { token, secret } = await service.create(ADA, INPUT);
  const verify = (text: string, some = {}) => verifySecret({ store, peppers, clock, ...some }, text);
  return { store, clock, service, token, text: secret.reveal(), verify };
}

/** Those of another folder, which count from 1 as well. */
function otherPeppers() {
  const other = { ...samplePepper(2), version: 1 };
  return { current: other, find: (version: number) => (version === 1 ? other : undefined) };
}

describe('a presented secret', () => {
  it('proves its token', async () => {
    const { token, text, verify } = await setUp();
    assert.deepEqual(await verify(text), token);
  });

  it('proves the pepper of an earlier release, too; until then one that does not fit is nobody’s fault', async () => {
    const { token, text, verify } = await setUp();
    const prove = sinon.spy();
    const unproven = { has: (version: number) => version === 1, prove };
    await assertRefused('unknown-pepper', async () =>
      verify(text, { peppers: { ...otherPeppers(), unproven } }),
    );
    sinon.assert.notCalled(prove);
    assert.equal(await verify(text, { peppers: otherPeppers() }), undefined);
    assert.deepEqual(await verify(text, { peppers: { ...samplePeppers(1), unproven } }), token);
    sinon.assert.calledOnceWithExactly(prove, 1);
  });

  it('proves nothing once the token is revoked or has expired', async () => {
    const { clock, service, token, text, verify } = await setUp();
    clock.advance(90 * DAY - 1);
    assert.ok(await verify(text));
    clock.advance(1);
    assert.equal(await verify(text), undefined);
    clock.advance(-1);
    await service.revoke(ADA, token.id);
    assert.equal(await verify(text), undefined);
  });

  it('goes on proving a renewed token', async () => {
    const { clock, service, token, text, verify } = await setUp();
    await service.renew(ADA, token.id, { days: 365 });
    clock.advance(364 * DAY);
    assert.equal((await verify(text))?.id, token.id);
  });

  it('never reaches the store when it has a typo', async () => {
    const { store, text, verify } = await setUp();
    const find = sinon.spy(store, 'findTokenBySelector');
    const typos = [
      text.slice(0, -1),
      `${text} `,
      text.replace('pat_', 'pot_'),
      '',
      text.slice(4),
      swapCase(text),
    ];
    // At once, without a promise: refusing what cannot be right shall cost next to nothing.
    for (const typo of typos) assert.equal(verify(typo), undefined);
    sinon.assert.notCalled(find);
  });

  it('proves nothing when it is well made but unknown, or has the selector of another', async () => {
    const { store, token, verify } = await setUp();
    const forged = generateSecret().secret.reveal();
    assert.equal(await verify(forged), undefined);
    sinon.replace(store, 'findTokenBySelector', sinon.fake.resolves(token));
    assert.equal(await verify(forged), undefined);
  });

  it('is neither good nor bad without the pepper of its token, as long as that is active', async () => {
    const { clock, store, token, text, verify } = await setUp();
    const without = { peppers: samplePeppers(2) };
    await assertRefused('unknown-pepper', () => verify(text, without));
    await assertRefused('unknown-pepper', () =>
      verify(text, { ...without, store: { findTokenBySelector: () => token } }),
    );
    assert.equal(await verify(generateSecret().secret.reveal(), without), undefined);
    clock.advance(90 * DAY);
    assert.equal(await verify(text, without), undefined);
    assert.ok(await store.findTokenBySelector(text.slice(4, 16)));
  });

  it('proves nothing for a token that has no digest', async () => {
    const { store, token, text, verify } = await setUp();
    const { digest: _none, ...bare } = token;
    sinon.replace(store, 'findTokenBySelector', sinon.fake.resolves(bare));
    assert.equal(await verify(text), undefined);
  });

  it('is judged at once when the store answers at once', async () => {
    const { clock, token, text, verify } = await setUp();
    const store = { findTokenBySelector: () => token };
    assert.equal(verify(text, { store }), token);
    assert.equal(verify(generateSecret().secret.reveal(), { store }), undefined);
    clock.advance(90 * DAY);
    assert.equal(verify(text, { store }), undefined);
  });

  it('is neither good nor bad when the store is down', async () => {
    const { store, text, verify } = await setUp();
    sinon.replace(
      store,
      'findTokenBySelector',
      sinon.fake.rejects(new PatkeeperError('store-unavailable', 'x')),
    );
    await assertRefused('store-unavailable', () => verify(text));
  });
});

/** The secret with the case of one letter of its key changed. */
function swapCase(text: string): string {
  const at = text.slice(16).search(/[a-z]/i) + 16;
  const letter = text.charAt(at);
  const other = letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase();
  return text.slice(0, at) + other + text.slice(at + 1);
}
