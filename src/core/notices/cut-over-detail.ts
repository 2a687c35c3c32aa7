import type { Instant, TokenUse } from '../tokens/token.ts';
import { readDetail } from './read-detail.ts';

/** Why a replaced token ended sooner, as the notice about it tells its owner. */
export interface CutOverDetail {
  /** The latest use of the new one. */
  readonly newUsed: TokenUse;
  /** Since when the old one was silent. */
  readonly silentSince: Instant;
}

/** The detail as the text that a notice keeps. */
export function writeCutOver(detail: CutOverDetail): string {
  return JSON.stringify(detail);
}

/** Reads that text; undefined when it is something else, as for a token that ended at its time. */
export function readCutOver(text: string | undefined): CutOverDetail | undefined {
  const value = readDetail(text);
  if (value === undefined) return undefined;
  const { newUsed, silentSince } = value as { newUsed?: Partial<TokenUse>; silentSince?: unknown };
  if (typeof silentSince !== 'number' || typeof newUsed?.at !== 'number') return undefined;
  if (typeof newUsed.service !== 'string') return undefined;
  return { newUsed: { at: newUsed.at, service: newUsed.service }, silentSince };
}
