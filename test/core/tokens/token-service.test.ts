import assert from 'node:assert/strict';
import sinon from 'sinon';
import { PatkeeperError } from '../../../src/core/errors.ts';
import { ownerOf } from '../../../src/core/tokens/token.ts';
import type { ListQuery } from '../../../src/core/tokens/token-service-port.ts';
import { DAY } from '../../support/fixed-clock.ts';
import { ADA, assertRefused, BOB } from '../samples.ts';
import { createFakeAuthority, setUpService } from './service-setup.ts';

describe('listing tokens', () => {
  const setUp = async () => {
    const all = setUpService();
    for (let day = 23; day >= 1; day -= 1)
      await all.create({ name: `Token ${day}`, lifespan: { days: day } });
    const list = (some: Partial<ListQuery> = {}) =>
      all.service.list(ADA, { words: '', state: 'active', page: 0, ...some });
    return { ...all, list };
  };

  it('gives ten a page, the soonest to expire first', async () => {
    const { list } = await setUp();
    const first = await list();
    assert.deepEqual(
      first.tokens.map(({ name }) => name),
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((day) => `Token ${day}`),
    );
    assert.deepEqual([first.page, first.pages, first.total], [0, 3, 23]);
    const last = await list({ page: 2 });
    assert.deepEqual(
      last.tokens.map(({ name }) => name),
      ['Token 21', 'Token 22', 'Token 23'],
    );
  });

  it('gives the last page for one past the end, and the first for nonsense', async () => {
    const { list } = await setUp();
    assert.equal((await list({ page: 99 })).page, 2);
    assert.equal((await list({ page: Number.POSITIVE_INFINITY })).page, 2);
    for (const page of [-1, Number.NaN, 0.5]) assert.equal((await list({ page })).page, 0);
  });

  it('gives one empty page when there is nothing', async () => {
    const { service } = setUpService();
    const page = await service.list(BOB, { words: 'x', state: 'all', page: 3 });
    assert.deepEqual(page, { tokens: [], page: 0, pages: 1, total: 0 });
  });

  it('keeps to a state', async () => {
    const { list, clock, service } = await setUp();
    const [token] = (await service.find(ADA, 'Token 20')).tokens;
    await service.revoke(ADA, token?.id ?? '');
    clock.advance(2 * DAY);
    const totals = await Promise.all(
      (['active', 'expired', 'revoked', 'all'] as const).map(async (state) => (await list({ state })).total),
    );
    assert.deepEqual(totals, [20, 2, 1, 23]);
  });

  it('gives all active ones at once when they are wanted', async () => {
    const { service, clock } = await setUp();
    clock.advance(3 * DAY);
    const { tokens: active } = await service.listActive(ADA);
    assert.deepEqual(
      active.map(({ name }) => name),
      Array.from({ length: 20 }, (_, i) => `Token ${i + 4}`),
    );
    assert.deepEqual((await service.listActive(BOB)).tokens, []);
  });

  it('keeps to what has all the words', async () => {
    const { list, create } = await setUp();
    await create({ name: 'Agent', scopes: ['vso.build_execute'] });
    assert.equal((await list({ words: 'TOKEN 2' })).total, 6);
    assert.equal((await list({ words: 'build_execute internal' })).total, 1);
    assert.equal((await list({ words: 'build_execute token' })).total, 0);
  });
});

describe('searching tokens', () => {
  const setUp = async () => {
    const all = setUpService();
    for (const days of [40, 20, 30, 1, 10]) await all.create({ name: `Token ${days}`, lifespan: { days } });
    all.clock.advance(2 * DAY);
    const names = async (words: string, skip: number, count: number) => {
      const { tokens, total } = await all.service.search(ADA, { words, skip, count });
      return { names: tokens.map(({ name }) => name), total };
    };
    return { ...all, names };
  };

  it('gives active ones first, each kind with the soonest to expire first', async () => {
    const { names } = await setUp();
    const all = ['Token 10', 'Token 20', 'Token 30', 'Token 40', 'Token 1'];
    assert.deepEqual(await names('', 0, 10), { names: all, total: 5 });
  });

  it('gives so many from a place on, and says how many there are', async () => {
    const { names } = await setUp();
    assert.deepEqual(await names('', 1, 2), { names: ['Token 20', 'Token 30'], total: 5 });
    assert.deepEqual(await names('', 4, 2), { names: ['Token 1'], total: 5 });
    assert.deepEqual(await names('', 5, 2), { names: [], total: 5 });
  });

  it('keeps to what has all the words, and to the actor’s own', async () => {
    const { names, create } = await setUp();
    await create({ name: 'Token 2' }, BOB);
    assert.deepEqual(await names('token 2', 0, 10), { names: ['Token 20'], total: 1 });
  });
});

describe('the latest of tokens that are also made elsewhere', () => {
  const problem = new PatkeeperError('unreachable.azure-devops');
  const setUp = async (answer: PatkeeperError | undefined) => {
    const sync = { sync: sinon.stub().resolves(), refresh: sinon.stub().resolves(answer) };
    const { service, create } = setUpService({ sync });
    const { token } = await create();
    const answers = async () => [
      await service.list(ADA, { words: '', state: 'all', page: 0 }),
      await service.search(ADA, { words: '', skip: 0, count: 10 }),
      await service.listActive(ADA),
      await service.find(ADA, 'Laptop'),
    ];
    return { sync, token, answers };
  };

  it('is asked for before tokens are listed, searched and found', async () => {
    const { sync, token, answers } = await setUp(undefined);
    for (const answer of await answers()) {
      assert.deepEqual(answer.tokens, [token]);
      assert.ok(!('problem' in answer));
    }
    assert.deepEqual(sync.refresh.args, Array(4).fill([ownerOf(ADA)]));
  });

  it('is not needed: what was known is given, with why there may be more', async () => {
    const { token, answers } = await setUp(problem);
    for (const answer of await answers()) {
      assert.deepEqual(answer.tokens, [token]);
      assert.equal(answer.problem, problem);
    }
  });
});

describe('one token', () => {
  it('is found by its id and by its name', async () => {
    const { service, create } = setUpService();
    const { token } = await create();
    assert.deepEqual(await service.get(ADA, token.id), token);
    assert.deepEqual(await service.find(ADA, 'laptop'), { tokens: [token] });
    await assertRefused('not-found', () => service.get(ADA, 'other'));
  });
});

describe('organizations', () => {
  const contoso = { authority: 'azure-devops' as const, id: 'contoso', name: 'Contoso' };
  const setUp = () => {
    const second = createFakeAuthority('azure-devops');
    second.organizations.resolves([contoso]);
    return { ...setUpService({ authorities: [second] }), second };
  };

  it('are those of all authorities', async () => {
    const { service } = setUp();
    assert.deepEqual(
      (await service.organizations(ADA)).organizations.map(({ id }) => id),
      ['internal', 'contoso'],
    );
  });

  it('are those of the authorities that answer, and the log names the failure', async () => {
    const { service, second, log } = setUp();
    second.organizations.rejects(new Error('down'));
    assert.equal((await service.organizations(ADA)).organizations.length, 1);
    assert.equal(log.lines[0]?.level, 'warn');
  });

  it('are refused when no authority answers', async () => {
    const { service, authority, second } = setUp();
    second.organizations.rejects(new PatkeeperError('unreachable.azure-devops'));
    authority.organizations.rejects(new PatkeeperError('unreachable.azure-devops'));
    await assertRefused('unreachable', () => service.organizations(ADA));
  });
});

describe('what a create form shows', () => {
  it('is each authority’s organizations, and how many tokens hold a place; nobody is asked for their tokens', async () => {
    const sync = { sync: sinon.fake.resolves(undefined), refresh: sinon.fake.resolves(undefined) };
    const { service, authority, create, clock } = setUpService({ sync });
    await create({ name: 'one', lifespan: { days: 1 } });
    await create({ name: 'two', lifespan: { days: 30 } });
    clock.advance(2 * DAY);
    authority.organizations.resetHistory();
    const { organizations, signInNeeded, held } = await service.createOptions(ADA);
    assert.deepEqual([organizations.map(({ id }) => id), signInNeeded, held], [['internal'], false, 1]);
    assert.equal((await service.createOptions(BOB)).held, 0);
    sinon.assert.calledTwice(authority.organizations);
    sinon.assert.notCalled(sync.refresh);
  });
});
