import {
  type Account,
  changesNothing,
  isLeavingAsRead,
  type LeavingChange,
  type Provisioned,
  type TokenHolder,
} from '../../core/store/accounts.ts';
import { type AuthorityId, type Instant, isUsable, type Token, tokenState } from '../../core/tokens/token.ts';
import { asStored, type Change, type PersonDocument } from './person-document.ts';

/** Keeps what provisioning says of a person. */
export function saveProvisioned(provisioned: Provisioned): Change<void> {
  const saved = asStored(provisioned);
  return (document) => ({
    document: { ...document, account: { ...document.account, provisioned: saved } },
    value: undefined,
  });
}

/** Keeps what an authority calls a person. */
export function saveMemberName(memberName: string): Change<void> {
  return (document) => ({
    document: { ...document, account: { ...document.account, memberName } },
    value: undefined,
  });
}

/**
 * Writes a decision about somebody who left, with what it does to their tokens; gives how many tokens it changed, undefined when
 * somebody else decided since it was read.
 */
export function leave(change: LeavingChange): Change<number | undefined> {
  const { leaving, tokens: what, now, event, authorities = [], asRead } = asStored(change);
  return (document) => {
    const before = document.account?.leaving;
    if (!isLeavingAsRead(before, asRead)) return { document, value: undefined };
    let changed = 0;
    const tokens = document.tokens.map((token) => {
      const next = what === 'keep' ? token : changedToken(token, what, authorities, now);
      if (next !== token) changed += 1;
      return next;
    });
    const { leaving: _, ...account } = document.account ?? {};
    const { account: __, ...rest } = document;
    if (changesNothing(before, leaving, changed)) return { document, value: 0 };
    const kept = { ...account, ...(leaving === undefined ? {} : { leaving }) };
    const next = {
      ...rest,
      tokens,
      ...(Object.keys(kept).length === 0 ? {} : { account: kept }),
      pendingEvents: event === undefined ? document.pendingEvents : [...document.pendingEvents, event],
    };
    return { document: next, value: changed };
  };
}

function changedToken(
  token: Token,
  what: 'refuse' | 'restore',
  authorities: readonly AuthorityId[],
  now: Instant,
): Token {
  if (tokenState(token, now) !== 'active') return token;
  const { refusedSince, ...usable } = token;
  if (what === 'restore') return refusedSince === undefined ? token : usable;
  return !endsWithOwner(token, authorities)
    ? token
    : refusedSince === undefined
      ? { ...token, refusedSince: now }
      : token;
}

/** What is kept of a person's account; undefined when that is nothing. */
export function accountOf(document: PersonDocument | undefined): Account | undefined {
  return document?.account === undefined ? undefined : { person: document.person, ...document.account };
}

/** Whether a token ends when its owner leaves: a built-in one, or one of these authorities. */
export function endsWithOwner(
  { digest, externalId, authority }: Token,
  authorities: readonly AuthorityId[],
): boolean {
  return digest !== undefined || (externalId !== undefined && authorities.includes(authority));
}

/** The person as one with such tokens; undefined when none of theirs is active. */
export function holderOf(
  document: PersonDocument,
  now: Instant,
  authorities: readonly AuthorityId[],
): TokenHolder | undefined {
  const active = document.tokens.filter(
    (token) => endsWithOwner(token, authorities) && tokenState(token, now) === 'active',
  );
  if (active.length === 0) return undefined;
  const usable = active.filter((token) => isUsable(token, now)).length;
  return { person: document.person, ...document.account, usable, refused: active.length - usable };
}

/** Whether provisioning calls a person by this name. */
export function isCalled({ person, account }: PersonDocument, tenantId: string, userName: string): boolean {
  const provisioned = account?.provisioned;
  return (
    provisioned !== undefined &&
    provisioned.state !== 'deleted' &&
    person.tenantId.toLowerCase() === tenantId.toLowerCase() &&
    foldUserName(provisioned.userName) === foldUserName(userName)
  );
}

function foldUserName(userName: string): string {
  return userName.toLowerCase();
}
