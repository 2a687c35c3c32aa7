import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  allScopes,
  bringsForbidden,
  FULL_ACCESS,
  findScope,
  offerableScopes,
  satisfies,
  sayingScopes,
} from '../../../src/core/tokens/scopes.ts';

const anyScope = fc.constantFrom(...allScopes().map(({ id }) => id));
const offered = (forbidden: string[] = []) =>
  offerableScopes(forbidden).flatMap(({ scopes }) => scopes.map(({ id }) => id));

describe('the list of scopes', () => {
  it('knows all 98, each once', () => {
    assert.equal(allScopes().length, 98);
    assert.equal(new Set(allScopes().map(({ id }) => id)).size, 98);
  });

  it('includes only scopes it knows, never a scope in itself, and whatever comes with an included one', () => {
    for (const { id, includes } of allScopes()) {
      assert.ok(!includes.includes(id), id);
      for (const below of includes) {
        const inner = findScope(below)?.includes ?? [below, 'unknown'];
        assert.deepEqual(
          inner.filter((each) => !includes.includes(each)),
          [],
          `${id} > ${below}`,
        );
      }
    }
  });

  it('has what reads a thing in whatever does more with it, save the personal access tokens themselves', () => {
    const ids = allScopes().map(({ id }) => id);
    const without: string[] = [];
    for (const id of ids) {
      const [, thing = ''] = /^(vso\..+)_(?:acquire|execute|full|manage|publish|write)$/.exec(id) ?? [];
      const reads = [thing, `${thing}_read`].filter((one) => one !== id && ids.includes(one));
      const writes = id.endsWith('_manage') ? [`${thing}_write`].filter((one) => ids.includes(one)) : [];
      if (![...reads, ...writes].every((one) => satisfies([id], one))) without.push(id);
    }
    assert.deepEqual(without, ['vso.pats_manage']);
  });

  it('has 37 of high privilege', () => {
    assert.equal(allScopes().filter(({ highPrivilege }) => highPrivilege).length, 37);
  });

  it('keeps what Azure DevOps says about a scope', () => {
    assert.deepEqual(findScope('vso.code_write')?.includes, [
      'vso.code',
      'vso.hooks_write',
      'vso.hooks',
      'vso.profile',
    ]);
    assert.equal(findScope('vso.code_write')?.highPrivilege, true);
    assert.equal(findScope('vso.code')?.highPrivilege, false);
    assert.equal(findScope('vso.made_up'), undefined);
  });
});

describe('scopes to choose from', () => {
  it('are 82 in categories, without full access and without those that nobody may choose', () => {
    assert.equal(offered().length, 82);
    for (const hidden of [
      FULL_ACCESS,
      'vso.hooks',
      'vso.drop',
      'vso.pats',
      'user_impersonation',
      'vso.loadtest',
    ]) {
      assert.ok(!offered().includes(hidden), hidden);
    }
    assert.equal(findScope(FULL_ACCESS)?.offered, true);
    assert.equal(findScope('vso.hooks')?.offered, false);
  });

  it('leave out a forbidden scope and those that would bring it along, and empty categories', () => {
    assert.deepEqual(
      offered().filter((id) => !offered(['vso.code_manage']).includes(id)),
      ['vso.code_manage', 'vso.code_full'],
    );
    const categories = offerableScopes(['vso.wiki']).map(({ category }) => category);
    assert.ok(!categories.includes('wiki'));
    assert.ok(offerableScopes([]).some(({ category }) => category === 'wiki'));
  });

  it('never bring along what is forbidden', () => {
    fc.assert(
      fc.property(fc.array(anyScope, { maxLength: 4 }), (forbidden) =>
        offered(forbidden).every((id) => !forbidden.some((taboo) => satisfies([id], taboo))),
      ),
    );
  });

  it('count full access as forbidden as soon as anything is', () => {
    assert.equal(bringsForbidden(FULL_ACCESS, []), false);
    assert.equal(bringsForbidden(FULL_ACCESS, ['vso.wiki']), true);
    assert.equal(bringsForbidden('vso.wiki', [FULL_ACCESS]), false);
  });
});

describe('scopes in words', () => {
  it('are named each once, without what another one brings along', () => {
    assert.deepEqual(sayingScopes(['vso.code', 'vso.packaging', 'vso.code']), ['vso.code', 'vso.packaging']);
    assert.deepEqual(sayingScopes(['vso.code', 'vso.x', 'vso.code_write', 'vso.profile']), [
      'vso.x',
      'vso.code_write',
    ]);
    assert.deepEqual(sayingScopes(['vso.code', FULL_ACCESS]), [FULL_ACCESS]);
    assert.deepEqual(sayingScopes([]), []);
  });

  it('say everything that was granted', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyScope, { minLength: 1, maxLength: 6 }), (ids) => {
        const said = sayingScopes(ids);
        return ids.every((id) => satisfies(said, id));
      }),
    );
  });
});

describe('what scopes satisfy', () => {
  it('is what they are and what they include, not what includes them', () => {
    assert.equal(satisfies(['vso.code_write'], 'vso.code_write'), true);
    assert.equal(satisfies(['vso.wiki', 'vso.code_full'], 'vso.code'), true);
    assert.equal(satisfies(['vso.code'], 'vso.code_write'), false);
    assert.equal(satisfies([], 'vso.code'), false);
  });

  it('is everything known for full access, and itself for an unknown scope', () => {
    assert.equal(satisfies([FULL_ACCESS], 'vso.code_full'), true);
    assert.equal(satisfies([FULL_ACCESS], FULL_ACCESS), true);
    assert.equal(satisfies([FULL_ACCESS], 'vso.made_up'), false);
    assert.equal(satisfies(['vso.code_full'], FULL_ACCESS), false);
    assert.equal(satisfies(['vso.made_up'], 'vso.made_up'), true);
    assert.equal(satisfies(['vso.made_up'], 'vso.code'), false);
  });
});
