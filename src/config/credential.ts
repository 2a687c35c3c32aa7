import { Secret } from '../core/secrets/secret.ts';
import type { ConfigReader } from './reader.ts';

/** How an application at Microsoft Entra proves that it is itself. */
export type CredentialConfig =
  | { readonly kind: 'secret'; readonly secret: Secret }
  /** A PEM file with the private key and the certificate. */
  | {
      readonly kind: 'certificate';
      readonly path: string;
      /** Which setting names it. */
      readonly setting: 'MicrosoftAppCertificate' | 'ENTRA_CLIENT_CERTIFICATE';
    }
  /** A file with a token of another issuer that the application trusts, which whoever runs the machine keeps fresh. */
  | {
      readonly kind: 'token-file';
      readonly path: string;
      /** Which setting names it. */
      readonly setting: 'MicrosoftAppTokenFile' | 'ENTRA_CLIENT_TOKEN_FILE';
    }
  /** The client id of a user-assigned managed identity that the application trusts. */
  | { readonly kind: 'managed-identity'; readonly identity: string };

/** What a bot of the type SingleTenant proves itself by. */
export type BotCredential = Exclude<CredentialConfig, { readonly kind: 'managed-identity' }>;

/** The settings of them, the strongest first. */
export const BOT_CREDENTIALS = [
  'MicrosoftAppTokenFile',
  'MicrosoftAppCertificate',
  'MicrosoftAppPassword',
] as const;

/** The same for the application where people sign in. */
export const SIGN_IN_CREDENTIALS = [
  'ENTRA_CLIENT_TOKEN_FILE',
  'ENTRA_CLIENT_CERTIFICATE',
  'ENTRA_CLIENT_SECRET',
] as const;

/** Reads the bot's credential: exactly one, so that a lost one never leaves a weaker one in its place. */
export function botCredential(read: ConfigReader): BotCredential {
  return givenCredential(read, BOT_CREDENTIALS) ?? { kind: 'secret', secret: new Secret('') };
}

/** Reads the own credential of the application where people sign in, in the same way; undefined when none is given. */
export function signInCredential(read: ConfigReader): BotCredential | undefined {
  return givenCredential(read, SIGN_IN_CREDENTIALS);
}

function givenCredential(
  read: ConfigReader,
  names: typeof BOT_CREDENTIALS | typeof SIGN_IN_CREDENTIALS,
): BotCredential | undefined {
  const [given, ...more] = names.filter((name) => read.isSet(name));
  if (given === undefined) return undefined;
  if (more.length > 0) {
    const problem = `is there beside ${more.join(' and ')}`;
    read.report(given, problem, `Keep one of ${[given, ...more].join(', ')} and remove the rest.`);
  }
  const text = read.text(given);
  if (given === 'MicrosoftAppTokenFile' || given === 'ENTRA_CLIENT_TOKEN_FILE')
    return { kind: 'token-file', path: text, setting: given };
  if (given === 'MicrosoftAppCertificate' || given === 'ENTRA_CLIENT_CERTIFICATE')
    return { kind: 'certificate', path: text, setting: given };
  return { kind: 'secret', secret: new Secret(text) };
}

/** What is there and not used by a managed identity, as sentences. */
export function unusedCredentials(read: ConfigReader): string[] {
  if (read.text('MicrosoftAppType').toLowerCase() !== 'userassignedmsi') return [];
  return BOT_CREDENTIALS.filter((name) => read.isSet(name)).map(
    (name) => `${name} is not used with UserAssignedMSI. Remove it.`,
  );
}
