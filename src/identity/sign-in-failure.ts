import type { PlainReason, SetupProblem } from '../core/error-reasons.ts';
import { PatkeeperError } from '../core/errors.ts';
import { signInNeeded } from '../core/tokens/refusals.ts';
import { aadstsNumber } from '../web/aadsts.ts';
import { EntraUnreachable } from './entra-http.ts';
import { AuthError, InteractionRequiredAuthError } from './msal.ts';

/** What a failure of Microsoft Entra means for a person. */
export interface SignInFailure {
  readonly refusal: PatkeeperError;
  /** Whether what is kept of the sign-in is worth nothing any more. */
  readonly ended: boolean;
}

/** The account can't use Patkeeper, however often it signs in. Numbers: Entra's published AADSTS error codes. */
const ACCOUNT: Readonly<Record<number, Extract<PlainReason, `refused.${string}`>>> = {
  50020: 'refused.account-elsewhere',
  50034: 'refused.account-unknown',
  50053: 'refused.account-locked',
  50057: 'refused.account-disabled',
  50105: 'refused.account-not-assigned',
  53003: 'refused.access-rules',
  53004: 'refused.access-rules',
  90093: 'refused.consent-missing',
  90094: 'refused.consent-missing',
  90095: 'refused.consent-missing',
};

/** Accounts whose sign-ins never work again. */
const GONE: readonly (number | undefined)[] = [50034, 50057];

/** Patkeeper's registration is wrong: nobody can sign in until an administrator corrects it. */
const SETUP: Readonly<Record<number, SetupProblem>> = {
  50011: 'redirectUri',
  65005: 'permissions',
  90002: 'tenant',
  500011: 'noAzureDevops',
  650052: 'noAccessToAzureDevops',
  650056: 'permissions',
  650057: 'permissions',
  700016: 'application',
  700024: 'assertionTime',
  700027: 'certificate',
  700211: 'managedIdentity',
  700212: 'managedIdentity',
  700213: 'managedIdentity',
  70021: 'managedIdentity',
  7000215: 'secretWrong',
  7000222: 'secretExpired',
};

/**
 * Says what an error of msal, or an answer of the sign-in page, means. What is none of these is thrown again as it is.
 * Causes hold error names and numbers only: Entra's own sentences name people.
 */
export function signInFailure(error: unknown): SignInFailure {
  if (error instanceof PatkeeperError) return { refusal: error, ended: false };
  if (error instanceof EntraUnreachable) return { refusal: unreachable(error), ended: false };
  if (!(error instanceof AuthError)) throw error;
  const number = numberOf(error);
  const cause = new Error(`Entra: ${error.errorCode}${number === undefined ? '' : ` (AADSTS${number})`}`);
  const claims =
    error instanceof InteractionRequiredAuthError && error.claims !== '' ? error.claims : undefined;
  if (claims !== undefined) return { refusal: signInNeeded(claims, cause), ended: false };
  const known = number === undefined ? undefined : refusalOf(number, cause);
  if (known !== undefined) return { refusal: known, ended: GONE.includes(number) };
  if (error instanceof InteractionRequiredAuthError || error.errorCode === 'invalid_grant')
    return { refusal: signInNeeded(undefined, cause), ended: true };
  const refusal =
    number === undefined
      ? new PatkeeperError('refused.by-entra', {}, { cause })
      : new PatkeeperError('refused.by-entra-numbered', { number }, { cause });
  return { refusal, ended: false };
}

function refusalOf(number: number, cause: Error): PatkeeperError | undefined {
  const problem = SETUP[number];
  if (problem !== undefined) return new PatkeeperError('refused.entra-setup', { problem, number }, { cause });
  const reason = ACCOUNT[number];
  return reason === undefined ? undefined : new PatkeeperError(reason, {}, { cause });
}

function unreachable({ retryAfter: seconds, errorMessage }: EntraUnreachable): PatkeeperError {
  const cause = new Error(errorMessage);
  return seconds === undefined
    ? new PatkeeperError('unreachable.entra', {}, { cause })
    : new PatkeeperError('unreachable.entra-pause', { seconds }, { cause });
}

function numberOf(error: InstanceType<typeof AuthError>): number | undefined {
  const given = 'errorNo' in error && error.errorNo !== undefined ? Number(error.errorNo) : Number.NaN;
  return Number.isSafeInteger(given) ? given : aadstsNumber(error.errorMessage);
}
