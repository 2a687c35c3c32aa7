import assert from 'node:assert/strict';
import { crc32 } from 'node:zlib';
import sinon from 'sinon';
import { createBuiltinAuthority } from '../../../src/authorities/builtin/builtin-authority.ts';
import { createVerifier } from '../../../src/authorities/builtin/verify.ts';
import { PatkeeperError } from '../../../src/core/errors.ts';
import { generateSecret } from '../../../src/core/secrets/secret.ts';
import { createOrganizationOf } from '../../../src/core/tokens/organization-of.ts';
import { createTokenService } from '../../../src/core/tokens/token-service.ts';
import { isProven, type Verdict } from '../../../src/core/tokens/verdict.ts';
import { ADA, assertRefused, POLICY } from '../../core/samples.ts';
import { INPUT } from '../../core/tokens/service-setup.ts';
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
  /** With a memory of its own for each call, unless `verifier` is used. */
  const verify = (text: string, some = {}) => createVerifier({ store, peppers, clock, ...some })(text);
  const verifier = createVerifier({ store, peppers, clock });
  return { store, clock, service, token, text: secret.reveal(), verify, verifier };
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

  it('proves nothing while its owner is gone, and proves its token again when that was a mistake', async () => {
    const { store, clock, token, text, verifier } = await setUp();
    const leave = (tokens: 'refuse' | 'restore') =>
      store.accounts.leave({ person: token.owner, now: clock.now(), leaving: undefined, tokens });
    assert.ok(isProven(await verifier(text)));
    await leave('refuse');
    const refused = await verifier(text);
    assert.ok(!isProven(refused) && refused.why === 'ended');
    await leave('restore');
    // The next answer may be remembered still.
    await verifier(text);
    await settled();
    assert.deepEqual(await verifier(text), token);
  });

  it('proves the pepper of an earlier release, too; until then one that does not fit is nobody’s fault', async () => {
    const { token, text, verify } = await setUp();
    const prove = sinon.spy();
    const unproven = { has: (version: number) => version === 1, prove };
    await assertRefused('unknown-pepper', async () =>
      verify(text, { peppers: { ...otherPeppers(), unproven } }),
    );
    sinon.assert.notCalled(prove);
    assert.equal(whyOf(await verify(text, { peppers: otherPeppers() })), 'unknown');
    assert.deepEqual(await verify(text, { peppers: { ...samplePeppers(1), unproven } }), token);
    sinon.assert.calledOnceWithExactly(prove, 1);
  });

  it('proves nothing once the token is revoked or has expired', async () => {
    const { clock, service, token, text, verify } = await setUp();
    clock.advance(90 * DAY - 1);
    assert.ok(isProven(await verify(text)));
    clock.advance(1);
    assert.equal(whyOf(await verify(text)), 'ended');
    clock.advance(-1);
    await service.revoke(ADA, token.id);
    assert.equal(whyOf(await verify(text)), 'ended');
  });

  it('goes on proving a renewed token', async () => {
    const { clock, service, token, text, verify } = await setUp();
    await service.renew(ADA, token.id, { days: 365 });
    clock.advance(364 * DAY);
    const verdict = await verify(text);
    assert.equal(isProven(verdict) && verdict.id, token.id);
  });

  it('never reaches the store when it has a typo', async () => {
    const { store, text, verify } = await setUp();
    const find = sinon.spy(store.tokens, 'findBySelector');
    const typos = [
      text.slice(0, -1),
      `${text} `,
      text.replace('pkt_', 'pot_'),
      '',
      text.slice(4),
      swapCase(text),
    ];
    // At once, without a promise: refusing what cannot be right shall cost next to nothing.
    for (const typo of typos) assert.deepEqual(verify(typo), { why: 'malformed', digest: '' });
    sinon.assert.notCalled(find);
  });

  it('proves nothing when it is well made but unknown, or has the selector of another', async () => {
    const { store, token, verify } = await setUp();
    const forged = generateSecret().secret.reveal();
    assert.equal(whyOf(await verify(forged)), 'unknown');
    sinon.replace(store.tokens, 'findBySelector', sinon.fake.resolves(token));
    assert.equal(whyOf(await verify(forged)), 'unknown');
  });

  it('is neither good nor bad without the pepper of its token, as long as that is active', async () => {
    const { clock, store, token, text, verify } = await setUp();
    const without = { peppers: samplePeppers(2) };
    await assertRefused('unknown-pepper', () => verify(text, without));
    await assertRefused('unknown-pepper', () =>
      verify(text, { ...without, store: { tokens: { findBySelector: () => token } } }),
    );
    assert.equal(whyOf(await verify(generateSecret().secret.reveal(), without)), 'unknown');
    clock.advance(90 * DAY);
    assert.equal(whyOf(await verify(text, without)), 'ended');
    assert.ok(await store.tokens.findBySelector(text.slice(4, 16)));
  });

  it('proves nothing for a token that has no digest', async () => {
    const { store, token, text, verify } = await setUp();
    const { digest: _none, ...bare } = token;
    sinon.replace(store.tokens, 'findBySelector', sinon.fake.resolves(bare));
    assert.equal(whyOf(await verify(text)), 'unknown');
  });

  it('is judged at once when the store answers at once', async () => {
    const { clock, token, text, verify } = await setUp();
    const store = { tokens: { findBySelector: () => token } };
    assert.equal(verify(text, { store }), token);
    assert.equal(whyOf(verify(generateSecret().secret.reveal(), { store })), 'unknown');
    clock.advance(90 * DAY);
    assert.equal(whyOf(verify(text, { store })), 'ended');
  });

  it('is neither good nor bad when the store is down', async () => {
    const { store, text, verify } = await setUp();
    sinon.replace(
      store.tokens,
      'findBySelector',
      sinon.fake.rejects(new PatkeeperError('store-unavailable')),
    );
    await assertRefused('store-unavailable', () => verify(text));
  });
});

describe('a secret that failed', () => {
  const MINUTE = 60_000;

  it('is answered without the store for a minute, whether it is unknown or revoked', async () => {
    const { store, clock, service, token, text, verifier } = await setUp();
    await service.revoke(ADA, token.id);
    const find = sinon.spy(store.tokens, 'findBySelector');
    for (const [secret, why] of [
      [text, 'ended'],
      [generateSecret().secret.reveal(), 'unknown'],
    ] as const) {
      find.resetHistory();
      const first = await verifier(secret);
      assert.equal(whyOf(first), why);
      clock.advance(MINUTE - 1);
      // At once, and the same answer.
      assert.equal(verifier(secret), first);
      sinon.assert.calledOnce(find);
      clock.advance(1);
      assert.deepEqual(await verifier(secret), first);
      sinon.assert.calledTwice(find);
    }
  });

  it('is answered at once by what is remembered also where its token may come back, and looked up behind that', async () => {
    const { store, clock, token, text, verifier } = await setUp();
    await store.accounts.leave({ person: ADA, now: clock.now(), leaving: undefined, tokens: 'refuse' });
    assert.equal(whyOf(await verifier(text)), 'ended');
    const find = sinon.spy(store.tokens, 'findBySelector');
    for (let i = 0; i < 3; i += 1) assert.equal(whyOf(verifier(text)), 'ended');
    sinon.assert.notCalled(find);
    await settled();
    sinon.assert.calledOnce(find);
    // Not for longer than what nobody has: that, too, would tell one from the other.
    clock.advance(MINUTE);
    assert.equal(whyOf(verifier(text)), 'not at once');
    await settled();
    find.restore();
    const down = sinon.stub(store.tokens, 'findBySelector').rejects(new PatkeeperError('store-unavailable'));
    assert.equal(whyOf(verifier(text)), 'ended');
    await settled();
    down.restore();
    await store.accounts.leave({ person: ADA, now: clock.now(), leaving: undefined, tokens: 'restore' });
    assert.equal(whyOf(verifier(text)), 'ended');
    await settled();
    assert.deepEqual(await verifier(text), { ...token });
  });

  it('does not stand for another secret, not even for one with its selector', async () => {
    const { store, token, text, verifier } = await setUp();
    const forged = withKeyOf(text, generateSecret().secret.reveal());
    assert.equal(whyOf(await verifier(forged)), 'unknown');
    assert.equal(whyOf(verifier(forged)), 'unknown');
    assert.deepEqual(await verifier(text), token);
    const find = sinon.spy(store.tokens, 'findBySelector');
    assert.equal(whyOf(await verifier(generateSecret().secret.reveal())), 'unknown');
    sinon.assert.calledOnce(find);
  });

  it('is not remembered when nobody could tell', async () => {
    const { clock, store, token, text } = await setUp();
    const find = sinon.stub(store.tokens, 'findBySelector');
    const pepper = samplePeppers(1);
    let known = samplePeppers(2);
    const peppers = { current: pepper.current, find: (version: number) => known.find(version) };
    const verifier = createVerifier({ store, peppers, clock });
    find.rejects(new PatkeeperError('store-unavailable'));
    await assertRefused('store-unavailable', () => verifier(text));
    find.resolves(token);
    await assertRefused('unknown-pepper', () => verifier(text));
    known = pepper;
    assert.deepEqual(await verifier(text), token);
  });

  it('is looked up again when the clock was set back before its token expired', async () => {
    const { clock, token, text, verifier } = await setUp();
    clock.advance(100 * DAY);
    assert.equal(whyOf(await verifier(text)), 'ended');
    assert.equal(whyOf(verifier(text)), 'ended');
    clock.advance(-50 * DAY);
    assert.deepEqual(await verifier(text), token);
  });

  it('is looked up again while a renewal may be under way that began before its end', async () => {
    const { clock, store, service, token, text, verifier } = await setUp();
    clock.advance(90 * DAY - 1);
    const change = sinon.stub(store.tokens, 'change').callsFake(async (asked) => {
      clock.advance(2);
      assert.equal(whyOf(await verifier(text)), 'ended');
      change.restore();
      return store.tokens.change(asked);
    });
    await service.renew(ADA, token.id, { days: 30 });
    await verifier(text);
    await settled();
    assert.ok(isProven(await verifier(text)));
    clock.advance(30 * DAY + MINUTE);
    assert.equal(whyOf(await verifier(text)), 'ended');
    assert.equal(whyOf(verifier(text)), 'ended');
  });
});

/** Resolves when the work behind an answer is done. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Why a verdict that is there at once is no token; `a token` when it is one. */
function whyOf(verdict: Verdict | Promise<Verdict>): string {
  if (verdict instanceof Promise) return 'not at once';
  return isProven(verdict) ? 'a token' : verdict.why;
}

/** The secret with the case of one letter of its key changed. */
function swapCase(text: string): string {
  const at = text.slice(16).search(/[a-z]/i) + 16;
  const letter = text.charAt(at);
  const other = letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase();
  return text.slice(0, at) + other + text.slice(at + 1);
}

/** A secret with the selector of one and the key of another. */
function withKeyOf(text: string, other: string): string {
  const body = text.slice(0, 16) + other.slice(16, 59);
  const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  let digits = '';
  for (let rest = crc32(body), i = 0; i < 6; i += 1, rest = Math.floor(rest / 62))
    digits = alphabet.charAt(rest % 62) + digits;
  return body + digits;
}
