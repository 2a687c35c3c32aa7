import type { UsagePlace } from '../../../src/core/tokens/authority-traits.ts';
import { type UsageSection, usageLines } from '../../../src/core/tokens/usage.ts';
import { AUTHORITY_TRAITS } from '../../../src/service/authorities.ts';

/** What example lines are made for. */
export interface UsageInput extends UsagePlace {
  readonly authority: string;
}

/** The example lines for a token of an authority; one of the built-in organization `internal`, unless something else is said. */
export function usageOf(input: Partial<UsageInput>): UsageSection[] {
  const { authority = 'builtin', organization = 'internal', scopes = [], ...more } = input;
  const traits = AUTHORITY_TRAITS.find(({ id }) => id === authority);
  const addresses = traits?.usageAddresses?.({ organization, scopes, ...more });
  if (addresses === undefined) throw new Error(`${authority} has no addresses`);
  return usageLines(addresses, scopes);
}
