import assert from 'node:assert/strict';
import { submitForm } from '../../../src/teams/features/create.ts';
import { openLike } from '../../../src/teams/features/create-like.ts';
import { ADA, BEN, createFeatureWorld, pageOf } from '../../support/feature-world.ts';
import { DAY } from '../../support/fixed-clock.ts';

describe('a new token like one that has ended', () => {
  it('begins with its name, organization, life and purpose', async () => {
    const { deps, create, clock } = createFeatureWorld({}, ['internal', 'other']);
    const tokenId = await create('laptop', { preset: 'push', organization: 'builtin:other', lifespan: '30' });
    clock.advance(31 * DAY);
    const page = pageOf('create-form', await openLike({ tokenId }, ADA, deps));
    assert.deepEqual(
      [page.name, page.organization, page.lifespan, page.preset, page.picked],
      ['laptop', 'builtin:other', '30', 'push', ''],
    );
  });

  it('begins with what is offered in place of what is not any more', async () => {
    const { deps, create, clock, store } = createFeatureWorld();
    const tokenId = await create('laptop', { lifespan: '365' });
    clock.advance(366 * DAY);
    const [token = assert.fail('no token')] = await store.tokens.list(ADA);
    const tokenService = {
      ...deps.tokenService,
      policy: { ...deps.tokenService.policy, maxLifespanDays: 30, forbiddenScopes: ['vso.code'] },
      get: async () => ({ ...token, organization: 'gone' }),
    };
    const page = pageOf('create-form', await openLike({ tokenId }, ADA, { ...deps, tokenService }));
    assert.deepEqual([page.organization, page.lifespan, page.preset], ['builtin:internal', '30', 'choose']);
  });

  it('has the scopes ticked where they are none of the purposes', async () => {
    const { deps, create, clock } = createFeatureWorld();
    const tokenId = await create('laptop');
    clock.advance(366 * DAY);
    const scopes = ['vso.code', 'vso.build'];
    const get: typeof deps.tokenService.get = async (...asked) => ({
      ...(await deps.tokenService.get(...asked)),
      scopes,
    });
    const withScopes = { ...deps, tokenService: { ...deps.tokenService, get } };
    const page = pageOf('create-form', await openLike({ tokenId }, ADA, withScopes));
    assert.deepEqual([page.preset, page.picked], ['choose', 'vso.code,vso.build']);
    const { formKey, name, organization, lifespan, preset, picked } = page;
    const form = { formKey, name, organization, lifespan, date: '', preset, picked };
    const chosen = pageOf('choose-scopes', await submitForm(form, ADA, withScopes));
    assert.match(JSON.stringify(chosen), /vso\.build.*vso\.code|vso\.code.*vso\.build/);
  });

  it('is nothing that somebody else’s card opens', async () => {
    const { deps, create } = createFeatureWorld();
    const tokenId = await create('laptop');
    await assert.rejects(openLike({ tokenId }, BEN, deps), { code: 'not-found' });
  });
});
