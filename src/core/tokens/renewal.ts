import type { PatkeeperError } from '../errors.ts';
import { endOf, type Lifespan, type Policy } from './policy.ts';
import { organizationRemoved, retired, scopesForbidden } from './refusals.ts';
import { endsByRetirement, realEnd } from './retirement.ts';
import type { Instant, Token } from './token.ts';
import { isOrganizationRemoved, lostScopes } from './under-policy.ts';

/**
 * Why an active token can't get a later end, because of today's policy or its authority; undefined when it can. The service,
 * the question before a renewal and the reminder all use this.
 */
export function renewalRefusal(token: Token, policy: Policy): PatkeeperError | undefined {
  if (isOrganizationRemoved(token, policy)) return organizationRemoved(token);
  const lost = lostScopes(token, policy);
  if (lost.length > 0) return scopesForbidden(lost);
  return endsByRetirement(token) ? retired() : undefined;
}

/** The end to ask for when a token is renewed at `now`. Throws `invalid-input` for a lifespan that the policy forbids. */
export function renewalEnd(token: Token, lifespan: Lifespan, policy: Policy, now: Instant): Instant {
  return realEnd({ ...token, validTo: endOf(lifespan, policy, now) });
}
