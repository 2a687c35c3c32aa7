import { isLoopback } from '../core/loopback.ts';
import { Secret } from '../core/secrets/secret.ts';
import type { ConfigReader } from './reader.ts';
import { VARIABLES } from './variables.ts';

/** Where tokens, people and notices are kept. */
export type StoreConfig =
  /** Files in `DATA_DIR`. */
  | { readonly kind: 'lowdb' }
  | {
      readonly kind: 'postgres';
      readonly databaseUrl: Secret;
      /** The server's own address; present where `databaseUrl` leads through a pooler in transaction mode. */
      readonly directUrl?: Secret;
      /** Whether the service brings the schema up to date by itself. */
      readonly migrate: boolean;
      readonly poolSize: number;
      readonly keepAuditDays: number;
      readonly keepEndedDays: number;
    };

/**
 * Reads the kind of store. One replica can't make a key that several replicas must share, so such keys must be set.
 * `mustSay`: with a `DATABASE_URL`, `STORE` must be set too, because a lost `STORE` would mean empty files instead of the
 * database.
 */
export function storeConfig(read: ConfigReader, mustSay: boolean): StoreConfig {
  if (mustSay && read.isSet('DATABASE_URL') && !read.isSet('STORE')) {
    const fix =
      'Write STORE=postgres to keep everything in that database, or STORE=lowdb to keep it in DATA_DIR.';
    read.report('STORE', 'is missing, although DATABASE_URL is set', fix);
  }
  if (read.choice('STORE', ['lowdb', 'postgres']) === 'lowdb') {
    if (keepsFiles(read)) refusePostgresOnly(read);
    return { kind: 'lowdb' };
  }
  if (!read.isSet('DATABASE_URL')) {
    const fix = 'Write postgres://user:password@host:5432/database, with special characters percent-encoded.';
    read.report('DATABASE_URL', 'is missing, and STORE=postgres needs it', fix);
  }
  const fix = 'Write what "openssl rand -base64 32" prints, the same for every replica.';
  if (!read.isSet('TOKEN_PEPPER'))
    read.report('TOKEN_PEPPER', 'is missing, and STORE=postgres needs it', fix);
  // Every replica opens what another one sealed: sign-ins to Azure DevOps, and those of administrators.
  const signsIn =
    read.list('AUTHORITIES').some((id) => id.toLowerCase() === 'azure-devops') ||
    read.text('ADMIN').trim().toLowerCase() === 'on';
  if (!read.isSet('CACHE_KEY') && signsIn)
    read.report('CACHE_KEY', 'is missing, and sign-ins with STORE=postgres need it', fix);
  const days = 'Write a number of days from 1 to 36500.';
  return {
    kind: 'postgres',
    databaseUrl: new Secret(read.text('DATABASE_URL')),
    ...(read.isSet('DATABASE_DIRECT_URL') ? { directUrl: new Secret(read.text('DATABASE_DIRECT_URL')) } : {}),
    migrate: read.choice('MIGRATE', ['on', 'off']) === 'on',
    poolSize: read.whole('DATABASE_POOL_SIZE', 1, 100, 'Write a number from 1 to 100.'),
    keepAuditDays: read.whole('KEEP_AUDIT_DAYS', 1, 36_500, days),
    keepEndedDays: read.whole('KEEP_ENDED_DAYS', 1, 36_500, days),
  };
}

/**
 * Warnings, as sentences. An unused `DATABASE_URL` doesn't stop the start: it may be there for another program or for an
 * import.
 */
export function storeWarnings(read: ConfigReader, isTeams: boolean): string[] {
  if (!read.isSet('DATABASE_URL')) return [];
  if (keepsFiles(read)) {
    return [
      'DATABASE_URL is not used, because Patkeeper keeps everything in DATA_DIR. Set STORE=postgres to use the database, or remove DATABASE_URL.',
    ];
  }
  return isTeams && isOpenConnection(read.text('DATABASE_URL'))
    ? [
        'DATABASE_URL leads to another machine without sslmode, so nothing encrypts the connection. Add ?sslmode=verify-full, or ?sslmode=disable if only you use the network.',
      ]
    : [];
}

/** Whether the connection leaves this machine and no option says whether to encrypt it. */
function isOpenConnection(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { hostname, searchParams } = new URL(address);
  const host = searchParams.get('host') ?? hostname;
  const isHere = host === '' || host.startsWith('/') || isLoopback(host);
  return !isHere && !['sslmode', 'ssl', 'sslnegotiation'].some((name) => searchParams.has(name));
}

/** False for an unknown kind, which is another problem. */
function keepsFiles(read: ConfigReader): boolean {
  return read.text('STORE').toLowerCase() === 'lowdb';
}

/** Allows default values: someone who copies `.env.example` may have uncommented them. */
function refusePostgresOnly(read: ConfigReader): void {
  for (const variable of VARIABLES) {
    if ('postgresOnly' in variable && read.text(variable.name) !== variable.default)
      read.report(variable.name, 'works with STORE=postgres only', 'Remove it, or set STORE=postgres.');
  }
}
