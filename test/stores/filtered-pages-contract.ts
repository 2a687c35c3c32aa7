import assert from 'node:assert/strict';
import type { TokenFilter, TokenQuery } from '../../src/core/store/oversight.ts';
import { samePerson, type Token, tokenState } from '../../src/core/tokens/token.ts';
import { ada, ben, contactOf, DAY, insertOf, noticeOf, revocationOf, START, tokenOf } from './fixtures.ts';
import type { OpenedStore } from './opened-store.ts';

const NOW = START + DAY;

/** What everybody's tokens are asked for in pages, compared with what the filters mean. */
export function describeFilteredPages(opened: () => OpenedStore): void {
  it('finds and counts in both orders, page by page, by times that lie weeks and months apart, by scopes and by names', async () => {
    const { store } = opened();
    const spread = Array.from({ length: 40 }, (_, n) => {
      // Nothing ended so long ago that the embedded store would forget it.
      const validTo = START + (((n * 53) % 300) - 80) * DAY + n;
      const createdAt = validTo - (230 + ((n * 37) % 130)) * DAY;
      const scopes = n % 3 === 0 ? ['vso.code', 'vso.build'] : n % 5 === 0 ? ['vso.wiki'] : ['vso.packaging'];
      const name = n % 4 === 3 ? `Build ${n}` : `deploy ${n}`;
      return tokenOf(n % 2 === 0 ? ada : ben, { createdAt, validTo, scopes, name });
    });
    await store.contacts.save(contactOf(ada));
    await store.contacts.save(contactOf(ben));
    await store.contacts.setUnreachable(ada, 'blocked');
    const kept: Token[] = [];
    const undelivered = new Set(spread.filter((_, n) => n % 4 < 2).map(({ id }) => id));
    for (const token of spread) {
      const notices = [noticeOf(token), noticeOf(token, 'expiring', { state: 'sent', settledAt: START })];
      await store.tokens.insert(insertOf(token, { notices }));
    }
    for (const notice of await store.notices.claimDue({ now: NOW + 365 * DAY, leaseMs: 1, limit: 99 })) {
      const isFailed = undelivered.has(notice.tokenId);
      await store.notices.settle(
        notice,
        isFailed ? { state: 'failed', reason: 'gone' } : { state: 'sent' },
        NOW,
      );
    }
    for (const [n, token] of spread.entries()) {
      const lastUsed = { at: token.createdAt + ((n * 11) % 200) * DAY, service: 'git' };
      if (n % 3 !== 0) await store.tokens.recordUse(token.owner, token.id, lastUsed);
      const revokedAt = token.validTo - DAY;
      if (n % 7 === 0) await store.tokens.change(revocationOf(token, revokedAt));
      kept.push({
        ...token,
        ...(n % 3 === 0 ? {} : { lastUsed }),
        ...(n % 7 === 0 ? { revokedAt } : {}),
      });
    }
    const asked: TokenFilter[] = [
      { state: 'expired' },
      { state: 'active', endsBefore: NOW + 90 * DAY },
      { endsBefore: NOW - 30 * DAY },
      { createdBefore: NOW - 100 * DAY },
      { idleSince: NOW - 60 * DAY },
      { state: 'active', idleSince: NOW - 45 * DAY },
      { state: 'expired', idleSince: NOW - 90 * DAY, endsBefore: NOW - 10 * DAY },
      { state: 'revoked', idleSince: NOW - 60 * DAY },
      { state: 'active', createdBefore: NOW - 60 * DAY, endsBefore: NOW + 200 * DAY },
      { owner: ada, idleSince: NOW - 60 * DAY },
      { scopes: ['vso.code', 'vso.build', 'vso.nobody'] },
      { scopes: ['vso.wiki'] },
      { state: 'active', scopes: ['vso.packaging', 'vso.wiki'] },
      { owner: ben, scopes: ['vso.packaging'], createdBefore: NOW - 60 * DAY },
      { name: 'build' },
      { name: 'deploy 1' },
      { name: 'deploy', state: 'active' },
      { name: 'deploy', owner: ada, scopes: ['vso.code'] },
      { name: 'deploy', scopes: ['vso.code'] },
      { name: 'deploy', state: 'expired' },
      { name: 'deploy', createdBefore: NOW - 60 * DAY },
      { unreachable: true },
      { unreachable: true, name: 'deploy 2' },
      { unreachable: true, scopes: ['vso.packaging'], state: 'active' },
      { undelivered: true },
      { undelivered: true, unreachable: true, scopes: ['vso.code'] },
      { owner: ada, undelivered: true },
    ];
    for (const filter of asked)
      for (const sort of ['ends', 'newest'] as const) {
        const expected = kept
          .filter(
            (token) =>
              isMeant(token, filter) &&
              (filter.unreachable !== true || token.owner === ada) &&
              (filter.undelivered !== true || undelivered.has(token.id)),
          )
          .sort(inOrder(sort));
        assert.ok(expected.length > 2, JSON.stringify(filter));
        const paged: Token[] = [];
        let after: TokenQuery['after'];
        do {
          const query = { filter, sort, now: NOW, limit: 3, ...(after === undefined ? {} : { after }) };
          const page = await store.oversight.findTokens(query);
          paged.push(...page);
          const last = page.length < 3 ? undefined : page.at(-1);
          after = last && { at: sort === 'ends' ? last.validTo : last.createdAt, id: last.id };
        } while (after !== undefined);
        assert.deepEqual(
          paged.map(({ id }) => id),
          expected.map(({ id }) => id),
          JSON.stringify([filter, sort]),
        );
        assert.equal(await store.oversight.countTokens(filter, NOW, 50), expected.length);
        assert.equal(await store.oversight.countTokens(filter, NOW, 2), 2);
      }
  });
}

/** What the filters by owner, name, scopes and times mean, said once more without an index. */
function isMeant(
  token: Token,
  { owner, name, scopes, state, endsBefore, createdBefore, idleSince }: TokenFilter,
): boolean {
  const { createdAt, validTo, lastUsed } = token;
  return (
    (owner === undefined || samePerson(owner, token.owner)) &&
    (name === undefined || token.name.toLowerCase().startsWith(name)) &&
    (scopes === undefined || scopes.some((scope) => token.scopes.includes(scope))) &&
    (state === undefined || tokenState(token, NOW) === state) &&
    (endsBefore === undefined || validTo < endsBefore) &&
    (createdBefore === undefined || createdAt < createdBefore) &&
    (idleSince === undefined || (lastUsed?.at ?? createdAt) < idleSince)
  );
}

function inOrder(sort: 'ends' | 'newest'): (a: Token, b: Token) => number {
  const byId = (a: Token, b: Token): number => (a.id < b.id ? -1 : 1);
  return sort === 'ends'
    ? (a, b) => a.validTo - b.validTo || byId(a, b)
    : (a, b) => b.createdAt - a.createdAt || byId(b, a);
}
