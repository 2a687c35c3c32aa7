import type { Instant } from '../tokens/token.ts';
import type { Unanswered } from './ladder-watch.ts';
import { readDetail } from './read-detail.ts';

/** A token in the list that administrators get. */
export interface UnansweredToken extends Pick<Unanswered, 'ownerName' | 'tokenName' | 'isUnreachable'> {
  readonly validTo: Instant;
}

/** The list as the message keeps it. */
export interface UnansweredList {
  readonly tokens: readonly UnansweredToken[];
  /** How many more there are that the message does not name. */
  readonly more: number;
}

/** So many tokens are named. */
const MOST_NAMED = 15;

/** The list as the text that a notice keeps. */
export function writeUnanswered(all: readonly Unanswered[]): string {
  const tokens = all.slice(0, MOST_NAMED).map(({ ownerName, tokenName, isUnreachable, validTo }) => ({
    ownerName,
    tokenName,
    isUnreachable,
    validTo,
  }));
  return JSON.stringify({ tokens, more: all.length - tokens.length } satisfies UnansweredList);
}

/** Reads that text. What can't be read names nobody. */
export function readUnanswered(text: string | undefined): UnansweredList {
  const { tokens, more } = readDetail(text) ?? {};
  const named = Array.isArray(tokens) ? tokens.filter(isUnanswered) : [];
  return { tokens: named, more: typeof more === 'number' ? more : 0 };
}

function isUnanswered(value: unknown): value is UnansweredToken {
  if (typeof value !== 'object' || value === null) return false;
  const { ownerName, tokenName, validTo } = value as Partial<Record<keyof UnansweredToken, unknown>>;
  return typeof ownerName === 'string' && typeof tokenName === 'string' && typeof validTo === 'number';
}
