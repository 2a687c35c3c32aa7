import type { Instant } from '../../../src/core/tokens/token.ts';
import type { TokenSeed } from './fake-azure-devops-types.ts';

const DAY = 24 * 60 * 60 * 1000;
const SCOPES = ['vso.code', 'vso.code_write', 'vso.packaging', 'vso.build vso.code', 'vso.work_write'];

/** So many different tokens: names in an order of their own, made over the last months, ending over the next ones. */
export function seedsFor(count: number, now: Instant): readonly TokenSeed[] {
  return Array.from({ length: count }, (_, index) => ({
    displayName: `Pipeline ${String((index * 37) % count).padStart(4, '0')}-${index}`,
    scope: SCOPES[index % SCOPES.length],
    validFrom: now - (index % 90) * DAY,
    validTo: now + (10 + (index % 80)) * DAY,
  }));
}
