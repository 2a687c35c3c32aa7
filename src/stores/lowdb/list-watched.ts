import type { TokenStore } from '../../core/store/tokens.ts';
import { lastNeeded } from '../../core/tokens/idle.ts';
import { type Token, tokenState } from '../../core/tokens/token.ts';

/** Tokens that nobody has needed for long, as `TokenStore.listIdle` asks for them. */
export function listIdle(
  people: Iterable<readonly Token[]>,
  { now, before, after, limit }: Parameters<TokenStore['listIdle']>[0],
): readonly Token[] {
  const idle: Token[] = [];
  for (const tokens of people)
    for (const token of tokens)
      if (token.digest !== undefined && token.id > after && tokenState(token, now) === 'active')
        if (lastNeeded(token, 0) <= before) idle.push(token);
  return idle.sort((a, b) => (a.id < b.id ? -1 : 1)).slice(0, limit);
}

/** Replaced tokens that end sooner by evidence, as `TokenStore.listCuttingOver` asks for them. */
export function listCuttingOver(
  people: Iterable<readonly Token[]>,
  { now, after, limit }: Parameters<TokenStore['listCuttingOver']>[0],
): readonly Token[] {
  const found: Token[] = [];
  for (const tokens of people)
    for (const token of tokens)
      if (token.rotation?.state === 'overlap' && token.rotation.quietMs !== undefined)
        if (token.id > after && tokenState(token, now) === 'active') found.push(token);
  return found.sort((a, b) => (a.id < b.id ? -1 : 1)).slice(0, limit);
}
