import type { Instant } from '../core/tokens/token.ts';
import type { ConfigReader } from './reader.ts';

/** When secrets end, as far as somebody wrote it down: nobody can ask Entra, or the database. */
export interface SecretEnds {
  readonly bot?: Instant;
  readonly signIn?: Instant;
  /** The password in the address of the database. */
  readonly database?: Instant;
}

/** Reads the dates on which secrets end; the day itself counts as over. */
export function secretEnds(read: ConfigReader): SecretEnds {
  const bot = date(read, 'MicrosoftAppPasswordExpires');
  const signIn = date(read, 'ENTRA_CLIENT_SECRET_EXPIRES');
  const database = date(read, 'DATABASE_PASSWORD_EXPIRES');
  return {
    ...(bot === undefined ? {} : { bot }),
    ...(signIn === undefined ? {} : { signIn }),
    ...(database === undefined ? {} : { database }),
  };
}

function date(
  read: ConfigReader,
  variable: 'MicrosoftAppPasswordExpires' | 'ENTRA_CLIENT_SECRET_EXPIRES' | 'DATABASE_PASSWORD_EXPIRES',
): Instant | undefined {
  if (!read.isSet(variable)) return undefined;
  const text = read.text(variable);
  const end = Date.parse(`${text}T00:00:00Z`);
  // Of 31 February some engines make 3 March.
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(end) && new Date(end).toISOString().startsWith(text))
    return end;
  // Not quoted: the secret may stand in the wrong line.
  read.report(
    variable,
    'is not a date',
    'Write the date on which the secret expires, for example 2027-05-31.',
  );
  return undefined;
}
