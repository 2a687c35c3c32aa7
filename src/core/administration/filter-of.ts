import type { BeyondRule, TokenFilter } from '../store/oversight.ts';
import { DAY } from '../timing/durations.ts';
import { isForbidden, latestEnd, type Policy } from '../tokens/policy.ts';
import { allScopes, FULL_ACCESS } from '../tokens/scopes.ts';
import type { Instant } from '../tokens/token.ts';
import type { Attention } from './administration.ts';
import type { AskedTokens } from './asked-tokens.ts';

const HIGH = allScopes()
  .filter(({ highPrivilege }) => highPrivilege)
  .map(({ id }) => id);

/** What each number of the overview counts. All of them are about active tokens. */
export const ATTENTION_ASKED: Readonly<Record<Attention, AskedTokens>> = {
  active: { state: 'active' },
  'ends-7': { state: 'active', endsWithinDays: 7 },
  'ends-30': { state: 'active', endsWithinDays: 30 },
  full: { state: 'active', privileges: 'full' },
  high: { state: 'active', privileges: 'high' },
  idle: { state: 'active', idleDays: 60 },
  beyond: { state: 'active', beyondPolicy: true },
  unreachable: { state: 'active', unreachable: true },
  undelivered: { undelivered: true },
};

/** The filter of what was asked for at an instant. */
export function filterOf(asked: AskedTokens, policy: Policy, now: Instant): TokenFilter {
  const { owner, organization, authority, state, endsWithinDays, olderThanDays, idleDays } = asked;
  const scopes = scopesOf(asked);
  return {
    ...(owner === undefined ? {} : { owner }),
    ...(organization === undefined ? {} : { organization }),
    ...(authority === undefined ? {} : { authority }),
    ...(scopes === undefined ? {} : { scopes }),
    ...(state === undefined ? {} : { state }),
    ...(endsWithinDays === undefined ? {} : { endsBefore: now + endsWithinDays * DAY }),
    ...(olderThanDays === undefined ? {} : { createdBefore: now - olderThanDays * DAY }),
    ...(idleDays === undefined ? {} : { idleSince: now - idleDays * DAY }),
    ...(asked.beyondPolicy === true ? { beyond: beyondRule(policy, now) } : {}),
    ...(asked.undelivered === true ? { undelivered: true as const } : {}),
    ...(asked.unreachable === true ? { unreachable: true as const } : {}),
  };
}

function scopesOf({ scope, privileges }: AskedTokens): readonly string[] | undefined {
  // A scope says more than a kind of privileges.
  if (scope !== undefined) return [scope];
  if (privileges === undefined) return undefined;
  return privileges === 'full' ? [FULL_ACCESS] : HIGH;
}

function beyondRule(policy: Policy, now: Instant): BeyondRule {
  const { authorities } = policy;
  return {
    makers: authorities.filter(({ makesTokens }) => makesTokens).map(({ id }) => id),
    forbidden: allScopes()
      .map(({ id }) => id)
      .filter((id) => isForbidden(id, policy)),
    verified: authorities.filter(({ isVerifiedHere }) => isVerifiedHere).map(({ id }) => id),
    organizations: policy.builtinOrganizations,
    latestEnd: latestEnd(policy, now),
  };
}
