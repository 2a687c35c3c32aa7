import assert from 'node:assert/strict';
import { createFreshSignIns } from '../../src/core/administration/fresh-sign-in.ts';
import { Secret } from '../../src/core/secrets/secret.ts';
import { MINUTE } from '../../src/core/timing/durations.ts';
import { type PersonId, samePerson } from '../../src/core/tokens/token.ts';
import { createAdministratorSignIn } from '../../src/identity/administrator-sign-in.ts';
import { createEntra } from '../../src/identity/entra.ts';
import { ADA, BEN, createSignInWorld, PUBLIC_URL, param, type SignInWorld } from './sign-in-world.ts';

describe('the sign-in of administrators', function () {
  this.timeout(20_000);
  let world: SignInWorld;
  let named: readonly PersonId[];
  let signIns: ReturnType<typeof createFreshSignIns>;
  let signIn: ReturnType<typeof createAdministratorSignIn>;

  beforeEach(async () => {
    world = await createSignInWorld();
    const { entra, store, sealer, clock, log } = world;
    entra.set({ authTime: true, roles: { ada: ['Patkeeper.Administrator', 'Other.Role'] } });
    named = [];
    signIns = createFreshSignIns({ store, sealer, clock });
    signIn = createAdministratorSignIn({
      entra: createEntra({
        authority: entra.authority(),
        clientId: entra.client.clientId,
        credential: { kind: 'secret', secret: new Secret(entra.client.secret) },
        clock,
        timeoutMs: 2000,
      }),
      store,
      sealer,
      signIns,
      isNamed: (person) => named.some((one) => samePerson(one, person)),
      publicUrl: () => PUBLIC_URL,
      clock,
      log,
    });
  });
  afterEach(() => world.close());

  /** The address of Entra's page for somebody whom the bot sent. */
  const pageFor = async (person: PersonId): Promise<string> =>
    signIn.begin(param(await signIn.start(person), 'state'));
  /** Signs in there, up to the code that the page shows. */
  const codeOf = async (address: string, whom: string): Promise<string> => {
    const back = await world.entra.signIn(address, whom);
    return signIn.finish({ state: param(back, 'state'), code: param(back, 'code') });
  };

  it('asks Entra to have the person prove anew who they are, within 15 minutes and with PKCE', async () => {
    const asked = new URL(await pageFor(ADA)).searchParams;
    assert.equal(asked.get('prompt'), 'login');
    assert.equal(asked.get('max_age'), '900');
    assert.equal(asked.get('code_challenge_method'), 'S256');
    assert.equal(asked.get('redirect_uri'), `${PUBLIC_URL}/auth/callback`);
    assert.doesNotMatch(asked.get('scope') ?? '', /vso|499b84ac/);
  });

  it('keeps the time and the known roles for whoever brings the code to Teams', async () => {
    const code = await codeOf(await pageFor(ADA), 'ada');
    assert.match(code, /^[2-9B-Z]{4}-[2-9B-Z]{4}$/);
    assert.equal(await signIns.find(ADA), undefined, 'the page alone is not enough');
    await signIn.confirm(ADA, code);
    const kept = await signIns.find(ADA);
    assert.deepEqual(kept?.roles, ['administrator']);
    assert.ok(Math.abs((kept?.authTime ?? 0) - world.clock.now()) < MINUTE);
    assert.ok(!JSON.stringify(world.saved).includes('Administrator'), 'sealed');
  });

  it('also begins in the browser, for a person whom the bot did not send', async () => {
    await signIn.confirm(ADA, await codeOf(await signIn.enter(), 'ada'));
    assert.deepEqual((await signIns.find(ADA))?.roles, ['administrator']);
  });

  it('takes the code from nobody else, and once', async () => {
    const code = await codeOf(await pageFor(ADA), 'ada');
    await assert.rejects(signIn.confirm(BEN, code), { code: 'invalid-input' });
    await signIn.confirm(ADA, code);
    await assert.rejects(signIn.confirm(ADA, code), { code: 'invalid-input' });
    assert.equal(await signIns.find(BEN), undefined);
  });

  it('refuses another account than the one in Teams', async () => {
    world.entra.set({ roles: { ben: ['Patkeeper.Administrator'] } });
    await assert.rejects(codeOf(await pageFor(ADA), 'ben'), { reason: 'refused.other-account' });
  });

  it('tells whoever has no role no more than that the address leads nowhere', async () => {
    await assert.rejects(codeOf(await signIn.enter(), 'ben'), { reason: 'not-found.sign-in' });
    named = [BEN];
    await signIn.confirm(BEN, await codeOf(await signIn.enter(), 'ben'));
    assert.deepEqual((await signIns.find(BEN))?.roles, [], 'the settings name them');
  });

  it('refuses a token that does not say when the person signed in, or says that it was long ago', async () => {
    world.entra.set({ authTime: false });
    await assert.rejects(codeOf(await pageFor(ADA), 'ada'), { reason: 'refused.sign-in-without-time' });
    world.entra.set({ authTime: true, provedAgo: 15 * 60 + 5 });
    await assert.rejects(codeOf(await pageFor(ADA), 'ada'), { reason: 'refused.sign-in-too-old' });
    world.entra.set({ provedAgo: 14 * 60 });
    await codeOf(await pageFor(ADA), 'ada');
  });

  it('refuses a sign-in that is to come, and counts none for longer because its clock is ahead', async () => {
    world.entra.set({ authTime: true, provedAgo: -6 * 60 });
    await assert.rejects(codeOf(await pageFor(ADA), 'ada'), { reason: 'refused.sign-in-ahead' });
    world.entra.set({ provedAgo: -4 * 60 });
    await signIn.confirm(ADA, await codeOf(await pageFor(ADA), 'ada'));
    const kept = await signIns.find(ADA);
    assert.ok((kept?.authTime ?? Number.POSITIVE_INFINITY) <= world.clock.now());
  });

  it('knows no role by a name that every object has', async () => {
    world.entra.set({ roles: { ben: ['constructor', '__proto__', 'toString'] } });
    await assert.rejects(codeOf(await signIn.enter(), 'ben'), { reason: 'not-found.sign-in' });
  });

  it('is over after ten minutes, and opens no state but its own', async () => {
    const state = param(await signIn.start(ADA), 'state');
    assert.equal(signIn.knows(state), true);
    assert.equal(signIn.knows(await world.stateFor(ADA)), false);
    for (const strange of ['', 'x', `${state}x`])
      await assert.rejects(signIn.begin(strange), { reason: 'not-found.sign-in' });
    world.clock.advance(10 * MINUTE);
    await assert.rejects(signIn.begin(state), { reason: 'not-found.sign-in' });
    await assert.rejects(signIn.finish({ state, code: 'x' }), { reason: 'not-found.sign-in' });
  });

  it('fills the store with nothing for whoever only opens pages', async () => {
    for (let i = 0; i < 5; i += 1) await signIn.enter();
    await pageFor(ADA);
    assert.deepEqual(world.saved, []);
  });

  it('says what Entra refused', async () => {
    const state = param(await signIn.start(ADA), 'state');
    await assert.rejects(signIn.finish({ state, error: 'access_denied', description: 'AADSTS65004: no' }));
    await assert.rejects(signIn.finish({ state, code: 'made up' }), { code: 'refused' });
    await assert.rejects(signIn.finish({ state }), { reason: 'not-found.sign-in' });
  });
});
