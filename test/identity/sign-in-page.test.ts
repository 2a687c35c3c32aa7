import assert from 'node:assert/strict';
import { assertRefused, refusal } from '../core/samples.ts';
import { said } from '../support/said.ts';
import { ADA, BEN, createSignInWorld, PUBLIC_URL, param, type SignInWorld } from './sign-in-world.ts';

const MINUTE = 60_000;
const CLAIMS = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}';

describe('the page to sign in on', () => {
  let world: SignInWorld;
  beforeEach(async () => {
    world = await createSignInWorld();
  });
  afterEach(() => world.close());

  const begin = async (...args: Parameters<SignInWorld['stateFor']>) =>
    new URL(await world.signIn.begin(await world.stateFor(...args)));

  it('is reached by an address that says nothing of the person', async () => {
    const address = await world.signIn.start(ADA);
    assert.ok(address.startsWith(`${PUBLIC_URL}/auth/start?state=v1.`));
    assert.ok(address.length < 500 && !address.includes(ADA.objectId));
    assert.notEqual(await world.signIn.start(ADA), address);
  });

  it('is Entra’s, for an authorization code with PKCE, a nonce and the permissions that are needed', async () => {
    const state = await world.stateFor(ADA);
    const page = new URL(await world.signIn.begin(state));
    assert.equal(page.origin + page.pathname, `${world.entra.authority()}/oauth2/v2.0/authorize`);
    assert.equal(param(page, 'state'), state);
    assert.equal(param(page, 'response_type'), 'code');
    assert.equal(param(page, 'redirect_uri'), `${PUBLIC_URL}/auth/callback`);
    assert.equal(param(page, 'code_challenge_method'), 'S256');
    assert.match(param(page, 'code_challenge'), /^[\w-]{43}$/);
    assert.match(param(page, 'nonce'), /^[\w-]{20,}$/);
    assert.equal(param(page, 'prompt'), 'select_account');
    assert.deepEqual(param(page, 'scope').split(' ').sort(), [
      '499b84ac-1321-427f-aa17-267ca6975798/vso.pats',
      '499b84ac-1321-427f-aa17-267ca6975798/vso.pats_manage',
      '499b84ac-1321-427f-aa17-267ca6975798/vso.profile',
      'offline_access',
      'openid',
      'profile',
    ]);
  });

  it('names the account that is signed in, and asks for the claims of a challenge', async () => {
    assert.equal((await begin(ADA)).searchParams.get('login_hint'), null);
    await world.signInOnPage(ADA, 'ada');
    const page = await begin(ADA, CLAIMS);
    assert.equal(param(page, 'login_hint'), 'ada@local.example');
    assert.equal(page.searchParams.get('prompt'), null);
    const { access_token: asked } = JSON.parse(param(page, 'claims')) as { access_token: unknown };
    assert.deepEqual(asked, { acrs: { essential: true, value: 'c1' }, xms_cc: { values: ['CP1'] } });
  });

  it('can be opened again, but not after ten minutes, nor with a made-up state', async () => {
    const state = await world.stateFor(ADA);
    await world.signIn.begin(state);
    await world.signIn.begin(state);
    world.clock.advance(10 * MINUTE);
    for (const bad of [state, '', 'v1.abc', `${state}x`]) {
      await assertRefused('not-found', () => world.signIn.begin(bad));
      await assertRefused('not-found', () => world.signIn.finish({ state: bad, code: 'x' }));
    }
  });

  it('says when Entra is out of reach', async () => {
    world.entra.failAlways('discovery', { kind: 'status', status: 503 });
    await assertRefused('unreachable', () => begin(ADA));
  });

  it('says when the tenant doesn’t exist', async () => {
    world.entra.failNext('discovery', { kind: 'aadsts', code: 90002 });
    assert.match(said(await refusal(() => begin(ADA))), /the tenant doesn’t exist \(AADSTS90002\)/);
  });
});

describe('what comes back from the page', () => {
  let world: SignInWorld;
  beforeEach(async () => {
    world = await createSignInWorld();
  });
  afterEach(() => world.close());

  async function comeBack(whom = 'ada') {
    const state = await world.stateFor(ADA);
    const back = await world.entra.signIn(await world.signIn.begin(state), whom);
    return { state, code: param(back, 'code') };
  }

  it('is a sign-in for background work, once its code was brought to Teams', async () => {
    const code = await world.signIn.finish(await comeBack());
    assert.match(code, /^[2-9A-Z]{4}-[2-9A-Z]{4}$/);
    assert.equal(await world.signIn.account(ADA), undefined);
    await assertRefused('sign-in-needed', () => world.signIn.forPerson(ADA));
    await world.signIn.confirm(ADA, ` ${code.toLowerCase().replace('-', ' ')} `);
    assert.deepEqual(await world.signIn.account(ADA), {
      username: 'ada@local.example',
      tenantId: ADA.tenantId,
      permissions: ['vso.pats', 'vso.pats_manage', 'vso.profile'],
      background: true,
    });
    const token = await world.signIn.forPerson(ADA);
    assert.equal(world.entra.signer.open(token)?.['oid'], ADA.objectId);
  });

  it('counts once: a second time it is out of date', async () => {
    const answer = await comeBack();
    await world.signIn.finish(answer);
    await assertRefused('not-found', () => world.signIn.finish(answer));
    await assertRefused('not-found', () => world.signIn.begin(answer.state));
    assert.deepEqual(world.grants(), ['authorization_code']);
  });

  it('counts once, also when it comes twice at the same time', async () => {
    const answer = await comeBack();
    const both = await Promise.allSettled([world.signIn.finish(answer), world.signIn.finish(answer)]);
    assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  });

  it('is refused for another account, and nothing is kept', async () => {
    const before = world.saved.length;
    const answer = await comeBack('ben');
    const error = await refusal(() => world.signIn.finish(answer));
    assert.equal(error.code, 'refused');
    assert.match(said(error), /another account.*Nothing was kept/);
    assert.equal(world.saved.length, before + 1, 'the record of the beginning only');
    assert.equal(await world.signIn.account(ADA), undefined);
    assert.equal(await world.signIn.account(BEN), undefined);
  });

  it('is refused with a code of another sign-in', async () => {
    const { code } = await comeBack();
    const { state } = await comeBack();
    await assertRefused('refused', () => world.signIn.finish({ state, code }));
  });

  it('may be a Cancel: then the same page can be opened again', async () => {
    const state = await world.stateFor(ADA);
    const back = await world.entra.cancelSignIn(await world.signIn.begin(state));
    const cancelled = {
      state,
      error: param(back, 'error'),
      description: param(back, 'error_description'),
    };
    const error = await refusal(() => world.signIn.finish(cancelled));
    assert.equal(error.code, 'refused');
    assert.match(said(error), /Press the button in Teams again/);
    await world.signIn.begin(state);
  });

  it('may be an error of Entra, which is told with what to do', async () => {
    const cases: [string, string, RegExp][] = [
      ['access_denied', 'AADSTS65004: declined', /didn’t allow Patkeeper to manage your tokens/],
      ['access_denied', 'the user cancelled', /cancelled/],
      ['invalid_request', 'AADSTS90094: admin consent', /administrator must allow Patkeeper/],
      ['access_denied', 'AADSTS50105: not assigned', /aren’t allowed to use Patkeeper/],
      ['invalid_client', 'AADSTS650057: no', /permissions for Azure DevOps are missing \(AADSTS650057\)/],
      ['invalid_request', 'AADSTS99999: new', /tell them the number AADSTS99999/],
      ['temporarily_unavailable', 'AADSTS90033: later', /didn’t work this time/],
      ['<script>', '<b>', /refused the sign-in/],
    ];
    const state = await world.stateFor(ADA);
    for (const [error, description, sentence] of cases) {
      const refused = await refusal(() => world.signIn.finish({ state, error, description }));
      assert.match(said(refused), sentence);
      assert.doesNotMatch(said(refused), /[<>]/);
    }
  });

  it('without a state of ours is told nothing of what it says', async () => {
    const error = await refusal(() =>
      world.signIn.finish({ state: 'made-up', error: 'x', description: 'AADSTS50105' }),
    );
    assert.equal(error.code, 'not-found');
  });

  it('is lost when Entra is out of reach then, and the person is told', async () => {
    const answer = await comeBack();
    world.entra.failNext('authorization_code', { kind: 'status', status: 503 });
    await assertRefused('unreachable', () => world.signIn.finish(answer));
  });
});

describe('the code of a sign-in on the page', () => {
  let world: SignInWorld;
  beforeEach(async () => {
    world = await createSignInWorld();
  });
  afterEach(() => world.close());

  it('is good for its own person only', async () => {
    const code = await world.codeFor(ADA, 'ada');
    await assertRefused('invalid-input', () => world.signIn.confirm(BEN, code));
    assert.equal(await world.signIn.account(BEN), undefined);
    await world.signIn.confirm(ADA, code);
  });

  it('is good once, for five minutes and five tries', async () => {
    const first = await world.codeFor(ADA, 'ada');
    await world.signIn.confirm(ADA, first);
    await assertRefused('invalid-input', () => world.signIn.confirm(ADA, first));

    const late = await world.codeFor(ADA, 'ada');
    world.clock.advance(5 * MINUTE);
    await assertRefused('invalid-input', () => world.signIn.confirm(ADA, late));

    const guessed = await world.codeFor(ADA, 'ada');
    for (const wrong of ['', 'AAAA-AAAA', '12345678', guessed.slice(0, -1)]) {
      const error = await refusal(() => world.signIn.confirm(ADA, wrong));
      assert.match(said(error.fields['code']), /isn’t the code that the page shows/);
    }
    assert.match(
      said(await refusal(() => world.signIn.confirm(ADA, 'x'))),
      /^You entered too many wrong codes\./,
    );
    assert.match(said(await refusal(() => world.signIn.confirm(ADA, guessed))), /^No sign-in is waiting/);
  });

  it('does not get more tries by guessing at the same time', async () => {
    const code = await world.codeFor(ADA, 'ada');
    await Promise.allSettled(Array.from({ length: 20 }, () => world.signIn.confirm(ADA, 'WRONG')));
    await assertRefused('invalid-input', () => world.signIn.confirm(ADA, code));
  });

  it('is replaced by that of a newer sign-in', async () => {
    const old = await world.codeFor(ADA, 'ada');
    const fresh = await world.codeFor(ADA, 'ada');
    await assertRefused('invalid-input', () => world.signIn.confirm(ADA, old));
    await world.signIn.confirm(ADA, fresh);
  });
});
