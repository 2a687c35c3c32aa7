import { madeElsewhere } from '../../core/tokens/refusals.ts';
import type { TokenAuthority } from '../../core/tokens/token-authority.ts';

/** An Azure DevOps Server collection: tokens are made there on a page, by hand. */
export interface Collection {
  readonly name: string;
  /** Without a slash at the end. */
  readonly url: string;
}

/**
 * Creates the authority of tokens that Patkeeper can only remember: those of collections of Azure DevOps Server, for which
 * no interface makes tokens, and those that a person asked to be reminded of.
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
      // Its owner says what they have set on its own page.
      return validTo;
    },
  };
}
