import { madeElsewhere } from '../../core/tokens/refusals.ts';
import type { TokenAuthority } from '../../core/tokens/token-authority.ts';

/** An Azure DevOps Server collection: tokens are made there on a page, by hand. */
export interface Collection {
  readonly name: string;
  /** Without a slash at the end. */
  readonly url: string;
}

/**
 * Creates the authority of tokens that Patkeeper can only remember: tokens of Azure DevOps Server, which has no interface to
 * make them, and tokens that a person asked to be reminded of.
 */
export function createTrackedAuthority({
  collections,
}: {
  readonly collections: readonly Collection[];
}): TokenAuthority {
  const offered = collections.map(({ name, url }) => ({
    authority: 'tracked' as const,
    id: name,
    name,
    tokenPage: `${url}/_usersSettings/tokens`,
  }));

  return {
    id: 'tracked',
    async organizations() {
      return offered;
    },
    async issue() {
      throw madeElsewhere();
    },
    async renew(_actor, _token, validTo) {
      // The owner tells Patkeeper what they chose on the service's own page.
      return validTo;
    },
  };
}
