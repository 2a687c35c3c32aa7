import { type Instant, type Token, tokenState } from './token.ts';

/** Tokens as a list shows them: active ones before ended ones, the soonest to end first, and the latest ended first. */
export function inListOrder(tokens: readonly Token[], now: Instant): Token[] {
  const isActive = (token: Token): boolean => tokenState(token, now) === 'active';
  const active = tokens.filter(isActive).sort((a, b) => a.validTo - b.validTo || byId(a, b));
  const ended = tokens.filter((token) => !isActive(token));
  return [...active, ...ended.sort((a, b) => endedAt(b) - endedAt(a) || byId(a, b))];
}

function endedAt({ revokedAt, validTo }: Token): Instant {
  return revokedAt ?? validTo;
}

function byId(a: Token, b: Token): number {
  return a.id < b.id ? -1 : Number(a.id > b.id);
}
