import type { PatkeeperError } from '../../core/errors.ts';
import type { Notice } from '../../core/notices.ts';
import type { TokenChange, TokenInsert } from '../../core/ports.ts';
import { formUsed, nameTaken, tooManyTokens } from '../../core/refusals.ts';
import { foldName, type Token, type TokenUse, tokenState } from '../../core/token.ts';
import { asStored, type Change, type NoticeRecord } from './person-document.ts';
import { forgetEnded } from './retention.ts';

/** Adds a token with its notices and its audit event, or throws why the owner can't have it. */
export function insertToken(insert: TokenInsert): Change<void> {
  const { token, notices, event } = asStored(insert);
  return (kept) => {
    const refusal = whyRefuse(kept.tokens, token, insert.maxActive);
    if (refusal !== undefined) throw refusal;
    const document = forgetEnded(kept, token.createdAt);
    const next = {
      ...document,
      tokens: [...document.tokens, token],
      notices: addNotices(document.notices, notices),
      pendingEvents: [...document.pendingEvents, event],
    };
    return { document: next, value: undefined };
  };
}

/** Changes an active token with its notices and its audit event; undefined when there is no such active token. */
export function changeToken(change: TokenChange): Change<Token | undefined> {
  const { tokenId, now, set, notices, dropOpenNotices, event } = asStored(change);
  return (document) => {
    const token = document.tokens.find(({ id }) => id === tokenId);
    if (token === undefined || tokenState(token, now) !== 'active') return { document, value: undefined };
    const changed = { ...token, ...set };
    const revoked = 'revokedAt' in set;
    const drops = (notice: Notice): boolean =>
      notice.tokenId === tokenId &&
      (revoked || notice.kind === 'expiring') &&
      !notices.some(({ id }) => id === notice.id);
    const kept = document.notices.map((record) =>
      isOpen(record.notice) && drops(record.notice) ? dropped(record.notice, dropOpenNotices, now) : record,
    );
    const next = {
      ...document,
      tokens: document.tokens.map((one) => (one === token ? changed : one)),
      notices: addNotices(kept, notices),
      pendingEvents: [...document.pendingEvents, event],
    };
    return { document: next, value: changed };
  };
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

function whyRefuse(tokens: readonly Token[], token: Token, maxActive: number): PatkeeperError | undefined {
  if (tokens.some(({ formKey }) => formKey === token.formKey)) return formUsed();
  const active = tokens.filter((one) => tokenState(one, token.createdAt) === 'active');
  const name = foldName(token.name);
  if (active.some((one) => foldName(one.name) === name)) return nameTaken();
  return active.length >= maxActive ? tooManyTokens(maxActive) : undefined;
}

function isOpen({ state }: Notice): boolean {
  return state === 'waiting' || state === 'sending' || state === 'held';
}

function dropped(notice: Notice, reason: string, now: number): NoticeRecord {
  return { notice: { ...notice, state: 'dropped', reason, settledAt: now } };
}

/**
 * Adds the notices whose ids are new. One that was dropped and is owed again, because a token went back to an end it once
 * had, waits again; it keeps its attempts, so that the claim that was dropped stays fenced off.
 */
function addNotices(records: readonly NoticeRecord[], notices: readonly Notice[]): readonly NoticeRecord[] {
  const next = [...records];
  for (const notice of notices) {
    const index = next.findIndex((record) => record.notice.id === notice.id);
    const known = next[index]?.notice;
    if (known === undefined) next.push({ notice });
    else if (known.state === 'dropped') {
      const { attempts, ambiguousAttempts } = known;
      next[index] = { notice: { ...notice, attempts, ambiguousAttempts } };
    }
  }
  return next;
}
