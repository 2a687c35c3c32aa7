import type { Instant } from '../../../src/core/tokens/token.ts';

/** An instant as Azure DevOps writes it: with seven digits of fraction, the last four of them beyond our milliseconds. */
export function wireTime(instant: Instant): string {
  return new Date(instant).toISOString().replace('Z', '1230Z');
}
