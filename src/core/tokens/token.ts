import { isDeepStrictEqual } from 'node:util';
import type { EndedBy } from './ended-by.ts';
import type { ScopeId } from './scopes.ts';

/** Milliseconds since the Unix epoch, UTC. Every instant in Patkeeper is one of these. */
export type Instant = number;

/** An instant as other programs read it: ISO 8601 in UTC, with milliseconds. */
export function isoOf(instant: Instant): string {
  return new Date(instant).toISOString();
}

/** A Microsoft Entra user: the pair that every store call names. */
export interface PersonId {
  readonly tenantId: string;
  readonly objectId: string;
}

/** Who is acting, taken only from an authenticated activity. */
export interface Actor extends PersonId {
  readonly name: string;
  readonly locale: string;
  /** Where the actor acts, for the audit trail: `personal`, `groupChat`, `channel` or `extension`. */
  readonly place: string;
  /** Whether the person is a guest here, who gets no tokens: they may list and revoke those that they have. */
  readonly isGuest?: true;
}

/** The name of a token authority, for example `builtin`. */
export type AuthorityId = string;

/** Where a token is valid. The id is unique within its authority. */
export interface Organization {
  readonly authority: AuthorityId;
  readonly id: string;
  readonly name: string;
  /** Where people reach it, `https://git.example.org` say, without a slash at its end; absent when nobody has said. */
  readonly url?: string;
  /** Where its tokens are made and revoked by hand, if nothing else can do that. */
  readonly tokenPage?: string;
}

/** What is kept of a built-in secret: enough to recognise it, never enough to rebuild it. */
export interface SecretDigest {
  readonly selector: string;
  /** HMAC-SHA-256 of the secret, base64url. */
  readonly digest: string;
  /** Version of the pepper that keyed the digest. */
  readonly pepper: number;
}

/** When and by which service a token was last used. */
export interface TokenUse {
  readonly at: Instant;
  readonly service: string;
}

/** When a token that works was last refused, by which service, and what that asked for in vain. */
export interface TokenRefusal extends TokenUse {
  readonly kind: 'organization' | 'scope';
  /** The scope or the organization; empty where any scope would have done that today's policy allows. */
  readonly id: string;
}

/** Where a token was used. */
export interface TokenPlace {
  readonly service: string;
  /** The client's network, `203.0.113.0/24` or `2001:db8:1::/48`; absent where nobody can tell. */
  readonly network?: string;
}

/** Where a token was used so far, as much as is remembered. */
export interface TokenPlaces {
  readonly services: readonly string[];
  readonly networks: readonly string[];
}

/** When the owner of a token that nobody uses was asked about it, and when they last kept it. */
export interface TokenIdle {
  readonly askedAt?: Instant;
  readonly keptAt?: Instant;
}

/**
 * Who else hears when a token's end comes near and its owner doesn't answer: somebody of the owner's tenant. They see its name
 * and its end, and may do nothing with it.
 */
export interface SecondReader {
  /** Absent while there is none. */
  readonly objectId?: string;
  readonly name?: string;
  /** The object ids of those who said that they don't want to be asked again. */
  readonly declined: readonly string[];
}

/** How far the replacement of a token by a new one has come, kept on the old one. */
export type Rotation =
  /** A new token is being made; the old one is untouched. */
  | { readonly state: 'started'; readonly startedAt: Instant }
  /** Both work. The old one's `validTo` is the end of the overlap when it `endsItself`. */
  | {
      readonly state: 'overlap';
      readonly startedAt: Instant;
      readonly successorId: string;
      /** The end of the old token before it was rotated. */
      readonly lastValidTo: Instant;
      /** False when its authority could not shorten it: then only its owner ends it. */
      readonly endsItself: boolean;
      /** The old one ends sooner, once the new one is used and the old one was silent for so long; absent: never sooner. */
      readonly quietMs?: number;
    }
  /** The new one was taken back; the old one is as it was. */
  | { readonly state: 'undone'; readonly startedAt: Instant };

/** One personal access token's metadata. The secret is never part of it. */
export interface Token {
  readonly id: string;
  readonly owner: PersonId;
  readonly name: string;
  readonly authority: AuthorityId;
  readonly organization: string;
  readonly scopes: readonly ScopeId[];
  readonly createdAt: Instant;
  /** Who or what created it, as shown to the owner. */
  readonly createdBy: string;
  readonly validTo: Instant;
  readonly renewedAt?: Instant;
  readonly revokedAt?: Instant;
  /** The service that its secret was presented to, to be revoked; absent when its owner revoked it. */
  readonly revokedBy?: string;
  /**
   * Since when verification refuses it, because its owner's account is disabled or deleted; absent in data of before, and for
   * tokens that are refused for no such reason. It stays on a token that was revoked for that. Of a token that another authority
   * verifies it says since when it is to be revoked there.
   */
  readonly refusedSince?: Instant;
  readonly lastUsed?: TokenUse;
  readonly lastRefused?: TokenRefusal;
  /** Where it was used; absent until a use was looked at, and for tokens from before there was such a look. */
  readonly places?: TokenPlaces;
  /** Absent until its owner was asked whether anything still needs it. */
  readonly idle?: TokenIdle;
  /** The administrator who revoked it; absent when its owner did, or a service. */
  readonly endedBy?: EndedBy;
  /** Digest of the create form's one-time key: the same form never makes a second token. */
  readonly formKey: string;
  /** Present for tokens of the built-in authority. */
  readonly digest?: SecretDigest;
  /** What its authority calls it; absent for the built-in one. */
  readonly externalId?: string;
  /** Present when it was made elsewhere and seen at its authority. */
  readonly foundAt?: Instant;
  /** When its owner said that a found token is theirs. */
  readonly recognizedAt?: Instant;
  /** Valid in every organization of its owner; Azure DevOps ends all such tokens on 2026-12-01. */
  readonly everywhere?: boolean;
  readonly rotation?: Rotation;
  /** Absent until its owner chose one. */
  readonly reader?: SecondReader;
  /** The end of which its owner said that they know it: nobody is reminded of that end any more. */
  readonly answeredEnd?: Instant;
  /** The end of which somebody else was told, because its owner did not answer. */
  readonly escalatedEnd?: Instant;
}

const END_PRECISION_MS = 1_000;

/** What has become of a token by now. */
export type TokenState = 'active' | 'expired' | 'revoked';

/** Whether verification may accept a token: it is active, and its owner has not left. */
export function isUsable(token: Token, now: Instant): boolean {
  return tokenState(token, now) === 'active' && token.refusedSince === undefined;
}

/** The state of a token at an instant; a revoked token stays revoked after its end. */
export function tokenState(token: Token, now: Instant): TokenState {
  if (token.revokedAt !== undefined) return 'revoked';
  return token.validTo <= now ? 'expired' : 'active';
}

/**
 * Whether an active token keeps its name from its owner's next one and counts against the limit: not one that was found
 * elsewhere, and not one that is being replaced.
 */
export function holdsPlace({ foundAt, rotation }: Token): boolean {
  return foundAt === undefined && rotation?.state !== 'overlap';
}

/** Whether a token's rotation is where it was when it was read; anything is, if nobody says where that was. */
export function isAsRead(
  { rotation }: Pick<Token, 'rotation'>,
  asRead: Pick<Token, 'rotation'> | undefined,
): boolean {
  return asRead === undefined || isDeepStrictEqual(rotation, asRead.rotation);
}

/** When a token came to be known here: when it was made, or when one made elsewhere was found. */
export function knownSince({ createdAt, foundAt = 0 }: Token): Instant {
  return Math.max(createdAt, foundAt);
}

/** True when both name the same person. Entra ids are compared without case. */
export function samePerson(a: PersonId, b: PersonId): boolean {
  return personKey(a) === personKey(b);
}

/** The owner of what an actor makes: the person alone, without name and place. */
export function ownerOf({ tenantId, objectId }: Actor): PersonId {
  return { tenantId, objectId };
}

/** An authority's id of a token in the form in which two of them are compared: without case. */
export function foldExternalId(externalId: string): string {
  return externalId.toLowerCase();
}

/** What tells a token from the others of its owner; one that its authority has no id for is known by Patkeeper's own. */
export function idAtAuthority({ authority, externalId, id }: Token): string {
  return JSON.stringify(externalId === undefined ? [id] : [authority, foldExternalId(externalId)]);
}

/** Whether two ends are the same: authorities keep them to the millisecond or to the second. */
export function sameEnd(one: Instant, other: Instant): boolean {
  return Math.abs(one - other) < END_PRECISION_MS;
}

/** One string for a person, for maps and indexes. */
export function personKey({ tenantId, objectId }: PersonId): string {
  return `${tenantId}/${objectId}`.toLowerCase();
}

/** The form in which two token names of one owner are compared: without case and joiners, compatibility characters unified. */
export function foldName(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/[\u200c\u200d]/g, '')
    .trim()
    .toLowerCase();
}
