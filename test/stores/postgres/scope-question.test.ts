import assert from 'node:assert/strict';
import { ada, insertOf, START, tokenOf } from '../fixtures.ts';
import { openedPostgresStore } from './opened-postgres-store.ts';

const CODE = ['vso.build', 'vso.work', 'vso.wiki', 'vso.code'];
const ASKED = { scopes: ['vso.nobody', 'vso.code', 'vso.packaging'] };

describe('the count of tokens by their scopes', () => {
  it('is right where so many have them that they are counted among those that were written last', async () => {
    const opened = await openedPostgresStore();
    try {
      const { tokens, oversight } = opened.store;
      const made = Array.from({ length: 240 }, (_, n) =>
        tokenOf(ada, {
          scopes: n % 3 === 0 ? ['vso.wiki'] : n % 3 === 1 ? CODE : ['vso.code', 'vso.packaging'],
        }),
      );
      for (const token of made) await tokens.insert(insertOf(token, { maxActive: made.length, notices: [] }));
      const count = (most: number) => oversight.countTokens(ASKED, START, most);
      assert.deepEqual([await count(120), await count(160), await count(200)], [120, 160, 160]);
    } finally {
      await opened.close();
    }
  });
});
