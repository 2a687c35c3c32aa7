import { isOfElsewhere } from '../notices/elsewhere-notices.ts';
import type { KnownNow } from '../notices/news-detail.ts';
import { type Notice, noticesForEnd, REMINDER_LEAD } from '../notices/notices.ts';
import { type Instant, type Token, tokenState } from '../tokens/token.ts';
import type { Differences, FoundToken } from './reconcile.ts';

/** So many tokens at once are a script's: they are told of together. */
const MOST_NEWS = 10;

/** The first of many are told one by one; of the others only how many there are. */
export function tellTogether(found: readonly FoundToken[]): { found: FoundToken[]; untold: number } {
  let news = 0;
  const told = found.map((one) => {
    if (one.isNews) news += 1;
    if (!one.isNews || news <= MOST_NEWS) return one;
    return { ...one, notices: one.notices.filter(({ kind }) => kind !== 'found') };
  });
  return { found: told, untold: Math.max(0, news - MOST_NEWS) };
}

/**
 * The reminders of tokens that an administrator's look found before their owner signed in for this: that look owed nobody
 * anything. A reminder that is owed already is owed once.
 */
export function owedSinceBefore(
  known: readonly Token[],
  { changed }: Differences,
  organizations: readonly string[],
  now: Instant,
): Notice[] {
  const others = changed.map(({ token }) => token.id);
  return known
    .filter(({ foundAt, organization }) => foundAt !== undefined && organizations.includes(organization))
    .filter((token) => tokenState(token, now) === 'active' && !others.includes(token.id))
    .flatMap((token) => noticesForEnd(token, now));
}

/** The same of tokens that were changed elsewhere. */
export function tellChangesTogether(changed: Differences['changed']): {
  changed: Differences['changed'];
  untold: number;
} {
  const told = changed.map((one, index) =>
    index < MOST_NEWS ? one : { ...one, notices: one.notices.filter(({ kind }) => !isOfElsewhere(kind)) },
  );
  return { changed: told, untold: Math.max(0, changed.length - MOST_NEWS) };
}

/** What is said once for an organization: that its tokens are known from now on, also those that their owner has listed before. */
export function knownNow(
  known: readonly Token[],
  { found, changed }: Differences,
  organizations: readonly string[],
  now: Instant,
): KnownNow | undefined {
  if (organizations.length === 0) return undefined;
  const gone = changed.flatMap(({ token, set }) => ('revokedAt' in set ? [token.id] : []));
  const there = [...known, ...found.map(({ token }) => token)].filter(
    (token) =>
      token.foundAt !== undefined &&
      organizations.includes(token.organization) &&
      tokenState(token, now) === 'active' &&
      !gone.includes(token.id),
  );
  const ending = there.filter(({ validTo }) => validTo - now <= REMINDER_LEAD).length;
  return { tokens: there.length, ending, organizations };
}
