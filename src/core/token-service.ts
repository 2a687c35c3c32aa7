import { randomUUID } from 'node:crypto';
import { createAuditTrail } from './audit-trail.ts';
import { createAuthorityTable } from './authority-table.ts';
import { matchesWords, matchNames } from './name-match.ts';
import { createOrganizationOf, type OrganizationOf } from './organization-of.ts';
import type { Lifespan, Policy } from './policy.ts';
import type { Clock, Log, Store, TokenAuthority } from './ports.ts';
import { notFound } from './refusals.ts';
import type { ScopeId } from './scopes.ts';
import type { Secret } from './secret.ts';
import {
  type Actor,
  type AuthorityId,
  type Instant,
  type Organization,
  ownerOf,
  type Token,
  type TokenState,
  tokenState,
} from './token.ts';
import { createTokenChanges } from './token-changes.ts';
import { createTokenCreation } from './token-creation.ts';

/** What a person asks for in the create dialog. Nothing of it has been checked. */
export interface CreateInput {
  /** The form's one-time key. */
  readonly formKey: string;
  readonly name: string;
  readonly authority: AuthorityId;
  readonly organization: string;
  readonly scopes: readonly ScopeId[];
  readonly lifespan: Lifespan;
}

export interface ListQuery {
  /** Words that the name, organization (id or display name) or scopes must contain; empty for all. */
  readonly words: string;
  readonly state: TokenState | 'all';
  /** Counted from 0; a page past the end gives the last one. */
  readonly page: number;
}

export interface TokenPage {
  readonly tokens: readonly Token[];
  readonly page: number;
  /** At least 1: a list of nothing is one empty page. */
  readonly pages: number;
  /** Tokens that match, on all pages. */
  readonly total: number;
}

/** What an actor can do with their own tokens. Every method rejects with a `PatkeeperError` when it can't. */
export interface TokenService {
  readonly policy: Policy;
  organizations(actor: Actor): Promise<readonly Organization[]>;
  /** Checks everything about a create that can be known before it, without the scopes when they are still to be chosen. */
  check(
    actor: Actor,
    input: Omit<CreateInput, 'scopes'> & { readonly scopes?: readonly ScopeId[] },
  ): Promise<void>;
  /** Creates a token. The same owner's same form key within a minute gives the same answer, secret included. */
  create(actor: Actor, input: CreateInput): Promise<{ readonly token: Token; readonly secret: Secret }>;
  list(actor: Actor, query: ListQuery): Promise<TokenPage>;
  /** All of the actor's active tokens, the soonest to expire first. */
  listActive(actor: Actor): Promise<readonly Token[]>;
  get(actor: Actor, tokenId: string): Promise<Token>;
  /** The actor's tokens that a typed name means: the one of exactly that name, or else all whose names begin with it. */
  find(actor: Actor, name: string): Promise<readonly Token[]>;
  renew(actor: Actor, tokenId: string, lifespan: Lifespan): Promise<Token>;
  revoke(actor: Actor, tokenId: string): Promise<{ readonly token: Token; readonly already: boolean }>;
  /**
   * Revokes a token because somebody presented its secret to `service`; tells the owner with a `revoked` notice.
   * Idempotent: false when there was nothing left to revoke.
   */
  revokePresented(token: Token, service: string): Promise<boolean>;
  /** Revokes every active token that existed at `asOf`, the moment when the question was shown. */
  revokeAll(actor: Actor, asOf: Instant): Promise<readonly Token[]>;
}

export interface TokenServiceDeps {
  readonly clock: Clock;
  readonly store: Store;
  readonly authorities: readonly TokenAuthority[];
  /** Tells display names, so that a search finds them too; ids stand for them without it. */
  readonly organizationOf?: OrganizationOf;
  readonly policy: Policy;
  readonly log: Log;
  /** Tells the dispatcher that notices may be due. */
  readonly wake: () => void;
  readonly newId?: () => string;
}

const PAGE_SIZE = 10;

/** Creates the token service: what it does is policy, authority, store, notices and audit, in that order. */
export function createTokenService(given: TokenServiceDeps): TokenService {
  const newId = given.newId ?? randomUUID;
  const { clock, store, policy, log, organizationOf = createOrganizationOf({ known: [] }) } = given;
  const authorities = createAuthorityTable(given.authorities, log);
  const audit = createAuditTrail({ clock, store, log, newId });
  const deps = { ...given, newId, authorities, audit };

  return {
    policy,
    organizations: authorities.organizations,
    ...createTokenCreation(deps),
    ...createTokenChanges(deps),
    async list(actor, { words, state, page: wanted }) {
      const now = clock.now();
      const all = await store.listTokens(ownerOf(actor));
      const found = all.filter(
        (token) =>
          (state === 'all' || tokenState(token, now) === state) &&
          matchesWords(token, organizationOf(token).name, words),
      );
      const pages = Math.max(1, Math.ceil(found.length / PAGE_SIZE));
      const page = Math.min(Math.max(0, Math.trunc(wanted) || 0), pages - 1);
      const first = page * PAGE_SIZE;
      return { tokens: found.slice(first, first + PAGE_SIZE), page, pages, total: found.length };
    },
    async listActive(actor) {
      const all = await store.listTokens(ownerOf(actor));
      return all.filter((token) => tokenState(token, clock.now()) === 'active');
    },
    get(actor, tokenId) {
      return audit.recordingRefusals(actor, 'show', async () => {
        const token = await store.findToken(ownerOf(actor), tokenId);
        if (token === undefined) throw notFound();
        return token;
      });
    },
    async find(actor, name) {
      return matchNames(await store.listTokens(ownerOf(actor)), name, clock.now());
    },
  };
}
