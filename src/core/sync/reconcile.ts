import { noticeOfChange, noticeOfEndElsewhere, noticeOfRevival } from '../notices/elsewhere-notices.ts';
import { type Notice, noticesForEnd, noticesForFound } from '../notices/notices.ts';
import { HOUR, MINUTE } from '../timing/durations.ts';
import { withRealEnd } from '../tokens/retirement.ts';
import {
  type AuthorityId,
  foldExternalId,
  foldName,
  type Instant,
  type PersonId,
  sameEnd,
  type Token,
  tokenState,
} from '../tokens/token.ts';
import type { ListedToken, Listing } from '../tokens/token-authority.ts';
import { foreignName } from '../tokens/token-name.ts';
import type { TokenPatch } from '../tokens/token-writes.ts';

/** Who made a token of which nobody knows more. */
export const UNKNOWN_MAKER = 'another tool';

/** So long after a revocation its authority may still list a token: Azure DevOps takes up to an hour until every server knows. */
const REVOKED_LAG_MS = 2 * HOUR;

/** How long a new token may be missing from its authority's list. */
const LIST_LAG_MS = 5 * MINUTE;

/** What is known of a person's tokens at one authority, and what the authority says now. */
export interface Look {
  readonly owner: PersonId;
  readonly authority: AuthorityId;
  /** As it was before the authority was asked: a token made meanwhile is not taken for one that is gone. */
  readonly known: readonly Token[];
  readonly listing: Listing;
  /** Organizations that were looked at before: only there is an unknown token news. */
  readonly stocked: readonly string[];
  readonly now: Instant;
  readonly newId: () => string;
}

/** A token that was seen for the first time; `isNews` when its organization was looked at before. */
export interface FoundToken {
  readonly token: Token;
  readonly notices: readonly Notice[];
  readonly isNews: boolean;
}

interface ChangedToken {
  readonly token: Token;
  readonly set: TokenPatch;
  readonly revives?: true;
  readonly notices: readonly Notice[];
  readonly why: string;
}

/** What has to be written so that the store says what the authority says. */
export interface Differences {
  readonly found: readonly FoundToken[];
  readonly changed: readonly ChangedToken[];
  /** Replaced tokens whose earlier end the authority doesn't know: a crash came between. */
  readonly toShorten: readonly Token[];
  /** Replaced tokens that should have ended by now and live on there, for the same reason. */
  readonly toEnd: readonly Token[];
}

/** Compares what is known with what an authority lists. Pure. */
export function reconcile(look: Look): Differences {
  const { known, listing, now } = look;
  const byId = new Map(known.map((token) => [keyOf(token), token]));
  const listed = new Map(listing.tokens.map((token) => [keyOf(token), withRealEnd(token)]));
  const found: FoundToken[] = [];
  const changed: ChangedToken[] = [];
  const toShorten: Token[] = [];
  const toEnd: Token[] = [];
  for (const one of listed.values()) {
    const token = byId.get(keyOf(one));
    if (token === undefined) {
      if (one.validTo > now) found.push(foundToken(one, look));
    } else if (outlivesOverlap(token, one, now)) toEnd.push(token);
    else if (tokenState(token, now) === 'active' && isLateEnd(token, one)) toShorten.push(token);
    else if (tokenState(token, now) === 'active') changed.push(...changesOf(token, one, look));
    else if (isSurelyAlive(token, one, now)) changed.push(revivalOf(token, one, look));
  }
  for (const token of known) {
    if (token.externalId === undefined || listed.has(keyOf(token))) continue;
    if (tokenState(token, now) !== 'active' || !listing.complete.includes(token.organization)) continue;
    // A list may be behind: what was made a moment ago is not gone because it is not there yet.
    if (now < token.createdAt + LIST_LAG_MS) continue;
    const notices = isTold(token, look) ? [noticeOfEndElsewhere(token, now, isReplacedBy(found, token))] : [];
    changed.push({ token, set: { revokedAt: now }, notices, why: 'it is gone at its authority' });
  }
  return { found, changed, toShorten, toEnd };
}

/** Whether its owner is told what becomes of a token: one of theirs that they never heard of is no news. */
function isTold({ foundAt, organization }: Token, { stocked }: Look): boolean {
  return foundAt === undefined || stocked.includes(organization);
}

/** Whether one of the same name has come in its place: it was given a new secret there. */
function isReplacedBy(found: readonly FoundToken[], { name, organization }: Token): boolean {
  return found.some(
    ({ token }) => foldName(token.name) === foldName(name) && token.organization === organization,
  );
}

function foundToken(one: ListedToken, { owner, authority, stocked, now, newId }: Look): FoundToken {
  const isNews = stocked.includes(one.organization);
  const token: Token = {
    id: newId(),
    owner,
    name: foreignName(one.name),
    authority,
    organization: one.organization,
    scopes: one.scopes,
    createdAt: one.createdAt,
    createdBy: one.madeBy ?? UNKNOWN_MAKER,
    validTo: one.validTo,
    formKey: `found:${authority}:${one.externalId}`,
    externalId: one.externalId,
    foundAt: now,
    ...(one.everywhere ? { everywhere: true } : {}),
  };
  return { token, notices: isNews ? noticesForFound(token, now) : noticesForEnd(token, now), isNews };
}

/** The end that a rotation gave it is in the store first, and at the authority a moment later. */
function isLateEnd({ rotation, validTo }: Token, one: ListedToken): boolean {
  return (
    rotation?.state === 'overlap' &&
    rotation.endsItself &&
    one.validTo > validTo &&
    !sameEnd(one.validTo, validTo)
  );
}

function outlivesOverlap({ rotation, revokedAt, validTo }: Token, one: ListedToken, now: Instant): boolean {
  const isOver = rotation?.state === 'overlap' && rotation.endsItself && validTo <= now;
  return isOver && revokedAt === undefined && one.validTo > now;
}

function keyOf({ externalId = '' }: { readonly externalId?: string }): string {
  return foldExternalId(externalId);
}

function changesOf(token: Token, one: ListedToken, look: Look): ChangedToken[] {
  const { now } = look;
  const { scopes, validTo, organization } = one;
  const name = foreignName(one.name);
  const differs = [
    ...(name === token.name ? [] : ['name']),
    ...(sameScopes(scopes, token.scopes) ? [] : ['scopes']),
    ...(sameEnd(validTo, token.validTo) ? [] : ['end']),
    ...(organization === token.organization || one.everywhere ? [] : ['organization']),
  ];
  if (differs.length === 0) return [];
  const told = isTold(token, look)
    ? [noticeOfChange(token, { name, organization, scopes, validTo }, now)]
    : [];
  const notices = [...noticesForEnd({ ...token, validTo }, now), ...told];
  const why = `changed elsewhere: ${differs.join(', ')}`;
  return [{ token, set: { name, organization, scopes, validTo }, notices, why }];
}

/** Whether a token lives at its authority that has ended here: somebody gave it a later end, or it was never really revoked. */
function isSurelyAlive({ revokedAt, validTo }: Token, one: ListedToken, now: Instant): boolean {
  return one.validTo > now && now >= (revokedAt ?? validTo) + REVOKED_LAG_MS;
}

/** It is shown as it is, and its owner is told: they believe that nobody can use it. */
function revivalOf(token: Token, one: ListedToken, look: Look): ChangedToken {
  const { scopes, validTo, organization } = one;
  const set = { name: foreignName(one.name), organization, scopes, validTo };
  const alive = { ...token, validTo };
  const told = isTold(token, look) ? [noticeOfRevival(token, set, look.now)] : [];
  return {
    token,
    set,
    revives: true,
    notices: [...noticesForEnd(alive, look.now), ...told],
    why: 'its authority lists it as active again',
  };
}

function sameScopes(a: readonly string[], b: readonly string[]): boolean {
  return [...a].sort().join(' ') === [...b].sort().join(' ');
}
