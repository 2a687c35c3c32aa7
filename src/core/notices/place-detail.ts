import type { Instant, TokenPlace } from '../tokens/token.ts';
import { readDetail } from './read-detail.ts';

/** Where a token was used for the first time, as the notice about it asks its owner. */
export interface PlaceDetail extends TokenPlace {
  readonly at: Instant;
  /** Which of the two is new. */
  readonly isNewService: boolean;
  readonly isNewNetwork: boolean;
}

/** The detail as the text that a notice keeps. */
export function writePlace(detail: PlaceDetail): string {
  return JSON.stringify(detail);
}

/** Reads that text; undefined when it is something else, for example of a newer release. */
export function readPlace(text: string | undefined): PlaceDetail | undefined {
  const value = readDetail(text);
  if (value === undefined) return undefined;
  const { service, network, at, isNewService, isNewNetwork } = value;
  if (typeof service !== 'string' || typeof at !== 'number') return undefined;
  const from = typeof network === 'string' ? { network } : {};
  return { service, ...from, at, isNewService: isNewService === true, isNewNetwork: isNewNetwork === true };
}
