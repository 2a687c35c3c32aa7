import assert from 'node:assert/strict';
import sinon from 'sinon';
import { parseSecret } from '../../../src/core/secrets/secret.ts';
import { signInNeeded } from '../../../src/core/tokens/refusals.ts';
import {
  backToForm,
  offerCreate,
  openCreate,
  submitForm,
  submitFullAccess,
  submitScopes,
} from '../../../src/teams/features/create.ts';
import { createFakeAuthority } from '../../core/tokens/service-setup.ts';
import { ADA, BEN, createFeatureWorld, dataOf, pageOf } from '../../support/feature-world.ts';
import { DAY } from '../../support/fixed-clock.ts';

describe('creating a token', () => {
  it('starts with a card that has the name and the limits on it', async () => {
    const { deps } = createFeatureWorld();
    const { card, audience } = await offerCreate({ tokenName: 'laptop' }, ADA, deps, 'actor');
    assert.equal(audience, 'actor');
    const data = dataOf('new', card);
    assert.equal(data.name, 'laptop');
    assert.equal(
      data.limits,
      'A token works for 365 days at most. You have 0 of the 50 tokens that you may have.',
    );
  });

  it('tells nobody else in a group how many tokens a person has', async () => {
    const { deps } = createFeatureWorld();
    const { card } = await offerCreate({ tokenName: 'laptop' }, ADA, deps, 'everybody');
    assert.equal(dataOf('new', card).limits, '');
  });

  it('opens a form with the name filled in, the least privilege chosen and the lifespans cut to the policy', async () => {
    const { deps } = createFeatureWorld({ maxLifespanDays: 45 });
    const page = pageOf('create-form', await openCreate({ name: 'laptop' }, ADA, deps));
    assert.equal(page.name, 'laptop');
    assert.equal(page.preset, 'clone');
    assert.deepEqual(
      page.lifespans.map(({ value }) => value),
      ['7', '30', '45'],
    );
    assert.equal(page.lifespan, '45');
    assert.equal(page.minDate, '2026-01-16');
    assert.equal(page.maxDate, '2026-03-01');
  });

  it('names the organization that it will be valid in where only a sign-in would show others', async () => {
    const authority = {
      ...createFakeAuthority('azure-devops'),
      organizations: sinon.fake.rejects(signInNeeded()),
    };
    const signedOut = createFeatureWorld({}, ['internal'], { authorities: [authority] });
    const page = pageOf('create-form', await openCreate({ name: '' }, ADA, signedOut.deps));
    assert.equal(page.onlyOrganization, 'The token will be valid in Organization internal (internal).');
    // Where there is a choice, it says so itself; where there is nothing to choose, nobody wonders.
    for (const names of [['internal', 'staging'], ['internal']]) {
      const more = names.length > 1 ? { authorities: [authority] } : {};
      const { deps } = createFeatureWorld({}, names, more);
      assert.equal(pageOf('create-form', await openCreate({ name: '' }, ADA, deps)).onlyOrganization, '');
    }
  });

  it('asks the service once for what the form shows, and each authority once at most', async () => {
    const organizations = sinon.fake.resolves([]);
    const authority = { ...createFakeAuthority('azure-devops'), organizations };
    const { deps, store } = createFeatureWorld({}, ['internal'], { authorities: [authority] });
    const calls: string[] = [];
    const tokenService = new Proxy(deps.tokenService, {
      get(target, name, receiver) {
        const value = Reflect.get(target, name, receiver);
        if (typeof value === 'function') calls.push(String(name));
        return value;
      },
    });
    const read = sinon.spy(store.tokens, 'list');
    await openCreate({ name: 'laptop' }, ADA, { ...deps, tokenService });
    assert.deepEqual(calls, ['createOptions']);
    assert.deepEqual([organizations.callCount, read.callCount], [1, 1]);
  });

  it('counts the tokens that hold a place, without asking an authority for the card before it', async () => {
    const organizations = sinon.fake.resolves([]);
    const authority = { ...createFakeAuthority('azure-devops'), organizations };
    const { deps, create, clock } = createFeatureWorld({}, ['internal'], { authorities: [authority] });
    await create('one');
    await create('two', { lifespan: '7' });
    clock.advance(8 * DAY);
    organizations.resetHistory();
    const { card } = await offerCreate({ tokenName: '' }, ADA, deps, 'actor');
    assert.match(dataOf('new', card).limits, /You have 1 of the 50/);
    sinon.assert.notCalled(organizations);
  });

  it('asks for the organization only when there are several', async () => {
    const one = pageOf('create-form', await openCreate({ name: '' }, ADA, createFeatureWorld().deps));
    assert.equal(one.severalOrganizations, false);
    const { deps } = createFeatureWorld({}, ['internal', 'staging']);
    const two = pageOf('create-form', await openCreate({ name: '' }, ADA, deps));
    assert.equal(two.severalOrganizations, true);
    assert.deepEqual(
      two.organizations.map(({ value }) => value),
      ['builtin:internal', 'builtin:staging'],
    );
  });

  it('ends on a page with the secret and how to use it', async () => {
    const { deps, form, store } = createFeatureWorld();
    const page = pageOf(
      'secret',
      await submitForm(await form({ name: 'laptop', preset: 'push' }), ADA, deps),
    );
    assert.ok(parseSecret(page.secret));
    assert.equal(page.ends, 'expires in 90 days (15 Apr 2026)');
    assert.ok(page.usage[0]?.lines.some((line) => line.startsWith('git clone')));
    assert.ok(!JSON.stringify(page.usage).includes(page.secret));
    const [token] = await store.tokens.list(ADA);
    assert.deepEqual(token?.scopes, ['vso.code_write']);
  });

  it('takes a chosen day before the list of lifespans', async () => {
    const { deps, form, store } = createFeatureWorld();
    pageOf('secret', await submitForm(await form({ name: 'laptop', date: '2026-02-01' }), ADA, deps));
    assert.equal((await store.tokens.list(ADA))[0]?.validTo, Date.UTC(2026, 1, 2) - 1);
  });

  it('keeps what was typed when something is wrong, and says it at the field', async () => {
    const { deps, form, store } = createFeatureWorld();
    const typed = await form({ name: ' \u202e ', lifespan: '30', date: '2031-01-01', preset: 'restore' });
    const page = pageOf('create-form', await submitForm(typed, ADA, deps));
    assert.equal(page.formKey, typed.formKey);
    assert.equal(page.lifespan, '30');
    assert.equal(page.date, '2031-01-01');
    assert.equal(page.preset, 'restore');
    assert.notEqual(page.nameError, '');
    assert.notEqual(page.dateError, '');
    assert.equal(page.lifespanError, '');
    assert.equal((await store.tokens.list(ADA)).length, 0);
  });

  it('says at the name that it is taken', async () => {
    const { deps, form, create } = createFeatureWorld();
    await create('laptop');
    const page = pageOf('create-form', await submitForm(await form({ name: 'LAPTOP' }), ADA, deps));
    assert.match(page.nameError, /with this name/);
  });

  it('lets two people use the same name', async () => {
    const { create } = createFeatureWorld();
    await create('laptop');
    await create('laptop', {}, BEN);
  });

  it('refuses a purpose and an organization that are not on offer', async () => {
    const { deps, form } = createFeatureWorld();
    const odd = pageOf('create-form', await submitForm(await form({ name: 'a', preset: 'root' }), ADA, deps));
    assert.notEqual(odd.presetError, '');
    const elsewhere = await form({ name: 'a', organization: 'builtin:elsewhere' });
    const page = pageOf('create-form', await submitForm(elsewhere, ADA, deps));
    assert.notEqual(page.organizationError, '');
  });

  it('gives a repeated submit the same secret, and makes one token', async () => {
    const { deps, form, store } = createFeatureWorld();
    const typed = await form({ name: 'laptop' });
    const [first, second] = await Promise.all([submitForm(typed, ADA, deps), submitForm(typed, ADA, deps)]);
    const third = await submitForm(typed, ADA, deps);
    const secrets = [first, second, third].map((page) => pageOf('secret', page).secret);
    assert.equal(new Set(secrets).size, 1);
    assert.equal((await store.tokens.list(ADA)).length, 1);
  });
});

describe('choosing scopes', () => {
  it('creates the token with what was ticked', async () => {
    const { deps, form, store } = createFeatureWorld();
    const typed = await form({ name: 'laptop', preset: 'choose' });
    pageOf('secret', await submitScopes({ form: typed, scopes: ['vso.wiki', 'vso.work'] }, ADA, deps));
    assert.deepEqual((await store.tokens.list(ADA))[0]?.scopes, ['vso.wiki', 'vso.work']);
  });

  it('says so when nothing was ticked, and keeps the page', async () => {
    const { deps, form } = createFeatureWorld();
    const typed = await form({ name: 'laptop', preset: 'choose' });
    const page = pageOf('choose-scopes', await submitScopes({ form: typed, scopes: [] }, ADA, deps));
    assert.notEqual(page.error, '');
  });

  it('goes back to the first page with everything as it was', async () => {
    const { deps, form } = createFeatureWorld();
    const typed = await form({ name: 'laptop', preset: 'choose', lifespan: '30' });
    const page = pageOf('create-form', await backToForm({ form: typed, scopes: [] }, ADA, deps));
    assert.equal(page.name, 'laptop');
    assert.equal(page.lifespan, '30');
    assert.equal(page.formKey, typed.formKey);
  });

  it('checks the first page before it turns to the second', async () => {
    const { deps, form, create } = createFeatureWorld();
    await create('laptop');
    const page = await submitForm(await form({ name: 'laptop', preset: 'choose' }), ADA, deps);
    assert.match(pageOf('create-form', page).nameError, /with this name/);
  });
});

describe('full access', () => {
  it('is asked for once more, and created only then', async () => {
    const { deps, form, store, clock } = createFeatureWorld();
    const typed = await form({ name: 'everything', preset: 'full', lifespan: '7' });
    const page = pageOf('confirm-full-access', await submitForm(typed, ADA, deps));
    assert.match(page.text, /^With everything, /);
    assert.equal((await store.tokens.list(ADA)).length, 0);
    pageOf('secret', await submitFullAccess({ form: page.form }, ADA, deps));
    const [token] = await store.tokens.list(ADA);
    assert.deepEqual(token?.scopes, ['app_token']);
    assert.equal(token?.validTo, clock.now() + 7 * DAY);
  });

  it('is not on offer when any scope is forbidden', async () => {
    const { deps, form } = createFeatureWorld({ forbiddenScopes: ['vso.tokens'] });
    const page = pageOf('create-form', await openCreate({ name: '' }, ADA, deps));
    assert.ok(page.presets.every(({ value }) => value !== 'full'));
    const forced = await submitFullAccess({ form: await form({ name: 'everything' }) }, ADA, deps);
    assert.notEqual(pageOf('create-form', forced).presetError, '');
  });
});
