import { REMINDER_LEAD } from '../../core/notices/notices.ts';
import { MINUTE } from '../../core/timing/durations.ts';
import { traitsOf } from '../../core/tokens/authority-traits.ts';
import type { OrganizationOf } from '../../core/tokens/organization-of.ts';
import type { Policy } from '../../core/tokens/policy.ts';
import { renewalRefusal } from '../../core/tokens/renewal.ts';
import { endsByRetirement } from '../../core/tokens/retirement.ts';
import { findScope } from '../../core/tokens/scopes.ts';
import {
  type Instant,
  type Organization,
  type Token,
  type TokenUse,
  tokenState,
} from '../../core/tokens/token.ts';
import { isOrganizationRemoved } from '../../core/tokens/under-policy.ts';
import { sayScopes } from '../../sentences/say-scopes.ts';
import type { Sentences } from '../../sentences/sentences.ts';
import type { Fact } from './fact.ts';
import { formatAge, formatInstant } from './format.ts';
import { describeCounting, policyFacts, shownScopes } from './policy-facts.ts';
import { describeEnd, revokedWord } from './token-end.ts';

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
  /** Whether it works and may do lasting harm in the wrong hands. */
  readonly highPrivileges: boolean;
  /** Whether it can be given another end. */
  readonly renewable: boolean;
  /** Whether it can be replaced by a new one of the same kind. */
  readonly rotatable: boolean;
  /** Whether it is or was valid in all organizations, so that only tokens for single ones can take its place. */
  readonly replaceable: boolean;
}

/** What a token's line in a list shows. */
export type TokenLine = Pick<TokenView, 'id' | 'name' | 'organization' | 'ends' | 'state' | 'color'>;

/** How a token is shown at an instant, under today's policy. */
export function viewToken(
  token: Token,
  now: Instant,
  organizationOf: OrganizationOf,
  policy: Policy,
  sentences: Sentences,
): TokenView {
  const state = tokenState(token, now);
  return {
    ...viewLine(token, now, organizationOf, policy, sentences),
    scopes: describeCounting(token, policy, sentences),
    used: describeUse(token, now, policy, sentences),
    active: state === 'active',
    highPrivileges: state === 'active' && isHighPrivilege(token),
    renewable:
      state === 'active' && isChangeable(token, policy) && renewalRefusal(token, policy) === undefined,
    rotatable: state === 'active' && isChangeable(token, policy) && token.everywhere !== true,
    replaceable: state !== 'revoked' && token.everywhere === true,
  };
}

/** The same, as far as a list shows it: a page has ten tokens, and words for their scopes and uses are not for nothing. */
export function viewLine(
  token: Token,
  now: Instant,
  organizationOf: OrganizationOf,
  policy: Policy,
  sentences: Sentences,
): TokenLine {
  const { id, name } = token;
  return {
    id,
    name,
    organization: describePlace(token, organizationOf(token).name, policy, sentences),
    ends: describeEnd(token, now, policy, sentences),
    ...describeState(token, now, policy, sentences),
  };
}

function describeState(
  token: Token,
  now: Instant,
  policy: Policy,
  sentences: Sentences,
): Pick<TokenView, 'state' | 'color'> {
  const { say } = sentences;
  switch (tokenState(token, now)) {
    case 'revoked':
      return { state: revokedWord(token, policy, sentences), color: 'attention' };
    case 'expired': {
      const word = endsByRetirement(token) ? 'token.state.retired' : 'token.state.expired';
      return { state: say(word), color: 'default' };
    }
    case 'active':
      if (isOrganizationRemoved(token, policy))
        return { state: say('token.state.refused'), color: 'attention' };
      return token.validTo - now <= REMINDER_LEAD
        ? { state: say('token.state.expiresSoon'), color: 'warning' }
        : { state: say('token.state.active'), color: 'good' };
  }
}

/** Not one that is only remembered here, and not one whose place another has taken. */
function isChangeable(token: Token, policy: Policy): boolean {
  return traitsOf(token, policy).makesTokens && token.rotation?.state !== 'overlap';
}

/** Where a token is valid, and a word about where it comes from if that is not Patkeeper. */
function describePlace(token: Token, organization: string, policy: Policy, { say }: Sentences): string {
  const { everywhere, foundAt, rotation } = token;
  const place = everywhere === true ? say('token.place.everywhere') : organization;
  if (!traitsOf(token, policy).makesTokens) return say('token.place.tracked', { place });
  // Its successor has the same name: whoever ends one of the two must see which is which.
  if (rotation?.state === 'overlap') return say('token.place.replaced', { place });
  return foundAt === undefined ? place : say('token.place.elsewhere', { place });
}

/** When a token was last used: `last used 12 minutes ago by git.example.com`; empty when its authority doesn't tell. */
export function describeUse(token: Token, now: Instant, policy: Policy, sentences: Sentences): string {
  const { say } = sentences;
  if (!traitsOf(token, policy).isVerifiedHere) return '';
  return token.lastUsed === undefined
    ? say('token.use.never')
    : say('token.use.last', { use: lastUse(token.lastUsed, now, sentences) });
}

function lastUse({ at, service }: TokenUse, now: Instant, sentences: Sentences): string {
  const age = now - at;
  return age < MINUTE
    ? sentences.say('token.use.justNow', { service })
    : sentences.say('token.use.ago', { age: formatAge(age, sentences), service });
}

/** An organization by its display name, followed by the id that tools know it by where that says something else. */
export function organizationTitle({ id, name }: Organization): string {
  return name.toLowerCase() === id.toLowerCase() ? name : `${name} (${id})`;
}

/** What is known about a token at an instant besides its state and end, as labelled lines, what matters most first. */
export function tokenFacts(
  token: Token,
  now: Instant,
  organizationOf: OrganizationOf,
  policy: Policy,
  sentences: Sentences,
): Fact[] {
  const { say } = sentences;
  const scopes = shownScopes(token, policy);
  const facts: Fact[] = [];
  // Of a token that is only remembered, its owner need not have noted any.
  if (scopes.length > 0) facts.push({ label: say('token.fact.can'), value: sayScopes(scopes, sentences) });
  facts.push(...policyFacts(token, now, policy, sentences));
  if (traitsOf(token, policy).isVerifiedHere) {
    const { lastUsed } = token;
    const value = lastUsed === undefined ? say('token.fact.neverUsed') : lastUse(lastUsed, now, sentences);
    facts.push({ label: say('token.fact.lastUsed'), value });
  }
  facts.push(
    {
      label: say('card.any.organization'),
      value: describePlace(token, organizationTitle(organizationOf(token)), policy, sentences),
    },
    {
      label: say('token.fact.created.label'),
      value: say('token.fact.created', {
        time: formatInstant(token.createdAt, sentences),
        maker: token.createdBy,
      }),
    },
  );
  if (token.renewedAt !== undefined)
    facts.push({ label: say('token.fact.renewed'), value: formatInstant(token.renewedAt, sentences) });
  if (token.revokedAt !== undefined) {
    const time = formatInstant(token.revokedAt, sentences);
    const service = token.revokedBy;
    if (service !== undefined) {
      const value = say('token.fact.revokedBy', { time, service });
      facts.push({ label: revokedWord(token, policy, sentences), value });
    }
  }
  const reader = token.reader?.name ?? token.reader?.objectId;
  if (reader !== undefined) facts.push({ label: say('token.fact.reader'), value: reader });
  if (token.everywhere === true && tokenState(token, now) === 'active') {
    const value = say('token.fact.everywhere', { day: say('token.retirementDay') });
    facts.push({ label: say('token.fact.careful'), value });
  }
  return facts;
}

function isHighPrivilege(token: Token): boolean {
  return token.scopes.some((id) => findScope(id)?.highPrivilege ?? false);
}
