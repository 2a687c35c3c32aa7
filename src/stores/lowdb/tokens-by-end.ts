import type { Token } from '../../core/tokens/token.ts';

/** A list of more tokens is put in order once, and not whenever it is looked at. */
const MANY = 100;

const inOrder = new WeakMap<readonly Token[], readonly Token[]>();

/** A document's tokens, the soonest to expire first, then by id. */
export function byEnd(tokens: readonly Token[]): readonly Token[] {
  const known = inOrder.get(tokens);
  if (known !== undefined) return known;
  const sorted = [...tokens].sort(compare);
  if (sorted.length > MANY) inOrder.set(tokens, sorted);
  return sorted;
}

function compare(a: Token, b: Token): number {
  if (a.validTo !== b.validTo) return a.validTo - b.validTo;
  return a.id < b.id ? -1 : Number(a.id > b.id);
}
