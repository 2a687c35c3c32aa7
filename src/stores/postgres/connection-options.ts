import pg from 'pg';
import type { Secret } from '../../core/secret.ts';
import { storeRefused } from '../store-errors.ts';

/** How long a connection may take to be there, milliseconds. */
const CONNECT_MS = 3000;

/** What pg reads a value with; 8-byte integers become numbers, because every one of ours is below 2^53. */
const INT8 = 20;
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => (oid === INT8 ? Number : pg.types.getTypeParser(oid, format)),
};

/**
 * Options of a connection to the database of this address, which says everything (`sslmode` included, with the meaning that
 * libpq gives it). Throws `store-refused` for what is no PostgreSQL address; the sentence does not quote it.
 */
export function connectionOptions(databaseUrl: Secret, name = 'patkeeper'): pg.ClientConfig {
  const url = parseUrl(databaseUrl.reveal());
  const mode = url.searchParams.get('sslmode');
  // Without this, pg takes `require` for `verify-full` and warns that it will not for long.
  if (mode !== null && mode !== 'no-verify' && !url.searchParams.has('uselibpqcompat'))
    url.searchParams.set('uselibpqcompat', 'true');
  return {
    connectionString: url.href,
    application_name: url.searchParams.get('application_name') ?? name,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types,
  };
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
