import type { Instant } from '../tokens/token.ts';
import { readDetail } from './read-detail.ts';

/** What is known of uses of a token that has ended, as the notice about it tells its owner. */
export interface DeadUseDetail {
  /** How often, at least: another replica may have seen more. */
  readonly uses: number;
  readonly since: Instant;
  readonly latest: Instant;
  /** Which services, the most frequent first; not all when there were very many. */
  readonly services: readonly string[];
  /** From which addresses, the most frequent first; empty where nobody can tell. */
  readonly addresses: readonly string[];
}

/** The detail as the text that a notice keeps. */
export function writeDeadUse(detail: DeadUseDetail): string {
  return JSON.stringify(detail);
}

/** Reads that text; undefined when it is something else, for example of a newer release. */
export function readDeadUse(text: string | undefined): DeadUseDetail | undefined {
  const value = readDetail(text);
  if (value === undefined) return undefined;
  const { uses, since, latest, services, addresses } = value;
  if (typeof uses !== 'number' || typeof since !== 'number' || typeof latest !== 'number') return undefined;
  if (!isTexts(services) || !isTexts(addresses)) return undefined;
  return { uses, since, latest, services, addresses };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
