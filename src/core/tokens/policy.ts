import { PatkeeperError } from '../errors.ts';
import { dayAfter, dayIn, endOfDay, UTC } from '../timing/calendar.ts';
import { DAY } from '../timing/durations.ts';
import type { AuthorityTraits } from './authority-traits.ts';
import { createFieldProblems } from './field-problems.ts';
import { bringsForbidden, FULL_ACCESS, findScope, type ScopeId } from './scopes.ts';
import { type Instant, isoOf } from './token.ts';
import { cleanName } from './token-name.ts';

/** What an administrator allows. Every limit is told before a form is submitted and enforced after. */
export interface PolicySettings {
  readonly maxLifespanDays: number;
  readonly forbiddenScopes: readonly ScopeId[];
  readonly maxTokensPerUser: number;
  /** The ids of the organizations of the built-in authority: a token of any other one is refused. */
  readonly builtinOrganizations: readonly string[];
}

/** What tokens may be today: what an administrator allows, and what each authority can do. */
export interface Policy extends PolicySettings {
  readonly authorities: readonly AuthorityTraits[];
}

/**
 * How long a token lives: a number of days from now, or to the end of a calendar day, `2026-12-31`, in the zone of whoever
 * chose it; without a zone the day is one of UTC.
 */
export type Lifespan =
  | { readonly days: number }
  | { readonly date: string; readonly zone?: string | undefined };

/** The fields of a create form that the policy judges; without scopes while they are still to be chosen. */
export interface CreateFields {
  readonly name: string;
  readonly organization: string;
  readonly lifespan: Lifespan;
  readonly scopes?: readonly ScopeId[];
}

/** A create that the policy allows. */
export interface AllowedCreate {
  readonly name: string;
  readonly organization: string;
  readonly scopes: readonly ScopeId[];
  readonly validTo: Instant;
}

const USUAL_LIFESPANS = [7, 30, 60, 90, 180, 365];

/** The lifespans to choose from, in days, the shortest first; the longest allowed one is always among them. */
export function lifespanChoices({ maxLifespanDays: max }: Policy): number[] {
  return [...USUAL_LIFESPANS.filter((days) => days < max), max];
}

/** The first and the last calendar day (`2026-12-31`, in this zone) on which a token may end: from tomorrow on. */
export function dateLimits(policy: Policy, now: Instant, zone = UTC): { min: string; max: string } {
  const min = dayAfter(dayIn(zone, now));
  const max = dayIn(zone, latestEnd(policy, now));
  // Where a day has 25 hours, it may not be over yet after 24.
  return { min, max: max < min ? min : max };
}

/**
 * The end of a token that gets this lifespan at `now`. Days are 24 hours each; a date means the end of that day in its
 * zone, or the latest end that the policy allows if that is earlier. Throws `invalid-input` for anything else.
 */
export function endOf(lifespan: Lifespan, policy: Policy, now: Instant): Instant {
  if ('days' in lifespan) {
    const { days } = lifespan;
    if (Number.isInteger(days) && days >= 1 && days <= policy.maxLifespanDays) return now + days * DAY;
    throw new PatkeeperError(
      'invalid-input.lifespan',
      { limit: policy.maxLifespanDays },
      { field: 'lifespan' },
    );
  }
  const { date: day, zone = UTC } = lifespan;
  const { min, max } = dateLimits(policy, now, zone);
  // Equal-length ISO days sort like the days they name.
  if (isCalendarDay(day) && day >= min && day <= max) {
    return Math.min(endOfDay(day, zone), latestEnd(policy, now));
  }
  throw new PatkeeperError('invalid-input.date', { limit: policy.maxLifespanDays }, { field: 'date' });
}

/** Whether the policy keeps a scope from being chosen: forbidden itself, or bringing a forbidden one along. */
export function isForbidden(scope: ScopeId, policy: Pick<Policy, 'forbiddenScopes'>): boolean {
  return bringsForbidden(scope, policy.forbiddenScopes);
}

/** Checks a create form. Throws one `invalid-input` that names every bad field and says what to do about it. */
export function checkCreate(input: CreateFields, policy: Policy, now: Instant): AllowedCreate {
  const problems = createFieldProblems();
  const name = problems.check(() => cleanName(input.name));
  const organization = problems.check(() => checkOrganization(input.organization));
  const validTo = problems.check(() => endOf(input.lifespan, policy, now));
  const { scopes: chosen } = input;
  const scopes = chosen === undefined ? [] : problems.check(() => checkScopes(chosen, policy));
  if (name === undefined || organization === undefined || validTo === undefined || scopes === undefined) {
    throw problems.error();
  }
  return { name, organization, scopes, validTo };
}

function checkOrganization(organization: string): string {
  if (organization === '')
    throw new PatkeeperError('invalid-input.organization-missing', {}, { field: 'organization' });
  return organization;
}

function checkScopes(chosen: readonly ScopeId[], policy: Policy): ScopeId[] {
  const scopes = [...new Set(chosen)];
  if (scopes.length === 0) throw new PatkeeperError('invalid-input.scopes-missing', {}, { field: 'scopes' });
  if (!scopes.every((id) => findScope(id)?.offered)) {
    throw new PatkeeperError('invalid-input.scopes-unavailable', {}, { field: 'scopes' });
  }
  const forbidden = scopes.filter((id) => isForbidden(id, policy));
  if (forbidden.length > 0) {
    throw new PatkeeperError('invalid-input.scopes-forbidden', { scopes: forbidden }, { field: 'scopes' });
  }
  return scopes.includes(FULL_ACCESS) ? [FULL_ACCESS] : scopes;
}

/** The latest end that a token may be given at `now`. */
export function latestEnd(policy: Policy, now: Instant): Instant {
  return now + policy.maxLifespanDays * DAY;
}

function isCalendarDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const instant = Date.parse(`${text}T00:00:00.000Z`);
  // Some readers of dates roll 30 February over to March; a day that doesn't come back the same doesn't exist.
  return !Number.isNaN(instant) && isoOf(instant).slice(0, 10) === text;
}
