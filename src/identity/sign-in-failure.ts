import { AuthError, InteractionRequiredAuthError } from '@azure/msal-node';
import { PatkeeperError } from '../core/errors.ts';
import { signInNeeded } from '../core/tokens/refusals.ts';
import { aadstsNumber } from '../web/aadsts.ts';
import { EntraUnreachable } from './entra-http.ts';

/** What a failure of Microsoft Entra means for a person. */
export interface SignInFailure {
  readonly refusal: PatkeeperError;
  /** Whether what is kept of the sign-in is worth nothing any more. */
  readonly ended: boolean;
}

const ASK = 'Ask your administrator';

/** The account can't use Patkeeper, however often it signs in. Numbers: Entra's published AADSTS error codes. */
const ACCOUNT: Readonly<Record<number, string>> = {
  50020: `Your account belongs to another organization than Patkeeper. ${ASK}.`,
  50034: `Microsoft Entra does not know your account. ${ASK}.`,
  50053: 'Your account is locked because of too many sign-ins. Try again later.',
  50057: `Your account is disabled. ${ASK}.`,
  50105: `You are not allowed to use Patkeeper. ${ASK} to assign it to you.`,
  53003: `Your organization’s access rules do not allow this sign-in. ${ASK}.`,
  53004: `Your organization’s access rules do not allow this sign-in now. ${ASK}.`,
  90093: `An administrator must allow Patkeeper first. ${ASK} to grant consent for it.`,
  90094: `An administrator must allow Patkeeper first. ${ASK} to grant consent for it.`,
  90095: `An administrator must allow Patkeeper first. ${ASK} to grant consent for it.`,
};

/** Accounts whose sign-ins never work again. */
const GONE: readonly (number | undefined)[] = [50034, 50057];

/** Patkeeper's registration is wrong: nobody can sign in until an administrator corrects it. */
const SETUP: Readonly<Record<number, string>> = {
  50011: 'the redirect URI is not registered',
  65005: 'the permissions for Azure DevOps are missing',
  90002: 'the tenant does not exist',
  500011: 'Azure DevOps is not known in this tenant',
  650052: 'the tenant has no access to Azure DevOps',
  650056: 'the permissions for Azure DevOps are missing',
  650057: 'the permissions for Azure DevOps are missing',
  700016: 'the application does not exist in this tenant',
  700024: 'the client assertion is out of its time',
  700027: 'the certificate is not registered',
  700211: 'the managed identity is not trusted',
  700212: 'the managed identity is not trusted',
  700213: 'the managed identity is not trusted',
  70021: 'the managed identity is not trusted',
  7000215: 'the client secret is wrong',
  7000222: 'the client secret has expired',
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
  const told = number === undefined ? undefined : sentence(number);
  if (told !== undefined)
    return { refusal: new PatkeeperError('refused', told, { cause }), ended: GONE.includes(number) };
  if (error instanceof InteractionRequiredAuthError || error.errorCode === 'invalid_grant')
    return { refusal: signInNeeded(undefined, cause), ended: true };
  const tell = number === undefined ? '' : `, and tell them the number AADSTS${number}`;
  const unknown = `Microsoft Entra refused the sign-in. ${ASK}${tell}.`;
  return { refusal: new PatkeeperError('refused', unknown, { cause }), ended: false };
}

function sentence(number: number): string | undefined {
  const setup = SETUP[number];
  if (setup === undefined) return ACCOUNT[number];
  return `Nobody can sign in at the moment: Patkeeper’s setup in Microsoft Entra is not right. ${ASK}, and tell them: ${setup} (AADSTS${number}).`;
}

function unreachable(error: EntraUnreachable): PatkeeperError {
  const { retryAfter } = error;
  const when =
    retryAfter === undefined ? 'in a minute' : retryAfter === 1 ? 'in 1 second' : `in ${retryAfter} seconds`;
  return new PatkeeperError('unreachable', `Microsoft’s sign-in can’t be reached. Try again ${when}.`, {
    cause: new Error(error.errorMessage),
  });
}

function numberOf(error: AuthError): number | undefined {
  const given = 'errorNo' in error && error.errorNo !== undefined ? Number(error.errorNo) : Number.NaN;
  return Number.isSafeInteger(given) ? given : aadstsNumber(error.errorMessage);
}
