import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { FakeToken } from './fake-azure-devops-types.ts';
import { pageOfTokens } from './token-pages.ts';

const NOW = 1_000;
const names = fc.string({ minLength: 1, maxLength: 3 });
const many = (prefix: string) =>
  fc
    .array(fc.record({ displayName: names, validFrom: fc.nat(5), ended: fc.boolean() }), { maxLength: 30 })
    .map((rows) => rows.map((row, index) => token(`${prefix}-${index}`, row)));

function token(id: string, row: { displayName: string; validFrom: number; ended: boolean }): FakeToken {
  const { displayName, validFrom, ended } = row;
  return {
    authorizationId: id,
    person: 'ada',
    organization: 'harbour',
    displayName,
    scope: 'vso.code',
    validFrom,
    validTo: ended ? NOW : NOW + 1,
    revokedAt: undefined,
  };
}

describe('pageOfTokens', () => {
  it('neither hides nor repeats tokens when others come and go between pages', () => {
    const wishes = fc.record({
      filter: fc.constantFrom('all', 'active'),
      sort: fc.constantFrom('displayName', 'displayDate', 'status'),
      ascending: fc.boolean(),
    });
    fc.assert(
      fc.property(
        many('stay'),
        many('go'),
        many('come'),
        wishes,
        fc.integer({ min: 1, max: 7 }),
        (...given) => {
          const [stay, go, come, wish, size] = given;
          let tokens = [...stay, ...go];
          let after: string | undefined;
          const seen: string[] = [];
          for (let pages = 0; pages === 0 || after !== undefined; pages += 1) {
            assert.ok(pages <= 100);
            const page = pageOfTokens(tokens, wish, { size, after, now: NOW });
            assert.ok(page && page.tokens.length <= size);
            seen.push(...page.tokens.map(({ authorizationId }) => authorizationId));
            after = page.next;
            // One goes and one comes after each page.
            const gone = go[pages];
            const arrived = come[pages];
            tokens = [...tokens.filter((one) => one !== gone), ...(arrived === undefined ? [] : [arrived])];
          }
          const wanted = stay.filter(({ validTo }) => wish.filter === 'all' || validTo > NOW);
          assert.equal(new Set(seen).size, seen.length);
          for (const { authorizationId } of wanted) assert.ok(seen.includes(authorizationId));
        },
      ),
    );
  });
});
