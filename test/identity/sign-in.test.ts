import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import sinon from 'sinon';
import { correlationId, withCorrelation } from '../../src/core/correlation.ts';
import { Secret } from '../../src/core/secrets/secret.ts';
import { createSealer } from '../../src/identity/sealing.ts';
import { assertRefused, refusal } from '../core/samples.ts';
import { said } from '../support/said.ts';
import { ADA, BEN, createSignInWorld, type SignInWorld, sampleKeys } from './sign-in-world.ts';

const DAY = 24 * 60 * 60 * 1000;
const PERMISSIONS = ['vso.pats', 'vso.pats_manage', 'vso.profile'];

describe('a sign-in through Teams', () => {
  let world: SignInWorld;
  beforeEach(async () => {
    world = await createSignInWorld();
  });
  afterEach(() => world.close());
  const teamsToken = (...args: Parameters<SignInWorld['entra']['teamsToken']>) =>
    new Secret(world.entra.teamsToken(...args));

  it('gives access tokens without asking Entra again', async () => {
    await world.signIn.exchange(ADA, teamsToken('ada'));
    const token = await world.signIn.forPerson(ADA);
    assert.equal(world.entra.signer.open(token)?.['oid'], ADA.objectId);
    assert.equal(world.entra.signer.open(token)?.['scp'], PERMISSIONS.join(' '));
    assert.equal(await world.another().forPerson(ADA), token);
    assert.deepEqual(world.grants(), ['on_behalf_of']);
  });

  it('asks Entra under the correlation id of the work that it belongs to', async () => {
    const fetch = sinon.spy(globalThis, 'fetch');
    try {
      const id = await withCorrelation(async () => {
        await world.signIn.exchange(ADA, teamsToken('ada'));
        return correlationId();
      });
      const sent = fetch
        .getCalls()
        .map(({ args }) => String(args[1]?.body ?? '') + JSON.stringify(args[1]?.headers));
      assert.ok(id !== undefined && sent.some((text) => text.includes(`client-request-id=${id}`)));
    } finally {
      fetch.restore();
    }
  });

  it('is no sign-in for background work, and over when its token is', async () => {
    await world.signIn.exchange(ADA, teamsToken('ada'));
    assert.deepEqual(await world.signIn.account(ADA), {
      username: 'ada@local.example',
      tenantId: ADA.tenantId,
      permissions: PERMISSIONS,
      background: false,
    });
    world.clock.advance(2 * 60 * 60 * 1000);
    assert.equal(await world.signIn.account(ADA), undefined);
    await assertRefused('sign-in-needed', () => world.signIn.forPerson(ADA));
  });

  it('is that person’s alone', async () => {
    await world.signIn.exchange(ADA, teamsToken('ada'));
    assert.equal(await world.signIn.account(BEN), undefined);
    await assertRefused('sign-in-needed', () => world.signIn.forPerson(BEN));
  });

  it('brings a fresh access token each time, in case the one at hand was refused', async () => {
    const token = teamsToken('ada');
    await world.signIn.exchange(ADA, token);
    const first = await world.signIn.forPerson(ADA);
    await world.signIn.exchange(ADA, token);
    assert.notEqual(await world.signIn.forPerson(ADA), first);
    assert.deepEqual(world.grants(), ['on_behalf_of', 'on_behalf_of']);
  });

  it('leaves a sign-in for background work in place', async () => {
    await world.signInOnPage(ADA, 'ada');
    await world.signIn.exchange(ADA, teamsToken('ada'));
    assert.equal((await world.signIn.account(ADA))?.background, true);
    await world.signIn.forPerson(ADA);
    assert.deepEqual(world.grants(), ['authorization_code', 'on_behalf_of']);
  });

  it('is refused for every token that does not prove it, before Entra is asked', async () => {
    const HOUR = 3600;
    const cases: [string, Secret][] = [
      ['another person', teamsToken('ben')],
      ['wrong issuer', teamsToken('sam')],
      ['expired', teamsToken('ada', { expiresIn: -301 })],
      ['not yet valid', teamsToken('ada', { claims: { nbf: Math.floor(Date.now() / 1000) + HOUR } })],
      ['unknown key', teamsToken('ada', { unknownKey: true })],
      ['wrong audience', teamsToken('ada', { claims: { aud: '499b84ac-1321-427f-aa17-267ca6975798' } })],
      ['another person', teamsToken('ada', { claims: { tid: '5f0b8a52-6c1d-4a7e-9d0e-3b1f7c2a9e11' } })],
      ['missing claims: oid', teamsToken('ada', { claims: { oid: undefined } })],
      ['not a signed token', new Secret('none')],
    ];
    for (const [reason, token] of cases) {
      const error = await refusal(() => world.signIn.exchange(ADA, token));
      assert.equal(error.code, 'sign-in-needed', reason);
      assert.deepEqual(world.log.lines.at(-1)?.fields, { reason });
    }
    assert.deepEqual(world.grants(), []);
    assert.deepEqual(world.saved, []);
  });

  it('needs the page for consent, a second factor and an assertion that is too old', async () => {
    world.entra.set({ consentRequired: true });
    const consent = await refusal(() => world.signIn.exchange(ADA, teamsToken('ada')));
    assert.deepEqual([consent.code, consent.signIn], ['sign-in-needed', {}]);

    world.entra.set({ consentRequired: false, mfaRequired: true });
    const factor = await refusal(() => world.signIn.exchange(ADA, teamsToken('ada')));
    assert.equal(factor.code, 'sign-in-needed');
    assert.match(factor.signIn?.claims ?? '', /capolids/);

    world.entra.set({ mfaRequired: false, assertionsExpired: true });
    const old = await refusal(() => world.signIn.exchange(ADA, teamsToken('ada')));
    assert.deepEqual([old.code, old.signIn], ['sign-in-needed', {}]);
  });

  it('tells a disabled account so, and does not send it to the page', async () => {
    world.entra.set({ disabled: ['ada'] });
    const error = await refusal(() => world.signIn.exchange(ADA, teamsToken('ada')));
    assert.equal(error.code, 'refused');
    assert.match(said(error), /disabled/);
  });

  it('tells that the setup is wrong, with what to tell the administrator', async () => {
    world.entra.failNext('on_behalf_of', { kind: 'aadsts', code: 7000215 });
    const error = await refusal(() => world.signIn.exchange(ADA, teamsToken('ada')));
    assert.equal(error.code, 'refused');
    assert.match(said(error), /the client secret is wrong \(AADSTS7000215\)/);
  });

  it('works after Entra has changed its signing key', async () => {
    await world.signIn.exchange(ADA, teamsToken('ada'));
    world.entra.rotateKeys();
    const token = teamsToken('ada');
    await assertRefused('sign-in-needed', () => world.signIn.exchange(ADA, token));
    world.clock.advance(6 * 60 * 1000);
    await world.signIn.exchange(ADA, token);
  });
});

describe('access tokens of a sign-in on the page', () => {
  let world: SignInWorld;
  beforeEach(async () => {
    world = await createSignInWorld();
  });
  afterEach(() => world.close());

  /** Signs in with access tokens that are as good as expired, so that each needs a refresh. */
  async function signInShortly(): Promise<void> {
    world.entra.set({ accessTokenSeconds: 60 });
    await world.signInOnPage(ADA, 'ada');
    world.entra.clear();
  }

  it('are refreshed, and the new refresh token is kept', async () => {
    await signInShortly();
    const first = await world.signIn.forPerson(ADA);
    const second = await world.another().forPerson(ADA);
    assert.notEqual(first, second);
    assert.deepEqual(world.grants(), ['refresh_token', 'refresh_token']);
  });

  it('are not asked for twice at the same time', async () => {
    await signInShortly();
    const tokens = await Promise.all([1, 2, 3].map(() => world.signIn.forPerson(ADA)));
    assert.equal(new Set(tokens).size, 1);
    assert.deepEqual(world.grants(), ['refresh_token']);
  });

  it('need nothing written when nothing changed', async () => {
    await world.signInOnPage(ADA, 'ada');
    const before = world.saved.length;
    await world.signIn.forPerson(ADA);
    await world.signIn.forPerson(ADA);
    assert.equal(world.saved.length, before);
  });

  it('end with a revoked sign-in, which is forgotten, so that Entra is not asked again and again', async () => {
    await signInShortly();
    world.entra.revokeSessions('ada');
    await assertRefused('sign-in-needed', () => world.signIn.forPerson(ADA));
    assert.equal(await world.signIn.account(ADA), undefined);
    await assertRefused('sign-in-needed', () => world.signIn.forPerson(ADA));
    assert.deepEqual(world.grants(), ['refresh_token']);
  });

  it('end with a disabled account, and the person is told', async () => {
    await signInShortly();
    world.entra.set({ disabled: ['ada'] });
    assert.match(said(await refusal(() => world.signIn.forPerson(ADA))), /disabled/);
    assert.equal(await world.signIn.account(ADA), undefined);
  });

  it('ask for the claims of a challenge, and the sign-in stays until then', async () => {
    await signInShortly();
    world.entra.set({ mfaRequired: true });
    const error = await refusal(() => world.signIn.forPerson(ADA));
    assert.match(error.signIn?.claims ?? '', /capolids/);
    assert.equal((await world.signIn.account(ADA))?.background, true);
    await world.signIn.confirm(ADA, await world.codeFor(ADA, 'ada', error.signIn?.claims));
    await world.signIn.forPerson(ADA);
  });

  it('say that Entra is out of reach, keep the sign-in, and go on when it is back', async () => {
    await signInShortly();
    const faults = [
      [{ kind: 'reset', when: 'before' }, /in a minute/],
      [{ kind: 'status', status: 503 }, /in a minute/],
      [{ kind: 'status', status: 429, retryAfter: 17 }, /in 17 seconds/],
      [{ kind: 'garbage' }, /in a minute/],
      [{ kind: 'hang', when: 'before' }, /in a minute/],
    ] as const;
    for (const [fault, sentence] of faults) {
      world.entra.failNext('refresh_token', fault);
      const error = await refusal(() => world.signIn.forPerson(ADA));
      assert.equal(error.code, 'unreachable', fault.kind);
      assert.match(said(error), sentence);
    }
    await world.signIn.forPerson(ADA);
  });

  it('say that Entra is out of reach when nothing of it could be read yet', async () => {
    await world.signInOnPage(ADA, 'ada');
    world.entra.failNext('discovery', { kind: 'status', status: 500 });
    const other = world.another();
    await assertRefused('unreachable', () => other.forPerson(ADA));
    await other.forPerson(ADA);
  });

  it('last as long as Entra keeps the refresh token', async () => {
    await world.signInOnPage(ADA, 'ada');
    world.clock.advance(89 * DAY);
    assert.equal((await world.signIn.account(ADA))?.background, true);
    world.clock.advance(2 * DAY);
    assert.equal(await world.signIn.account(ADA), undefined);
  });
});

describe('what is kept of a sign-in', () => {
  let world: SignInWorld;
  beforeEach(async () => {
    world = await createSignInWorld();
  });
  afterEach(() => world.close());

  it('is gone after signing out, also what was begun', async () => {
    await world.signInOnPage(ADA, 'ada');
    await world.signInOnPage(BEN, 'ben');
    const state = await world.stateFor(ADA);
    const code = await world.codeFor(ADA, 'ada');
    await world.signIn.forget(ADA);
    assert.equal(await world.signIn.account(ADA), undefined);
    await assertRefused('sign-in-needed', () => world.signIn.forPerson(ADA));
    await assertRefused('not-found', () => world.signIn.begin(state));
    await assertRefused('invalid-input', () => world.signIn.confirm(ADA, code));
    assert.notEqual(await world.signIn.account(BEN), undefined);
  });

  it('is not there again when a refresh ends after signing out', async () => {
    world.entra.set({ accessTokenSeconds: 60 });
    await world.signInOnPage(ADA, 'ada');
    const asked = world.signIn.forPerson(ADA);
    await Promise.all([asked, world.signIn.forget(ADA)]);
    assert.equal(await world.signIn.account(ADA), undefined);
  });

  it('is not there again when another process has signed out during a refresh', async () => {
    world.entra.set({ accessTokenSeconds: 60 });
    await world.signInOnPage(ADA, 'ada');
    const find = world.store.records.find;
    let finds = 0;
    world.store.records.find = async (...args) => {
      finds += 1;
      // The last look is the one before msal writes.
      if (finds === 3) await world.store.records.deleteAll(ADA, 'sign-in');
      return find(...args);
    };
    await world.another().forPerson(ADA);
    assert.equal(finds, 3);
    assert.equal(await world.signIn.account(ADA), undefined);
  });

  it('can be read by nobody without the key: then the person is not signed in', async () => {
    await world.signInOnPage(ADA, 'ada');
    const lost = world.another({ sealer: createSealer({ keys: await sampleKeys(9) }) });
    assert.equal(await lost.account(ADA), undefined);
    await assertRefused('sign-in-needed', () => lost.forPerson(ADA));
    assert.match(world.log.lines.at(-1)?.message ?? '', /key is gone/);
  });

  it('can’t be moved to another person', async () => {
    await world.signInOnPage(ADA, 'ada');
    const record = await world.store.records.find(ADA, 'sign-in', 'msal', world.clock.now());
    assert.ok(record !== undefined);
    await world.store.records.save({ ...record, owner: BEN });
    await assertRefused('sign-in-needed', () => world.signIn.forPerson(BEN));
  });

  it('holds no token, code or name in the open, and neither does the log', async () => {
    const state = await world.stateFor(ADA);
    const code = await world.codeFor(ADA, 'ada');
    await world.signIn.confirm(ADA, code);
    const token = await world.signIn.forPerson(ADA);
    const open = inspect([world.saved, world.log.lines], { depth: 9, maxStringLength: null });
    for (const secret of [token, state, code, 'fake-refresh', 'fake-code', 'ada@local.example', 'verifier'])
      assert.ok(!open.includes(secret), secret);
    assert.ok(
      world.saved.every(({ sealed, expiresAt }) => sealed.startsWith('v1.') && expiresAt !== undefined),
    );
  });
});
