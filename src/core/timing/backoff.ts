import { MINUTE } from './durations.ts';

const FACTOR = 2;
const CAP_MS = 15 * MINUTE;

/**
 * How long to wait after the given number of failed attempts (from 1), in milliseconds: `firstMs`, doubled each time, at
 * most 15 minutes. `random` (0 to 1) takes up to half of it away, so that what failed together doesn't return together.
 */
export function backoffMs(attempts: number, random: () => number, firstMs = 5_000): number {
  const full = Math.min(CAP_MS, firstMs * FACTOR ** Math.max(0, attempts - 1));
  return Math.round(full * (1 - random() / 2));
}
