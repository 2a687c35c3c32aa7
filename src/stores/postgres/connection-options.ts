import { accessSync, constants } from 'node:fs';
import pg from 'pg';
import { errorCode } from '../../core/files/error-code.ts';
import type { Secret } from '../../core/secrets/secret.ts';
import { storeRefused } from '../store-errors.ts';

/** How long a connection may take to be there, milliseconds. */
export const CONNECT_MS = 3000;

const SSL_OPTIONS = ['sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'sslnegotiation', 'ssl'];
const SSL_MODES = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify'];

/** What pg reads a value with; 8-byte integers become numbers, because every one of ours is below 2^53. */
const INT8 = 20;
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => (oid === INT8 ? Number : pg.types.getTypeParser(oid, format)),
};

/**
 * Options of a connection to the database of this address, which says everything (`sslmode` included, with the meaning that
 * libpq gives it). Throws `store-refused` for what is no PostgreSQL address, which the sentence does not quote, or names a file
 * that can't be read.
 */
export function connectionOptions(databaseUrl: Secret, name = 'patkeeper'): pg.ClientConfig {
  const url = parseUrl(databaseUrl.reveal());
  assertKnownSsl(url.searchParams);
  const mode = url.searchParams.get('sslmode');
  // Without this, pg takes `require` for `verify-full` and warns that it will not for long.
  if (mode !== null && mode !== 'no-verify' && !url.searchParams.has('uselibpqcompat'))
    url.searchParams.set('uselibpqcompat', 'true');
  if (mode === 'verify-ca' && !url.searchParams.get('sslrootcert')) {
    throw storeRefused(
      'DATABASE_URL says sslmode=verify-ca, which needs the certificate of an authority: add sslrootcert=FILE, or write verify-full.',
    );
  }
  for (const name of ['sslrootcert', 'sslcert', 'sslkey']) assertReadable(name, url.searchParams.get(name));
  return {
    connectionString: url.href,
    application_name: url.searchParams.get('application_name') ?? name,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types,
  };
}

/** pg passes over an option that it does not know, and an empty one, and connects without encryption then. */
function assertKnownSsl(options: URLSearchParams): void {
  for (const [name, value] of options) {
    const isOurs = SSL_OPTIONS.includes(name);
    if (!/^ssl/i.test(name) || (isOurs && value !== '' && (name !== 'sslmode' || SSL_MODES.includes(value))))
      continue;
    throw storeRefused(
      isOurs
        ? `DATABASE_URL holds an unknown value of ${name}. Write sslmode=verify-full, for example.`
        : `DATABASE_URL holds an option that nobody reads: ${name.slice(0, 40)}. Write one of ${SSL_OPTIONS.join(', ')}.`,
    );
  }
}

/** pg reads these files with every connection, and names none that it can't read. */
function assertReadable(name: string, path: string | null): void {
  if (!path) return;
  try {
    accessSync(path, constants.R_OK);
  } catch (error) {
    const what = `The file ${path}, which DATABASE_URL names as ${name}, can’t be read (${errorCode(error)}).`;
    throw storeRefused(`${what} Check its path and who may read it.`, error);
  }
}

/** Where the database is, for a sentence: host, port and name, without the user and the password. */
export function describeDatabase(databaseUrl: Secret): string {
  const { host, searchParams, pathname } = parseUrl(databaseUrl.reveal());
  return `${searchParams.get('host') ?? host}${pathname}`;
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^postgres(?:ql)?:$/.test(url.protocol)) return url;
  throw storeRefused(
    'DATABASE_URL is not the address of a PostgreSQL database. ' +
      'Write postgres://user:password@host:5432/database, with special characters of the password percent-encoded.',
  );
}
