import { REMINDER_LEAD } from '../../core/notices/notices.ts';
import { MINUTE } from '../../core/timing/durations.ts';
import type { OrganizationOf } from '../../core/tokens/organization-of.ts';
import type { Policy } from '../../core/tokens/policy.ts';
import { renewalRefusal } from '../../core/tokens/renewal.ts';
import { endsByRetirement } from '../../core/tokens/retirement.ts';
import { describeScopes, findScope } from '../../core/tokens/scopes.ts';
import {
  type Instant,
  type Organization,
  type Token,
  type TokenUse,
  tokenState,
} from '../../core/tokens/token.ts';
import { isOrganizationRemoved } from '../../core/tokens/under-policy.ts';
import type { Fact } from './fact.ts';
import { formatAge, formatInstant } from './format.ts';
import { describeCounting, policyFacts, shownScopes } from './policy-facts.ts';
import { describeEnd, formatEnd, RETIRED_STATE, RETIREMENT_DAY, revokedWord } from './token-end.ts';

/** The label of the fact that tells when a token was last used. */
export const LAST_USED = 'Last used';

/** A token as every card shows it. All strings are plain text. */
export interface TokenView {
  readonly id: string;
  readonly name: string;
  /** The display name of its organization, or the id where no name is known. */
  readonly organization: string;
  /** The scopes in plain words, and which of them the policy no longer allows. */
  readonly scopes: string;
  /** When it ends or ended, relative and absolute. */
  readonly ends: string;
  /** When and by which service it was last used; empty when nobody knows. */
  readonly used: string;
  readonly state: string;
  /** An Adaptive Card colour that goes with the state; the state's word says the same to those who don't see it. */
  readonly color: 'good' | 'warning' | 'attention' | 'default';
  readonly active: boolean;
  /** Whether it can be given another end. */
  readonly renewable: boolean;
  /** Whether it can be replaced by a new one of the same kind. */
  readonly rotatable: boolean;
  /** Whether it is or was valid in all organizations, so that only tokens for single ones can take its place. */
  readonly replaceable: boolean;
}

/** How a token is shown at an instant, under today's policy. */
export function viewToken(
  token: Token,
  now: Instant,
  organizationOf: OrganizationOf,
  policy: Policy,
): TokenView {
  const state = tokenState(token, now);
  const soon = state === 'active' && token.validTo - now <= REMINDER_LEAD;
  const refused = isOrganizationRemoved(token, policy);
  const active = soon ? 'Expires soon' : 'Active';
  const words = {
    active: refused ? 'Refused' : active,
    expired: endsByRetirement(token) ? RETIRED_STATE : 'Expired',
    revoked: revokedWord(token),
  };
  const activeColor = soon ? 'warning' : 'good';
  const colors = {
    active: refused ? 'attention' : activeColor,
    expired: 'default',
    revoked: 'attention',
  } as const;
  return {
    id: token.id,
    name: token.name,
    organization: describePlace(token, organizationOf(token).name),
    scopes: describeCounting(token, policy),
    ends: describeEnd(token, now),
    used: describeUse(token, now),
    state: words[state],
    color: colors[state],
    active: state === 'active',
    renewable: state === 'active' && isChangeable(token) && renewalRefusal(token, policy) === undefined,
    rotatable: state === 'active' && isChangeable(token) && token.everywhere !== true,
    replaceable: state !== 'revoked' && token.everywhere === true,
  };
}

/** Not one that is only remembered here, and not one whose place another has taken. */
function isChangeable({ authority, rotation }: Token): boolean {
  return authority !== 'tracked' && rotation?.state !== 'overlap';
}

/** Where a token is valid, and a word about where it comes from if that is not Patkeeper. */
function describePlace({ everywhere, authority, foundAt, rotation }: Token, organization: string): string {
  const place = everywhere === true ? 'all organizations' : organization;
  if (authority === 'tracked') return `${place} · tracked`;
  // Its successor has the same name: whoever ends one of the two must see which is which.
  if (rotation?.state === 'overlap') return `${place} · replaced by a new one`;
  return foundAt === undefined ? place : `${place} · made elsewhere`;
}

/** When a token was last used: `last used 12 minutes ago by git.example.com`; empty when its authority doesn't tell. */
export function describeUse(token: Token, now: Instant): string {
  if (token.authority !== 'builtin') return '';
  return token.lastUsed === undefined ? 'never used' : `last used ${lastUse(token.lastUsed, now)}`;
}

function lastUse({ at, service }: TokenUse, now: Instant): string {
  const age = now - at;
  return `${age < MINUTE ? 'just now' : `${formatAge(age)} ago`} by ${service}`;
}

/** An organization by its display name, followed by the id that tools know it by where that says something else. */
export function organizationTitle({ id, name }: Organization): string {
  return name.toLowerCase() === id.toLowerCase() ? name : `${name} (${id})`;
}

/** Everything known about a token at an instant, as labelled lines. */
export function tokenFacts(
  token: Token,
  now: Instant,
  organizationOf: OrganizationOf,
  policy: Policy,
): Fact[] {
  const scopes = shownScopes(token, policy);
  const facts: Fact[] = [
    { label: 'Organization', value: describePlace(token, organizationTitle(organizationOf(token))) },
    // Of a token that is only remembered, its owner need not have noted any.
    ...(scopes.length === 0
      ? []
      : [
          { label: 'Can', value: describeScopes(scopes) },
          { label: 'Scopes', value: scopes.join(' ') },
        ]),
    ...policyFacts(token, now, policy),
    { label: 'Created', value: `${formatInstant(token.createdAt)} by ${token.createdBy}` },
    { label: 'Ends', value: formatEnd(token) },
  ];
  if (token.renewedAt !== undefined) facts.push({ label: 'Renewed', value: formatInstant(token.renewedAt) });
  if (token.revokedAt !== undefined) {
    const why = token.revokedBy === undefined ? '' : `; its secret was presented to ${token.revokedBy}`;
    facts.push({ label: revokedWord(token), value: `${formatInstant(token.revokedAt)}${why}` });
  }
  if (token.authority === 'builtin') {
    const { lastUsed } = token;
    const value = lastUsed === undefined ? 'never' : lastUse(lastUsed, now);
    facts.push({ label: LAST_USED, value });
  }
  if (token.everywhere === true && tokenState(token, now) === 'active') {
    facts.push({
      label: 'Careful',
      value: `It is valid in all organizations. Azure DevOps ends all such tokens on ${RETIREMENT_DAY}: replace it with one for each organization.`,
    });
  }
  if (isHighPrivilege(token) && tokenState(token, now) === 'active') {
    facts.push({
      label: 'Careful',
      value: 'It holds high privileges: keep it as safe as your own password.',
    });
  }
  return facts;
}

function isHighPrivilege(token: Token): boolean {
  return token.scopes.some((id) => findScope(id)?.highPrivilege ?? false);
}
