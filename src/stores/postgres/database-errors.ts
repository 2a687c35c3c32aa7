import pg from 'pg';
import { PatkeeperError } from '../../core/errors.ts';
import { errorCode } from '../../core/files/error-code.ts';

/**
 * What a failed call means. `lost`: the server is away or was while it worked, and nobody knows what it did. `conflict`:
 * PostgreSQL undid the work so that another's could continue. `fault`: the server answered, and can't do it. `other`: an answer
 * of our own, or a defect.
 */
export type Failure = 'lost' | 'conflict' | 'fault' | 'other';

/** SQLSTATE classes, https://www.postgresql.org/docs/current/errcodes-appendix.html. */
const LOST = ['08', '53', '57P', '58'];
const CONFLICT = ['40001', '40P01'];
/** Values and constraints: only a defect of ours leads there. */
const DEFECT = ['22', '23'];

/** Tells what a failure of the database means for the call that it happened to. */
export function failureOf(error: unknown): Failure {
  if (error instanceof PatkeeperError) return 'other';
  if (error instanceof Busy) return 'fault';
  if (error instanceof pg.DatabaseError) {
    const { code = '' } = error;
    const isOneOf = (prefixes: readonly string[]): boolean =>
      prefixes.some((prefix) => code.startsWith(prefix));
    if (isOneOf(CONFLICT)) return 'conflict';
    if (isOneOf(LOST)) return 'lost';
    return isOneOf(DEFECT) ? 'other' : 'fault';
  }
  if (error instanceof Error && /^SASL: |does not support SSL/.test(error.message)) return 'fault';
  if (error instanceof Late || NETWORK.test(errorCode(error) ?? '')) return 'lost';
  return error instanceof Error && DRIVER.test(error.message) ? 'lost' : 'other';
}

/** System errors (`ECONNRESET`) and those of TLS (`SELF_SIGNED_CERT_IN_CHAIN`). */
const NETWORK = /^E(?!RR_)[A-Z0-9_]+$|CERT|TLS|SSL|UNABLE_TO_/;
/** What pg says in a plain error when the server asks for a password and the address has none. */
const NO_PASSWORD = /^SASL: .*password must be a/;
/** What pg says in plain errors when a connection can't be had or breaks. */
const DRIVER = /connection|connect\b|not queryable|client was closed/i;

/** The server took longer than a caller can wait. */
export class Late extends Error {
  readonly ms: number;

  constructor(ms: number) {
    super(`the database did not answer within ${ms} ms`);
    this.name = 'Late';
    this.ms = ms;
  }
}

/** Every connection was in use for as long as a caller can wait. It says nothing about the server. */
export class Busy extends Error {
  constructor(ms: number) {
    super(`no connection to the database was free within ${Math.round(ms)} ms`);
    this.name = 'Busy';
  }
}

/** What an administrator can do about a server that can't be used. */
export function adviceFor(error: unknown): string {
  const code = errorCode(error) ?? '';
  const message = error instanceof Error ? error.message : '';
  if (NO_PASSWORD.test(message))
    return 'It asks for a password, and DATABASE_URL has none: write postgres://user:password@host:5432/database.';
  if (message.includes('does not support SSL'))
    return 'Switch encryption on there, or take sslmode out of DATABASE_URL.';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return 'Its certificate is for another host: DATABASE_URL must name the host as its certificate does.';
  if (/CERT|UNABLE_TO_VERIFY/.test(code)) {
    return (
      'Its certificate is not trusted here: let sslrootcert in DATABASE_URL name the file with the certificate of the ' +
      'authority that issued it, and see that it has not expired.'
    );
  }
  return 'Check that it runs, that DATABASE_URL names it, and that its user and password are right.';
}

/** A few words on why the server can't be used, without addresses or passwords. */
export function reasonOf(error: unknown): string {
  if (error instanceof pg.DatabaseError) return error.message;
  if (error instanceof Error && NO_PASSWORD.test(error.message)) return 'no password';
  return errorCode(error) ?? (error instanceof Error ? error.message : 'unknown error');
}
