import { createHash } from 'node:crypto';
import type { AuditTrail, Subject } from './audit-trail.ts';
import type { AuthorityTable } from './authority-table.ts';
import { noticesForNew } from './notices.ts';
import { createOnce } from './once.ts';
import { type AllowedCreate, checkCreate, type Policy } from './policy.ts';
import type { Clock, Issued, Log, Store, TokenAuthority } from './ports.ts';
import { formUsed, formWithoutKey, nameTaken, tooManyTokens } from './refusals.ts';
import type { Secret } from './secret.ts';
import { type Actor, foldName, type Instant, ownerOf, personKey, type Token, tokenState } from './token.ts';
import type { CreateInput, TokenService } from './token-service.ts';

export interface TokenCreationDeps {
  readonly clock: Clock;
  readonly store: Store;
  readonly authorities: AuthorityTable;
  readonly policy: Policy;
  readonly log: Log;
  readonly audit: AuditTrail;
  readonly wake: () => void;
  readonly newId: () => string;
}

interface Created {
  readonly token: Token;
  readonly secret: Secret;
}

type CheckInput = Parameters<TokenService['check']>[1];

/** How long the same form gives the same secret again: a network's or an impatient finger's repeat, nothing more. */
const SAME_FORM_MS = 60_000;

/** Creates the part of the token service that makes tokens. */
export function createTokenCreation(deps: TokenCreationDeps): Pick<TokenService, 'check' | 'create'> {
  const { clock, store, authorities, policy, log, audit, wake, newId } = deps;
  const once = createOnce<Created>({ clock, ttlMs: SAME_FORM_MS });

  /** Everything that can be known before the authority is asked to issue; the store enforces its part again. */
  async function judge(actor: Actor, input: CheckInput, now: Instant, subject: Subject = {}) {
    if (input.formKey === '') throw formWithoutKey();
    const allowed = checkCreate(input, policy, now);
    subject.tokenName = allowed.name;
    const tokens = await store.listTokens(ownerOf(actor));
    const active = tokens.filter((token) => tokenState(token, now) === 'active');
    if (tokens.some((token) => token.formKey === digestOf(input.formKey))) throw formUsed();
    if (active.some((token) => foldName(token.name) === foldName(allowed.name))) throw nameTaken();
    if (active.length >= policy.maxTokensPerUser) throw tooManyTokens(policy.maxTokensPerUser);
    const authority = await authorities.forOrganization(actor, input.authority, allowed.organization);
    return { allowed, authority };
  }

  async function createNow(actor: Actor, input: CreateInput, subject: Subject): Promise<Created> {
    const now = clock.now();
    const { allowed, authority } = await judge(actor, input, now, subject);
    const issued = await authority.issue(actor, allowed);
    const token = tokenOf(actor, input, allowed, issued, now);
    await insert(actor, token, authority);
    wake();
    return { token, secret: issued.secret };
  }

  function tokenOf(
    actor: Actor,
    input: CreateInput,
    allowed: AllowedCreate,
    issued: Issued,
    now: Instant,
  ): Token {
    return {
      id: newId(),
      owner: ownerOf(actor),
      name: allowed.name,
      authority: input.authority,
      organization: allowed.organization,
      scopes: allowed.scopes,
      createdAt: now,
      createdBy: actor.name === '' ? 'Teams' : `${actor.name} in Teams`,
      validTo: issued.validTo,
      formKey: digestOf(input.formKey),
      ...(issued.digest === undefined ? {} : { digest: issued.digest }),
    };
  }

  async function insert(actor: Actor, token: Token, authority: TokenAuthority): Promise<void> {
    const end = new Date(token.validTo).toISOString();
    const detail = `organization ${token.organization}, scopes ${token.scopes.join(' ')}, valid to ${end}`;
    try {
      await store.insertToken({
        token,
        notices: noticesForNew(token),
        event: audit.event(actor, 'create', token, detail),
        maxActive: policy.maxTokensPerUser,
      });
    } catch (error) {
      await takeBack(actor, token, authority);
      throw error;
    }
  }

  /** A token that the store doesn't know could never be listed or revoked, and nobody has seen its secret yet. */
  async function takeBack(actor: Actor, token: Token, authority: TokenAuthority): Promise<void> {
    const { id, organization } = token;
    try {
      await authority.revoke(actor, token);
      log.warn({ tokenId: id, organization }, 'the store refused a new token: revoked at its authority');
    } catch (cause) {
      const fields = {
        err: cause,
        tokenId: id,
        authority: token.authority,
        organization,
        owner: token.owner,
      };
      log.error(
        fields,
        'the store refused a new token, and its authority did not revoke it: revoke it by hand',
      );
    }
  }

  return {
    async check(actor, input) {
      await audit.recordingRefusals(actor, 'create', (subject) => judge(actor, input, clock.now(), subject));
    },
    create(actor, input) {
      return once.run(`${personKey(actor)}/${digestOf(input.formKey)}`, () =>
        audit.recordingRefusals(actor, 'create', (subject) => createNow(actor, input, subject)),
      );
    },
  };
}

function digestOf(formKey: string): string {
  return createHash('sha256').update(formKey).digest('base64url');
}
