import type { ActiveCount, ActiveCounts } from '../../core/store/tokens.ts';
import { holdsPlace, type Instant, type Token, tokenState } from '../../core/tokens/token.ts';

/** Counts the active tokens of people; `people` gives the tokens of each. */
export function countActive(
  people: Iterable<readonly Token[]>,
  asked: { readonly now: Instant; readonly latestEnd: Instant; readonly mostPerPerson: number },
): ActiveCounts {
  const { now, latestEnd, mostPerPerson } = asked;
  const groups = new Map<string, ActiveCount>();
  const byPepper = new Map<number, number>();
  let peopleAbove = 0;
  for (const owned of people) {
    const active = owned.filter((token) => tokenState(token, now) === 'active');
    if (active.filter(holdsPlace).length > mostPerPerson) peopleAbove += 1;
    for (const token of active) {
      const { authority, organization, scopes, digest } = token;
      const key = JSON.stringify([authority, organization, scopes]);
      const { tokens, late } = groups.get(key) ?? { tokens: 0, late: 0 };
      const isLate = token.validTo > latestEnd ? 1 : 0;
      groups.set(key, { authority, organization, scopes, tokens: tokens + 1, late: late + isLate });
      if (digest !== undefined) byPepper.set(digest.pepper, (byPepper.get(digest.pepper) ?? 0) + 1);
    }
  }
  return { groups: [...groups.values()], byPepper, peopleAbove };
}
