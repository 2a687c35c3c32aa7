import type { PlainReason } from '../../core/error-reasons.ts';
import { PatkeeperError } from '../../core/errors.ts';

interface Meaning {
  readonly reason: PlainReason;
  /** The field of the form that is to be changed. */
  readonly field?: string;
}

const GONE: Meaning = { reason: 'not-found.gone' };

/** What each `patTokenError` means. Names: Microsoft's specification of the Tokens interface, 7.1 and 7.2. */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  displayNameRequired: { reason: 'refused.name-empty', field: 'name' },
  invalidDisplayName: { reason: 'refused.name-not-accepted', field: 'name' },
  invalidValidTo: { reason: 'refused.end-not-accepted', field: 'lifespan' },
  invalidScope: { reason: 'refused.scopes-not-accepted', field: 'scopes' },
  accessDenied: { reason: 'refused.may-not-manage' },
  userIdRequired: { reason: 'refused.person-not-told' },
  invalidUserId: { reason: 'refused.person-not-known' },
  invalidUserType: { reason: 'refused.kind-of-account' },
  globalPatPolicyViolation: { reason: 'refused.everywhere-forbidden' },
  globalPATCreationBlocked: { reason: 'refused.everywhere-ended' },
  fullScopePatPolicyViolation: { reason: 'refused.full-access-forbidden', field: 'scopes' },
  patLifespanPolicyViolation: { reason: 'refused.lifespan-too-long', field: 'lifespan' },
  disablePatCreationPolicyViolation: { reason: 'refused.creation-restricted', field: 'organization' },
  authorizationNotFound: GONE,
  tokenNotFound: GONE,
  hostAuthorizationNotFound: GONE,
  invalidAuthorizationId: GONE,
  invalidToken: GONE,
  expiredPatCannotBeExtended: { reason: 'not-active.expired-at-authority' },
  failedToIssueAccessToken: { reason: 'unreachable.not-issued' },
  failedToUpdateAccessToken: { reason: 'unreachable.not-changed' },
  failedToReadTenantPolicy: { reason: 'unreachable.tenant-policy' },
  failedToReadOrgPolicy: { reason: 'unreachable.organization-policy' },
};

const BY_NAME = new Map(Object.entries(MEANINGS).map(([name, meaning]) => [name.toLowerCase(), meaning]));

/** What Azure DevOps' refusal means for the person. One that is not known is shown by its name. */
export function refusalOf(patTokenError: string, detail?: string): PatkeeperError {
  const cause = new Error(`patTokenError ${patTokenError}${detail === undefined ? '' : `: ${detail}`}`);
  const meaning = BY_NAME.get(patTokenError.toLowerCase());
  if (meaning === undefined) return unknown(patTokenError, cause);
  const { reason, field } = meaning;
  return new PatkeeperError(reason, {}, { cause, ...(field === undefined ? {} : { field }) });
}

/** Whether a refusal says that the token isn't there any more. */
export function saysGone(patTokenError: string): boolean {
  return BY_NAME.get(patTokenError.toLowerCase()) === GONE;
}

/** The name comes from outside, and a sentence should hold a name only. */
function unknown(name: string, cause: Error): PatkeeperError {
  return /^[\w .:-]{1,80}$/.test(name)
    ? new PatkeeperError('refused.by-azure-devops', { name }, { cause })
    : new PatkeeperError('refused.by-azure-devops-unnamed', {}, { cause });
}
