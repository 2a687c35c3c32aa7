import { readDetail } from './read-detail.ts';

/** What is known of a leaked secret, as the notice about it tells its owner. */
export interface LeakDetail {
  /** Who found it. */
  readonly reporter: string;
  /** Where; empty when nobody said. */
  readonly place: string;
  /** Whether its token still worked, and was revoked for it. */
  readonly wasAlive: boolean;
}

/** The detail as the text that a notice keeps. */
export function writeLeak(detail: LeakDetail): string {
  return JSON.stringify(detail);
}

/** Reads that text. What can't be read is unknown, and the token counts as one that still worked. */
export function readLeak(text: string | undefined): LeakDetail {
  const { reporter, place, wasAlive } = readDetail(text) ?? {};
  return {
    reporter: typeof reporter === 'string' ? reporter : '',
    place: typeof place === 'string' ? place : '',
    wasAlive: wasAlive !== false,
  };
}
