import { randomUUID } from 'node:crypto';
import type { Clock } from '../../../src/core/ports.ts';
import type { Instant } from '../../../src/core/tokens/token.ts';
import type { FakePerson } from '../fake-entra/fake-people.ts';
import type { FakeToken, TokenSeed } from './fake-azure-devops-types.ts';
import { digestOf, makeSecret } from './make-secret.ts';

const DAY = 24 * 60 * 60 * 1000;

/** Whether a token works, and if not why. */
export type FakeTokenStatus = 'active' | 'expired' | 'revoked';

/** All tokens, of everybody, in the order in which they were made. Of secrets only digests are kept. */
export interface TokenShelf {
  /** Puts a token there; `secret` is known to the caller alone. */
  issue(of: Omit<FakeToken, 'authorizationId' | 'validFrom' | 'revokedAt'>): {
    token: FakeToken;
    secret: string;
  };
  seed(person: FakePerson, organization: string, seed: TokenSeed): FakeToken;
  find(authorizationId: string): FakeToken | undefined;
  findBySecret(secret: string): FakeToken | undefined;
  change(authorizationId: string, change: Partial<FakeToken>): FakeToken;
  /** Revoked from `at` on; an earlier revocation stays. */
  revoke(authorizationId: string, at: Instant): void;
  /** The tokens of a person that are good in an organization, those of all organizations too; all of them when it is left out. */
  of(person: string, organization?: string): readonly FakeToken[];
  all(): readonly FakeToken[];
}

/** Gives an empty shelf. */
export function createTokenShelf({ clock }: { readonly clock: Clock }): TokenShelf {
  const tokens = new Map<string, FakeToken>();
  const byDigest = new Map<string, string>();

  function need(authorizationId: string): FakeToken {
    const token = tokens.get(authorizationId);
    if (token === undefined) throw new Error(`The fake Azure DevOps has no token ${authorizationId}.`);
    return token;
  }

  const shelf: TokenShelf = {
    issue(of) {
      const secret = makeSecret();
      const token = { ...of, authorizationId: randomUUID(), validFrom: clock.now(), revokedAt: undefined };
      tokens.set(token.authorizationId, token);
      byDigest.set(digestOf(secret), token.authorizationId);
      return { token, secret };
    },
    seed(person, organization, seed) {
      const token: FakeToken = {
        authorizationId: seed.authorizationId ?? randomUUID(),
        person: person.key,
        organization: seed.everywhere ? undefined : organization,
        displayName: seed.displayName ?? 'Made elsewhere',
        scope: seed.scope ?? 'vso.code',
        validFrom: seed.validFrom ?? clock.now(),
        validTo: seed.validTo ?? clock.now() + 30 * DAY,
        revokedAt: seed.revokedAt,
      };
      tokens.set(token.authorizationId, token);
      return token;
    },
    find: (authorizationId) => tokens.get(authorizationId.toLowerCase()),
    findBySecret(secret) {
      const id = byDigest.get(digestOf(secret));
      return id === undefined ? undefined : tokens.get(id);
    },
    change(authorizationId, change) {
      const named = Object.entries(change).filter(([, value]) => value !== undefined);
      const token = { ...need(authorizationId), ...Object.fromEntries(named) };
      tokens.set(authorizationId, token);
      return token;
    },
    revoke(authorizationId, at) {
      const { revokedAt = at } = need(authorizationId);
      shelf.change(authorizationId, { revokedAt: Math.min(at, revokedAt) });
    },
    of: (person, organization) =>
      [...tokens.values()].filter(
        (token) =>
          token.person === person &&
          (organization === undefined ||
            token.organization === undefined ||
            token.organization === organization),
      ),
    all: () => [...tokens.values()],
  };
  return shelf;
}

/** The status of a token at an instant. */
export function fakeTokenStatus(token: FakeToken, now: Instant): FakeTokenStatus {
  if (token.revokedAt !== undefined && token.revokedAt <= now) return 'revoked';
  return token.validTo <= now ? 'expired' : 'active';
}
