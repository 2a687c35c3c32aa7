import type { AuthorityTraits } from '../../core/tokens/authority-traits.ts';

/** What is said of tokens that Patkeeper only remembers: they are made, renewed and ended elsewhere. */
export const TRACKED_TRAITS: AuthorityTraits = { id: 'tracked', makesTokens: false, isVerifiedHere: false };
