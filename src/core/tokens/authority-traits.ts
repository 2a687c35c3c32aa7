import type { ScopeId } from './scopes.ts';
import type { AuthorityId, Token } from './token.ts';
import type { UsageAddresses } from './usage.ts';

/** Where a token is valid, for the addresses of example lines. */
export interface UsagePlace {
  readonly organization: string;
  /** The address of the organization, for example `https://git.contoso.com/team`; absent when nobody has said. */
  readonly organizationUrl?: string;
  readonly scopes: readonly ScopeId[];
}

/** What an authority says of its tokens. */
export interface AuthorityTraits {
  readonly id: AuthorityId;
  /** Whether it makes tokens, and so can also renew, rotate and end them. If not, Patkeeper only remembers its tokens. */
  readonly makesTokens: boolean;
  /** Whether Patkeeper verifies its tokens: it then knows when each was last used, and today's policy applies at once. */
  readonly isVerifiedHere: boolean;
  /** The addresses where tools use a token; absent where nobody here knows them. */
  readonly usageAddresses?: (place: UsagePlace) => UsageAddresses;
}

/** Of an authority that this Patkeeper does not have, nothing is promised. */
const UNKNOWN = { makesTokens: false, isVerifiedHere: false } as const;

/** What a token's authority says of it. */
export function traitsOf(
  { authority }: Pick<Token, 'authority'>,
  { authorities }: { readonly authorities: readonly AuthorityTraits[] },
): Omit<AuthorityTraits, 'id'> {
  return authorities.find(({ id }) => id === authority) ?? UNKNOWN;
}
