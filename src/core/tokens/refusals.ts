import { PatkeeperError } from '../errors.ts';
import { describeScopes, type ScopeId } from './scopes.ts';
import type { Actor, Token, TokenState } from './token.ts';

/** No such token for this person. Somebody else's token is refused with the very same words. */
export function notFound(): PatkeeperError {
  return new PatkeeperError('not-found', 'You have no such token. Type /pat list to see yours.');
}

/** The token can't be changed any more because of its state. */
export function notActive(state: Exclude<TokenState, 'active'>): PatkeeperError {
  const sentence = state === 'revoked' ? 'This token was revoked.' : 'This token has already expired.';
  return new PatkeeperError('not-active', `${sentence} Type /pat new to create a new one.`);
}

/** Another active token of the same owner has this name. */
export function nameTaken(): PatkeeperError {
  const sentence = 'You have an active token with this name. Choose another name.';
  return new PatkeeperError('name-taken', sentence, { fields: { name: sentence } });
}

/** The owner has as many active tokens as the policy allows. */
export function tooManyTokens(limit: number): PatkeeperError {
  const tokens = `${limit} active token${limit === 1 ? '' : 's'}`;
  return new PatkeeperError(
    'too-many-tokens',
    `You have ${tokens}, which is the limit. Revoke one that you no longer need, then try again.`,
  );
}

/** This form has made its token already, too long ago for the secret to be shown again. */
export function formUsed(): PatkeeperError {
  return new PatkeeperError(
    'form-used',
    'A token was already made from this form, and its secret can’t be shown again. ' +
      'If you did not save the secret, revoke that token and create a new one.',
  );
}

/** The form came without its one-time key, so that a repeated submit could not be told from a new one. */
export function formWithoutKey(): PatkeeperError {
  return new PatkeeperError('invalid-input', 'This form is out of date. Type /pat new to open a new one.');
}

/** The organization doesn't exist, or not for this person. */
export function unknownOrganization(): PatkeeperError {
  const sentence = 'This organization is not available to you. Choose another one.';
  return new PatkeeperError('unknown-organization', sentence, { fields: { organization: sentence } });
}

/** The token's authority is not configured any more. */
export function authorityGone(): PatkeeperError {
  return new PatkeeperError(
    'unreachable',
    'The service that issued this token is not connected any more. Ask your administrator to connect it again.',
  );
}

/** The person must sign in before this can be done; with the claims of a challenge, if there was one. */
export function signInNeeded(claims?: string, cause?: unknown): PatkeeperError {
  return new PatkeeperError('sign-in-needed', 'Sign in first, then this goes on. Type /pat signin.', {
    signIn: claims === undefined ? {} : { claims },
    ...(cause === undefined ? {} : { cause }),
  });
}

/** The administrator took the organization of a built-in token out of the settings. */
export function organizationRemoved({ organization }: Pick<Token, 'organization'>): PatkeeperError {
  return new PatkeeperError(
    'refused',
    `Your administrator has removed the organization “${organization}”, so this token is refused and can’t be renewed. ` +
      'Rotate it to another organization, or revoke it.',
  );
}

/** A token holds scopes that the administrator has forbidden since it was made. */
export function scopesForbidden(lost: readonly ScopeId[]): PatkeeperError {
  return new PatkeeperError(
    'refused',
    `Your administrator no longer allows this: ${describeScopes(lost)}. A token that has it can’t be renewed. ` +
      'Rotate it to choose other scopes, or revoke it.',
  );
}

/** Azure DevOps lets no token for all organizations live longer. */
export function retired(): PatkeeperError {
  return new PatkeeperError(
    'refused',
    'Azure DevOps ends all tokens for all organizations on 1 December 2026, so it can’t be renewed past that day. ' +
      'Press “Replace it” to make one for each organization that you need.',
  );
}

/** Only a token for all organizations is replaced by others for single ones, and not once it was revoked. */
export function notReplaceable(): PatkeeperError {
  return new PatkeeperError(
    'refused',
    'This token is not one for all organizations, or it was revoked. Type /pat new to create a new one.',
  );
}

/** Today's policy leaves nothing of what a token may do. */
export function nothingToKeep(): PatkeeperError {
  return new PatkeeperError(
    'refused',
    'Your administrator no longer allows what this token can do. Type /pat new to create one with other scopes.',
  );
}

/** This kind of token can't be replaced by its authority. */
export function notRotatable({ everywhere }: Token): PatkeeperError {
  return new PatkeeperError(
    'refused',
    everywhere === true
      ? 'Tokens for all organizations can no longer be made. Press “Replace it” to make one for each organization that you need.'
      : 'This token was made elsewhere and is only remembered here. Make a new one there, then type /pat track.',
  );
}

/** A token is replaced once at a time. */
export function alreadyRotating(): PatkeeperError {
  return new PatkeeperError(
    'refused',
    'This token has been replaced already and only works a little longer. Rotate the new one instead.',
  );
}

/** Both tokens have worked as long as is allowed. */
export function noLongerOverlap(): PatkeeperError {
  return new PatkeeperError(
    'refused',
    'The old token can’t work any longer. Put the new one in its place before the old one ends.',
  );
}

/** Tokens of this organization are made on its own page. */
export function madeElsewhere(): PatkeeperError {
  return new PatkeeperError(
    'refused',
    'Tokens of this organization are made on its own page. Type /pat track to have one remembered here.',
  );
}

/** A token was issued that could neither be kept nor revoked; nobody has its secret. */
export function leftBehind(name: string): PatkeeperError {
  return new PatkeeperError(
    'lost',
    `“${name}” was made, but it could neither be kept here nor revoked again, and nobody has its secret. ` +
      'Revoke it where your tokens are listed, then try again.',
  );
}

/** Refuses a guest what gives or prolongs a token. Throws `refused`. */
export function refuseGuest(actor: Actor): void {
  if (actor.isGuest !== true) return;
  throw new PatkeeperError(
    'refused',
    'Guests can’t create or renew tokens here. You can still list and revoke those that you have.',
  );
}
