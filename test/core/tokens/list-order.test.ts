import assert from 'node:assert/strict';
import { inListOrder } from '../../../src/core/tokens/list-order.ts';
import type { Token } from '../../../src/core/tokens/token.ts';
import { DAY, START } from '../../support/fixed-clock.ts';
import { sampleToken } from '../samples.ts';

const of = (id: string, days: number, some: Partial<Token> = {}) =>
  sampleToken({ id, validTo: START + days * DAY, ...some });
const ids = (tokens: readonly Token[]) => inListOrder(tokens, START).map(({ id }) => id);

describe('the order of a list', () => {
  it('has active tokens first, the soonest to end in front', () => {
    assert.deepEqual(ids([of('c', 9), of('gone', -1), of('a', 3), of('b', 5)]), ['a', 'b', 'c', 'gone']);
  });

  it('has the latest that ended in front of those that ended before, however they ended', () => {
    const revoked = of('revoked', 90, { revokedAt: START - 2 * DAY });
    assert.deepEqual(ids([of('old', -9), revoked, of('new', -1), of('older', -10)]), [
      'new',
      'revoked',
      'old',
      'older',
    ]);
  });

  it('is the same each time for tokens that end together', () => {
    for (const days of [5, -5])
      for (const order of ['abc', 'cba', 'bca', 'bac'])
        assert.deepEqual(ids([...order].map((id) => of(id, days))), ['a', 'b', 'c'], `${order} ${days}`);
  });
});
