import type { Log } from '../ports.ts';
import type { ActiveCounts } from '../store/tokens.ts';
import { traitsOf } from './authority-traits.ts';
import type { Policy } from './policy.ts';
import { isOrganizationRemoved, lostScopes } from './under-policy.ts';

/** How many active tokens, and people, are beyond a policy that was made stricter after them. */
interface BeyondPolicy {
  /** All of the following, each token once. */
  readonly tokens: number;
  readonly withForbiddenScopes: number;
  readonly ofRemovedOrganizations: number;
  /** That end later than a new token could. */
  readonly endingTooLate: number;
  /** People with more active tokens than one may have. */
  readonly peopleAboveLimit: number;
}

/** Sums up what is beyond the policy. `counts` are those for its latest end and its limit a person. */
function beyondPolicy(counts: ActiveCounts, policy: Policy): BeyondPolicy {
  const sums = { tokens: 0, withForbiddenScopes: 0, ofRemovedOrganizations: 0, endingTooLate: 0 };
  for (const group of counts.groups) {
    // Of what another service allows, the policy says nothing.
    if (!traitsOf(group, policy).makesTokens) continue;
    const isForbidden = lostScopes(group, policy).length > 0;
    const isRemoved = isOrganizationRemoved(group, policy);
    if (isForbidden) sums.withForbiddenScopes += group.tokens;
    if (isRemoved) sums.ofRemovedOrganizations += group.tokens;
    sums.endingTooLate += group.late;
    sums.tokens += isForbidden || isRemoved ? group.tokens : group.late;
  }
  return { ...sums, peopleAboveLimit: counts.peopleAbove };
}

/**
 * Logs as a warning, at the start, how many tokens are beyond today's policy: numbers only. `counts` are those for its latest
 * end and its limit a person.
 */
export function logTokensBeyondPolicy(counts: ActiveCounts, policy: Policy, log: Log): void {
  const beyond = beyondPolicy(counts, policy);
  if (beyond.tokens > 0 || beyond.peopleAboveLimit > 0) log.warn(beyond, textOf(beyond));
}

function textOf(beyond: BeyondPolicy): string {
  const parts = [
    part(beyond.withForbiddenScopes, 'with a scope of FORBIDDEN_SCOPES, which no longer counts'),
    part(
      beyond.ofRemovedOrganizations,
      'of an organization that BUILTIN_ORGANIZATIONS no longer names, refused now',
    ),
    part(beyond.endingTooLate, 'that ends later than MAX_LIFESPAN_DAYS allows, until it is renewed'),
  ].filter((text) => text !== '');
  const tokens =
    beyond.tokens === 0
      ? ''
      : `Active tokens beyond today's policy: ${beyond.tokens} (${parts.join('; ')}). `;
  const people =
    beyond.peopleAboveLimit === 0
      ? ''
      : `People with more active tokens than MAX_TOKENS_PER_USER: ${beyond.peopleAboveLimit}. They can make no new one.`;
  return `${tokens}${people}`.trim();
}

function part(count: number, what: string): string {
  return count === 0 ? '' : `${count} ${what}`;
}
