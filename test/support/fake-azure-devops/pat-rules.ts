import { FULL_ACCESS, findScope } from '../../../src/core/tokens/scopes.ts';
import type { Instant } from '../../../src/core/tokens/token.ts';
import type { PatTokenError } from '../schemas/pat-errors.ts';
import type { AzureDevOpsState } from './fake-azure-devops-types.ts';

const DAY = 24 * 60 * 60 * 1000;
const LONGEST_DAYS = 366;
/** Permissions for applications only; no token may have them. */
const NOT_FOR_TOKENS = ['vso.pats', 'vso.pats_manage', 'user_impersonation'];

/** A rule broken, by the name that the service has for it. */
export class PatRefusal extends Error {
  readonly error: PatTokenError;

  constructor(error: PatTokenError) {
    super(error);
    this.name = 'PatRefusal';
    this.error = error;
  }
}

/** A name as the service takes it; a `PatRefusal` otherwise. */
export function holdName(value: unknown): string {
  if (typeof value !== 'string' || value.trim() === '') throw new PatRefusal('displayNameRequired');
  if (value.length > 255 || /\p{Cc}/u.test(value)) throw new PatRefusal('invalidDisplayName');
  return value;
}

/** Scopes as the service takes them; a `PatRefusal` otherwise. Full access goes with nothing else. */
export function holdScope(value: unknown, state: AzureDevOpsState): string {
  const scopes = typeof value === 'string' ? value.split(' ') : [];
  if (
    scopes.length === 0 ||
    scopes.some((one) => findScope(one) === undefined || NOT_FOR_TOKENS.includes(one))
  )
    throw new PatRefusal('invalidScope');
  if (scopes.includes(FULL_ACCESS)) {
    if (scopes.length > 1) throw new PatRefusal('invalidScope');
    if (state.fullScopeRefused) throw new PatRefusal('fullScopePatPolicyViolation');
  }
  return scopes.join(' ');
}

/** The end that the service grants: moved to the longest lifespan counted from `from`, or refused. */
export function holdEnd(value: unknown, from: Instant, now: Instant, state: AzureDevOpsState): Instant {
  const end = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (!(end > now)) throw new PatRefusal('invalidValidTo');
  const { maxLifespanDays, lifespanPolicy } = state;
  if (maxLifespanDays === null) {
    if (end > now + LONGEST_DAYS * DAY) throw new PatRefusal('invalidValidTo');
    return end;
  }
  const latest = from + maxLifespanDays * DAY;
  if (end <= latest) return end;
  if (lifespanPolicy === 'refuse' || latest <= now) throw new PatRefusal('patLifespanPolicyViolation');
  return latest;
}

/** Throws a `PatRefusal` where the organization's policy keeps this person from a token with this scope. */
export function holdCreation(
  { name }: { readonly name: string },
  person: { readonly key: string },
  scope: unknown,
  state: AzureDevOpsState,
): void {
  if (!state.creationRestricted.includes(name) || state.creationAllowed.includes(person.key)) return;
  const scopes = typeof scope === 'string' ? scope.split(' ') : [];
  const isForPackages = scopes.length > 0 && scopes.every((one) => one.startsWith('vso.packaging'));
  if (isForPackages && state.packagingAllowed.includes(name)) return;
  throw new PatRefusal('disablePatCreationPolicyViolation');
}

/** Whether the token is to be for all organizations; a `PatRefusal` where that is not allowed. */
export function holdEverywhere(value: unknown, { globalTokens }: AzureDevOpsState): boolean {
  if (value !== true) return false;
  if (globalTokens === 'allowed') return true;
  throw new PatRefusal(globalTokens === 'blocked' ? 'globalPATCreationBlocked' : 'globalPatPolicyViolation');
}
