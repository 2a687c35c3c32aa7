import type { ActiveCount } from '../../core/ports.ts';
import { holdsPlace, type Instant, type Token, tokenState } from '../../core/tokens/token.ts';

/** The tokens of each person. */
type TokensByPerson = Iterable<readonly Token[]>;

/** The active tokens of these people in groups that are alike under a policy. */
export function countActive(
  people: TokensByPerson,
  { now, latestEnd }: { readonly now: Instant; readonly latestEnd: Instant },
): readonly ActiveCount[] {
  const groups = new Map<string, ActiveCount>();
  for (const owned of people) {
    for (const token of owned) {
      if (tokenState(token, now) !== 'active') continue;
      const { authority, organization, scopes } = token;
      const key = JSON.stringify([authority, organization, scopes]);
      const { tokens, late } = groups.get(key) ?? { tokens: 0, late: 0 };
      const isLate = token.validTo > latestEnd ? 1 : 0;
      groups.set(key, { authority, organization, scopes, tokens: tokens + 1, late: late + isLate });
    }
  }
  return [...groups.values()];
}

/** How many of these people have more than `most` active tokens that hold a place. */
export function countPeopleAbove(people: TokensByPerson, most: number, now: Instant): number {
  let above = 0;
  for (const owned of people) {
    const holding = owned.filter((token) => tokenState(token, now) === 'active' && holdsPlace(token));
    if (holding.length > most) above += 1;
  }
  return above;
}
