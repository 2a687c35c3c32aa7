import type { PatkeeperError } from '../../core/errors.ts';
import { withPlace } from '../../core/tokens/places.ts';
import {
  alreadyRotating,
  formUsed,
  nameTaken,
  notActive,
  tooManyTokens,
} from '../../core/tokens/refusals.ts';
import {
  foldName,
  holdsPlace,
  type Instant,
  idAtAuthority,
  isAsRead,
  type Token,
  type TokenPlace,
  type TokenRefusal,
  type TokenUse,
  tokenState,
} from '../../core/tokens/token.ts';
import type { TokenChange, TokenInsert, TokenUpdate } from '../../core/tokens/token-writes.ts';
import { withoutEnd } from '../../core/tokens/without-end.ts';
import { addNotices, dropOutdated } from './owed-notices.ts';
import { asStored, type Change, type PersonDocument } from './person-document.ts';
import { forgetEnded } from './retention.ts';

/**
 * Adds a token with its notices and its audit event, in place of a found copy of it, and changes the token that it
 * replaces; or throws why the owner can't have it.
 */
export function insertToken(insert: TokenInsert): Change<void> {
  const { token, notices, event, maxActive, replaces } = asStored(insert);
  const now = token.createdAt;
  return (kept) => {
    const refusal = whyRefuse(kept.tokens, token, maxActive, replaces);
    if (refusal !== undefined) throw refusal;
    const changed = replaces === undefined ? kept : changeActive(kept, replaces, now).document;
    const document = forgetEnded(withoutFoundCopy(changed, token), now);
    const next = {
      ...document,
      tokens: [...document.tokens, token],
      notices: addNotices(document.notices, notices),
      pendingEvents: [...document.pendingEvents, event],
    };
    return { document: next, value: undefined };
  };
}

/** Changes an active token with its notices and its audit event; undefined when there is none that is as it was read. */
export function changeToken(change: TokenChange): Change<Token | undefined> {
  const { now, event, ...asked } = asStored(change);
  return (document) => {
    const { document: changed, value } = changeActive(document, asked, now);
    if (value === undefined) return { document, value };
    return { document: { ...changed, pendingEvents: [...changed.pendingEvents, event] }, value };
  };
}

/** Changes an active token, or one that lives again, with its notices; gives the same document when there is none that is as it was read. */
export function changeActive(
  document: PersonDocument,
  change: TokenUpdate,
  now: Instant,
): { readonly document: PersonDocument; readonly value: Token | undefined } {
  const token = document.tokens.find(({ id }) => id === change.tokenId);
  const mayChange = change.revives === true || (token !== undefined && tokenState(token, now) === 'active');
  if (token === undefined || !mayChange || !isAsRead(token, change.asRead))
    return { document, value: undefined };
  const value = { ...(change.revives === true ? withoutEnd(token) : token), ...change.set };
  const next = {
    ...document,
    tokens: document.tokens.map((one) => (one === token ? value : one)),
    notices: addNotices(dropOutdated(document.notices, change, now), change.notices),
  };
  return { document: next, value };
}

/** Keeps a token's last use; nothing is written for an unknown token, or a use no later than the one that is kept. */
export function recordUse(tokenId: string, use: TokenUse): Change<void> {
  const lastUsed = asStored(use);
  return (document) => {
    const token = document.tokens.find(({ id }) => id === tokenId);
    if (token === undefined || (token.lastUsed !== undefined && token.lastUsed.at >= lastUsed.at))
      return { document, value: undefined };
    const tokens = document.tokens.map((one) => (one === token ? { ...token, lastUsed } : one));
    return { document: { ...document, tokens }, value: undefined };
  };
}

/** Keeps why a token was last refused; nothing is written for an unknown token, or a refusal no later than the one that is kept. */
export function recordRefusal(tokenId: string, refusal: TokenRefusal): Change<void> {
  const lastRefused = asStored(refusal);
  return (document) => {
    const token = document.tokens.find(({ id }) => id === tokenId);
    if (token === undefined || (token.lastRefused !== undefined && token.lastRefused.at >= lastRefused.at))
      return { document, value: undefined };
    const tokens = document.tokens.map((one) => (one === token ? { ...token, lastRefused } : one));
    return { document: { ...document, tokens }, value: undefined };
  };
}

/** Remembers where a token was used; nothing is written for an unknown token, or a place that is known. */
export function recordPlace(tokenId: string, given: TokenPlace): Change<void> {
  const place = asStored(given);
  return (document) => {
    const token = document.tokens.find(({ id }) => id === tokenId);
    const places = token === undefined ? undefined : withPlace(token.places, place);
    if (token === undefined || places === undefined || places === token.places)
      return { document, value: undefined };
    const tokens = document.tokens.map((one) => (one === token ? { ...token, places } : one));
    return { document: { ...document, tokens }, value: undefined };
  };
}

function whyRefuse(
  tokens: readonly Token[],
  token: Token,
  maxActive: number,
  replaces: TokenInsert['replaces'],
): PatkeeperError | undefined {
  if (tokens.some(({ formKey }) => formKey === token.formKey)) return formUsed();
  const now = token.createdAt;
  if (replaces !== undefined) {
    const replaced = tokens.find(({ id }) => id === replaces.tokenId);
    // one that is not even there has ended long ago
    if (replaced === undefined) return notActive('expired');
    const state = tokenState(replaced, now);
    if (state !== 'active') return notActive(state);
    if (!isAsRead(replaced, replaces.asRead)) return alreadyRotating();
  }
  const holding = tokens.filter(
    (one) => one.id !== replaces?.tokenId && tokenState(one, now) === 'active' && holdsPlace(one),
  );
  const name = foldName(token.name);
  if (holding.some((one) => foldName(one.name) === name)) return nameTaken();
  return holding.length >= maxActive ? tooManyTokens(maxActive) : undefined;
}

function withoutFoundCopy(document: PersonDocument, token: Token): PersonDocument {
  const id = idAtAuthority(token);
  const copy = document.tokens.find((one) => one.foundAt !== undefined && idAtAuthority(one) === id);
  if (copy === undefined) return document;
  return {
    ...document,
    tokens: document.tokens.filter((one) => one !== copy),
    notices: document.notices.filter(({ notice }) => notice.tokenId !== copy.id),
  };
}
