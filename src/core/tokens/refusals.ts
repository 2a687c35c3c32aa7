import { PatkeeperError } from '../errors.ts';
import type { ScopeId } from './scopes.ts';
import type { Actor, Token, TokenState } from './token.ts';

/** No such token for this person. Somebody else's token is refused for the very same reason. */
export function notFound(): PatkeeperError {
  return new PatkeeperError('not-found.token');
}

/** The token can't be changed any more because of its state. */
export function notActive(state: Exclude<TokenState, 'active'>): PatkeeperError {
  return new PatkeeperError(`not-active.${state}`);
}

/** Another active token of the same owner has this name. */
export function nameTaken(): PatkeeperError {
  return new PatkeeperError('name-taken', {}, { field: 'name' });
}

/** The owner has as many active tokens as the policy allows. */
export function tooManyTokens(limit: number): PatkeeperError {
  return new PatkeeperError('too-many-tokens', { limit });
}

/** This form has made its token already, too long ago for the secret to be shown again. */
export function formUsed(): PatkeeperError {
  return new PatkeeperError('form-used');
}

/** The form came without its one-time key, so that a repeated submit could not be told from a new one. */
export function formWithoutKey(): PatkeeperError {
  return new PatkeeperError('invalid-input.form-out-of-date');
}

/** The organization doesn't exist, or not for this person. */
export function unknownOrganization(): PatkeeperError {
  return new PatkeeperError('unknown-organization', {}, { field: 'organization' });
}

/** The token's authority is not configured any more. */
export function authorityGone(): PatkeeperError {
  return new PatkeeperError('unreachable.authority-gone');
}

/** The person must sign in before this can be done; with the claims of a challenge, if there was one. */
export function signInNeeded(claims?: string, cause?: unknown): PatkeeperError {
  return new PatkeeperError(
    'sign-in-needed',
    {},
    { signIn: claims === undefined ? {} : { claims }, ...(cause === undefined ? {} : { cause }) },
  );
}

/** The same for an administrator of the authority, who signs in there apart from their own tokens. */
export function authoritySignInNeeded({ signIn = {} }: Pick<PatkeeperError, 'signIn'> = {}): PatkeeperError {
  return new PatkeeperError('authority-sign-in-needed', {}, { signIn });
}

/** The administrator took the organization of a built-in token out of the settings. */
export function organizationRemoved({ organization }: Pick<Token, 'organization'>): PatkeeperError {
  return new PatkeeperError('refused.organization-removed', { organization });
}

/** A token holds scopes that the administrator has forbidden since it was made. */
export function scopesForbidden(lost: readonly ScopeId[]): PatkeeperError {
  return new PatkeeperError('refused.scopes-forbidden', { scopes: lost });
}

/** Azure DevOps lets no token for all organizations live longer. */
export function retired(): PatkeeperError {
  return new PatkeeperError('refused.retired');
}

/** Only a token for all organizations is replaced by others for single ones, and not once it was revoked. */
export function notReplaceable(): PatkeeperError {
  return new PatkeeperError('refused.not-replaceable');
}

/** Today's policy leaves nothing of what a token may do. */
export function nothingToKeep(): PatkeeperError {
  return new PatkeeperError('refused.nothing-to-keep');
}

/** This kind of token can't be replaced by its authority. */
export function notRotatable({ everywhere }: Token): PatkeeperError {
  return new PatkeeperError(
    everywhere === true ? 'refused.not-rotatable-everywhere' : 'refused.not-rotatable',
  );
}

/** A token is replaced once at a time. */
export function alreadyRotating(): PatkeeperError {
  return new PatkeeperError('refused.already-rotating');
}

/** Both tokens have worked as long as is allowed. */
export function noLongerOverlap(): PatkeeperError {
  return new PatkeeperError('refused.no-longer-overlap');
}

/** Tokens of this organization are made on its own page. */
export function madeElsewhere(): PatkeeperError {
  return new PatkeeperError('refused.made-elsewhere');
}

/** A token was issued that could neither be kept nor revoked; nobody has its secret. */
export function leftBehind(name: string): PatkeeperError {
  return new PatkeeperError('lost.left-behind', { name });
}

/** Refuses a guest what gives or prolongs a token. Throws `refused`. */
export function refuseGuest(actor: Actor): void {
  if (actor.isGuest === true) throw new PatkeeperError('refused.guest');
}
