import { scopeLabel } from './scopes.ts';
import { foldName, type Instant, type Token, tokenState } from './token.ts';

/**
 * The tokens that a typed name means. Active ones come before others, and exactly that name before names that begin
 * with it; the first of these four groups that isn't empty is the answer. Nothing typed means no token.
 */
export function matchNames(tokens: readonly Token[], typed: string, now: Instant): readonly Token[] {
  const wanted = fold(typed);
  if (wanted === '') return [];
  const exact = tokens.filter((token) => fold(token.name) === wanted);
  const beginning = tokens.filter((token) => fold(token.name).startsWith(wanted));
  const groups = [onlyActive(exact, now), exact, onlyActive(beginning, now), beginning];
  return groups.find((group) => group.length > 0) ?? [];
}

/**
 * True when every word is contained in the token's name, its organization (id or display name) or scopes (their ids or
 * labels), without case.
 */
export function matchesWords(token: Token, organizationName: string, words: string): boolean {
  const { name, organization, scopes } = token;
  const text = fold([name, organization, organizationName, ...scopes, ...scopes.map(scopeLabel)].join('\n'));
  return fold(words)
    .split(' ')
    .every((word) => text.includes(word));
}

function fold(text: string): string {
  return foldName(text).replace(/\s+/gu, ' ');
}

function onlyActive(tokens: readonly Token[], now: Instant): readonly Token[] {
  return tokens.filter((token) => tokenState(token, now) === 'active');
}
