import type { AuditTrail, Subject } from '../audit/audit-trail.ts';
import { digestOf } from '../digest-of.ts';
import { noticesForEnd, noticesForNew } from '../notices/notices.ts';
import type { Clock, Log } from '../ports.ts';
import type { Secret } from '../secrets/secret.ts';
import type { Store } from '../store/store.ts';
import { MINUTE } from '../timing/durations.ts';
import { createRunOnce } from '../timing/run-once.ts';
import type { AuthorityTable } from './authority-table.ts';
import { type AllowedCreate, checkCreate, type Policy } from './policy.ts';
import { formUsed, formWithoutKey, leftBehind, nameTaken, refuseGuest, tooManyTokens } from './refusals.ts';
import {
  type Actor,
  foldName,
  holdsPlace,
  type Instant,
  isoOf,
  ownerOf,
  personKey,
  type SecondReader,
  type Token,
  tokenState,
} from './token.ts';
import type { Issued, TokenAuthority } from './token-authority.ts';
import type { CreateInput, TokenService } from './token-service-port.ts';
import type { TokenUpdate } from './token-writes.ts';

interface TokenIssuingDeps {
  readonly clock: Clock;
  readonly store: Pick<Store, 'tokens'>;
  readonly authorities: AuthorityTable;
  readonly policy: Policy;
  readonly log: Log;
  readonly audit: AuditTrail;
  readonly wake: () => void;
  readonly newId: () => string;
}

/** A token whose secret nobody has seen yet. */
export interface Created {
  readonly token: Token;
  readonly secret: Secret;
}

type CheckInput = Parameters<TokenService['check']>[1];

/** What a create may be, and who issues it. */
interface Judged {
  readonly allowed: AllowedCreate;
  readonly authority: TokenAuthority;
  readonly now: Instant;
  /** The second reader of the token that is replaced: its successor's too. */
  readonly reader?: SecondReader;
}

/** What creating and rotating have in common. */
export interface TokenIssuing {
  /**
   * Checks everything that can be known before the authority is asked to issue; the store enforces its part again. A token
   * that is `replacing` another one may have its name.
   */
  judge(actor: Actor, input: CheckInput, subject?: Subject, replacing?: Token): Promise<Judged>;
  /** Has a token issued and keeps it; one that the store refuses is revoked again. */
  issue(
    actor: Actor,
    input: CreateInput,
    judged: Judged,
    replaces?: (successor: Token) => TokenUpdate,
  ): Promise<Created>;
}

/** How long the same form gives the same secret again: a network's or an impatient finger's repeat, nothing more. */
export const SAME_FORM_MS = MINUTE;

/** What makes a repeated submit of one form the same as the first: the person and the form's key. */
export function formOf(actor: Actor, formKey: string): string {
  return `${personKey(actor)}/${digestOf(formKey)}`;
}

/** Creates the part that checks and issues. */
export function createTokenIssuing(deps: TokenIssuingDeps): TokenIssuing {
  const { clock, store, authorities, policy, log, audit, wake, newId } = deps;

  async function judge(actor: Actor, input: CheckInput, subject: Subject = {}, replacing?: Token) {
    const now = clock.now();
    refuseGuest(actor);
    if (input.formKey === '') throw formWithoutKey();
    const allowed = checkCreate(input, policy, now);
    subject.tokenName = allowed.name;
    const tokens = await store.tokens.list(ownerOf(actor));
    if (tokens.some((token) => token.formKey === digestOf(input.formKey))) throw formUsed();
    const others = tokens.filter(
      (token) => token.id !== replacing?.id && tokenState(token, now) === 'active' && holdsPlace(token),
    );
    if (others.some((token) => foldName(token.name) === foldName(allowed.name))) throw nameTaken();
    if (others.length >= policy.maxTokensPerUser) throw tooManyTokens(policy.maxTokensPerUser);
    const authority = await authorities.forOrganization(actor, input.authority, allowed.organization);
    return {
      allowed,
      authority,
      now,
      ...(replacing?.reader === undefined ? {} : { reader: replacing.reader }),
    };
  }

  function tokenOf(
    actor: Actor,
    input: CreateInput,
    { allowed, now, reader }: Judged,
    issued: Issued,
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
      ...(issued.externalId === undefined ? {} : { externalId: issued.externalId }),
      ...(reader === undefined ? {} : { reader }),
    };
  }

  async function insert(
    actor: Actor,
    token: Token,
    authority: TokenAuthority,
    replaces: TokenUpdate | undefined,
  ): Promise<void> {
    const end = isoOf(token.validTo);
    const detail = `organization ${token.organization}, scopes ${token.scopes.join(' ')}, valid to ${end}`;
    try {
      await store.tokens.insert({
        token,
        // That a successor is there, the notice of the old token tells.
        notices: replaces === undefined ? noticesForNew(token) : noticesForEnd(token, token.createdAt),
        event: audit.event(actor, 'create', token, detail),
        maxActive: policy.maxTokensPerUser,
        ...(replaces === undefined ? {} : { replaces }),
      });
    } catch (error) {
      await takeBack(actor, token, authority);
      throw error;
    }
  }

  /** A token that the store doesn't know could never be listed or revoked, and nobody has seen its secret yet. */
  async function takeBack(actor: Actor, token: Token, authority: TokenAuthority): Promise<void> {
    const { id, organization, owner } = token;
    try {
      await authority.revoke?.(actor, token);
      log.warn({ tokenId: id, organization }, 'the store refused a new token: revoked at its authority');
    } catch (cause) {
      log.error(
        { err: cause, tokenId: id, authority: token.authority, organization, owner },
        'the store refused a new token, and its authority did not revoke it: revoke it by hand',
      );
      throw leftBehind(token.name);
    }
  }

  return {
    judge,
    async issue(actor, input, judged, replaces) {
      const { authority, allowed } = judged;
      const issued = await authority.issue(actor, allowed);
      const token = tokenOf(actor, input, judged, issued);
      await insert(actor, token, authority, replaces?.(token));
      wake();
      return { token, secret: issued.secret };
    },
  };
}

interface TokenCreationDeps {
  readonly clock: Clock;
  readonly audit: AuditTrail;
  readonly issuing: TokenIssuing;
}

/** Creates the part of the token service that makes tokens. */
export function createTokenCreation(deps: TokenCreationDeps): Pick<TokenService, 'check' | 'create'> {
  const { clock, audit, issuing } = deps;
  const once = createRunOnce<Created>({ clock, ttlMs: SAME_FORM_MS });

  return {
    async check(actor, input) {
      await audit.recordingRefusals(actor, 'create', (subject) => issuing.judge(actor, input, subject));
    },
    create(actor, input) {
      return once.run(formOf(actor, input.formKey), () =>
        audit.recordingRefusals(actor, 'create', async (subject) =>
          issuing.issue(actor, input, await issuing.judge(actor, input, subject)),
        ),
      );
    },
  };
}
