import { type ErrorCode, type FieldErrors, PatkeeperError } from '../../core/errors.ts';

interface Meaning {
  readonly sentence: string;
  /** `refused` when left out. */
  readonly code?: ErrorCode;
  /** The field of the form that is to be changed. */
  readonly field?: string;
}

const GONE: Meaning = {
  sentence: 'This token no longer exists in Azure DevOps. Type /pat new to create a new one.',
  code: 'not-found',
};

/** What each `patTokenError` means. Names: Microsoft's specification of the Tokens interface, 7.1 and 7.2. */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  displayNameRequired: { sentence: 'The token has no name. Give it one.', field: 'name' },
  invalidDisplayName: {
    sentence: 'Azure DevOps does not accept this name. Choose another one.',
    field: 'name',
  },
  invalidValidTo: {
    sentence: 'Azure DevOps does not accept this end: it is in the past or too far away. Choose another one.',
    field: 'lifespan',
  },
  invalidScope: {
    sentence: 'These scopes can’t be combined, or the organization does not know one. Choose other scopes.',
    field: 'scopes',
  },
  accessDenied: {
    sentence: 'You have no right to manage tokens in this organization. Ask its administrator for access.',
  },
  userIdRequired: {
    sentence: 'Azure DevOps could not tell who you are. Type /pat signout, sign in again and try once more.',
  },
  invalidUserId: {
    sentence:
      'Azure DevOps does not know your account here. Open the organization in a browser once, then try again.',
  },
  invalidUserType: {
    sentence: 'Accounts of this kind can have no tokens. Sign in with a personal work account.',
  },
  globalPatPolicyViolation: {
    sentence: 'Your tenant does not allow tokens for all organizations. Create one for each organization.',
  },
  globalPATCreationBlocked: {
    sentence:
      'Azure DevOps makes no tokens for all organizations any more. Create one for each organization.',
  },
  fullScopePatPolicyViolation: {
    sentence: 'Your tenant does not allow full access. Choose the scopes that you need.',
    field: 'scopes',
  },
  patLifespanPolicyViolation: {
    sentence: 'This is longer than your tenant allows. Choose a shorter lifespan.',
    field: 'lifespan',
  },
  disablePatCreationPolicyViolation: {
    sentence:
      'This organization restricts who may create tokens. Ask its administrator to be allowed to. ' +
      'Renewing counts as creating. Tokens with packaging scopes only may still be possible.',
    field: 'organization',
  },
  authorizationNotFound: GONE,
  tokenNotFound: {
    sentence: 'Azure DevOps can’t find this token: it no longer exists. Type /pat new to create a new one.',
    code: 'not-found',
  },
  hostAuthorizationNotFound: {
    sentence: 'This token no longer exists in this organization. Type /pat new to create a new one.',
    code: 'not-found',
  },
  invalidAuthorizationId: {
    sentence:
      'Azure DevOps does not know this token, so it no longer exists. Type /pat new to create a new one.',
    code: 'not-found',
  },
  invalidToken: {
    sentence: 'This token is not valid any more, so it no longer exists. Type /pat new to create a new one.',
    code: 'not-found',
  },
  expiredPatCannotBeExtended: {
    sentence: 'This token has expired and can’t be renewed. Type /pat new to create a replacement.',
    code: 'not-active',
  },
  failedToIssueAccessToken: {
    sentence: 'Azure DevOps had a problem and made no token. Try again in a few minutes.',
    code: 'unreachable',
  },
  failedToUpdateAccessToken: {
    sentence: 'Azure DevOps had a problem and changed nothing. Try again in a few minutes.',
    code: 'unreachable',
  },
  failedToReadTenantPolicy: {
    sentence: 'Azure DevOps could not read your tenant’s rules for tokens. Try again in a few minutes.',
    code: 'unreachable',
  },
  failedToReadOrgPolicy: {
    sentence: 'Azure DevOps could not read the organization’s rules for tokens. Try again in a few minutes.',
    code: 'unreachable',
  },
};

const BY_NAME = new Map(Object.entries(MEANINGS).map(([name, meaning]) => [name.toLowerCase(), meaning]));

/** What Azure DevOps' refusal means for the person. One that is not known is shown by its name. */
export function refusalOf(patTokenError: string, detail?: string): PatkeeperError {
  const {
    sentence,
    code = 'refused',
    field,
  } = BY_NAME.get(patTokenError.toLowerCase()) ?? unknown(patTokenError);
  const fields: FieldErrors = field === undefined ? {} : { [field]: sentence };
  const cause = new Error(`patTokenError ${patTokenError}${detail === undefined ? '' : `: ${detail}`}`);
  return new PatkeeperError(code, sentence, { fields, cause });
}

/** Whether a refusal says that the token isn't there any more. */
export function saysGone(patTokenError: string): boolean {
  return BY_NAME.get(patTokenError.toLowerCase())?.code === 'not-found';
}

/** The name comes from outside, and a sentence should hold a name only. */
function unknown(name: string): Meaning {
  const shown = /^[\w .:-]{1,80}$/.test(name) ? name : 'a reason without a name';
  return {
    sentence: `Azure DevOps refused this: ${shown}. Tell your administrator if you can’t see why.`,
  };
}
