import { randomBytes } from 'node:crypto';
import type { Clock } from '../../../src/core/ports.ts';
import type { Instant } from '../../../src/core/tokens/token.ts';
import { EntraRefusal } from './entra-refusal.ts';
import type { FakePerson } from './fake-people.ts';

const MINUTE = 60_000;
const CODE_LIFE_MS = 10 * MINUTE;
const REFRESH_LIFE_MS = 90 * 24 * 60 * MINUTE;

/** One sign-in of one person. */
export interface Session {
  readonly person: FakePerson;
  readonly startedAt: Instant;
  /** Authentication contexts that were proved at the page. */
  readonly contexts: readonly string[];
  /** Whether a second factor was asked for and given. */
  readonly mfa: boolean;
}

/** What an authorization code stands for. */
export interface CodeGrant {
  readonly session: Session;
  readonly redirectUri: string;
  readonly scope: string;
  /** SHA-256 of the code verifier, base64url. */
  readonly challenge: string;
  readonly nonce: string | undefined;
}

/** Codes, refresh tokens and consent of a tenant, in memory. */
export interface GrantStore {
  issueCode(grant: CodeGrant): string;
  /** The grant of a code, once; an `EntraRefusal` for used, expired and unknown codes. */
  redeemCode(code: string): CodeGrant;
  issueRefreshToken(session: Session): string;
  /** The session of a refresh token; an `EntraRefusal` for revoked, expired and unknown ones. */
  redeemRefreshToken(token: string): Session;
  revokeSessions(person: FakePerson): void;
  hasConsented(person: FakePerson, scopes: readonly string[]): boolean;
  consent(person: FakePerson, scopes: readonly string[]): void;
  /** What the person has consented to, as `<resource>/<scope>`. */
  consented(person: FakePerson): readonly string[];
  forgetConsent(person: FakePerson): void;
}

/** Gives an empty store. */
export function createGrantStore({ clock }: { readonly clock: Clock }): GrantStore {
  const codes = new Map<string, { grant: CodeGrant; expiresAt: Instant; used: boolean }>();
  const refreshTokens = new Map<string, { session: Session; expiresAt: Instant; revoked: boolean }>();
  const consents = new Map<string, Set<string>>();
  const consentOf = (person: FakePerson): ReadonlySet<string> => consents.get(person.objectId) ?? new Set();

  return {
    issueCode(grant) {
      const code = `0.fake-code.${randomBytes(24).toString('base64url')}`;
      codes.set(code, { grant, expiresAt: clock.now() + CODE_LIFE_MS, used: false });
      return code;
    },
    redeemCode(code) {
      const entry = codes.get(code);
      if (entry === undefined) throw new EntraRefusal(9002313, { detail: 'code' });
      if (entry.used) throw new EntraRefusal(54005);
      entry.used = true;
      if (entry.expiresAt <= clock.now()) throw new EntraRefusal(70008);
      return entry.grant;
    },
    issueRefreshToken(session) {
      const token = `0.fake-refresh.${randomBytes(32).toString('base64url')}`;
      refreshTokens.set(token, { session, expiresAt: clock.now() + REFRESH_LIFE_MS, revoked: false });
      return token;
    },
    redeemRefreshToken(token) {
      const entry = refreshTokens.get(token);
      if (entry === undefined) throw new EntraRefusal(9002313, { detail: 'refresh_token' });
      if (entry.revoked) throw new EntraRefusal(50173);
      if (entry.expiresAt <= clock.now()) throw new EntraRefusal(700082);
      return entry.session;
    },
    revokeSessions(person) {
      for (const entry of refreshTokens.values())
        if (entry.session.person.objectId === person.objectId) entry.revoked = true;
    },
    hasConsented: (person, scopes) => scopes.every((scope) => consentOf(person).has(scope)),
    consent: (person, scopes) =>
      void consents.set(person.objectId, new Set([...consentOf(person), ...scopes])),
    consented: (person) => [...consentOf(person)],
    forgetConsent: (person) => void consents.delete(person.objectId),
  };
}
