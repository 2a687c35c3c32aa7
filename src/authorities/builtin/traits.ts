import type { AuthorityTraits, UsagePlace } from '../../core/tokens/authority-traits.ts';
import { EXAMPLE_URL, plainAddress, type UsageAddresses } from '../../core/tokens/usage.ts';

/** What the built-in authority says of its tokens. */
export const BUILTIN_TRAITS: AuthorityTraits = {
  id: 'builtin',
  makesTokens: true,
  isVerifiedHere: true,
  usageAddresses,
};

function usageAddresses({ organizationUrl = '' }: UsagePlace): UsageAddresses {
  const base = plainAddress(organizationUrl) ?? EXAMPLE_URL;
  return {
    repository: `${base}/REPOSITORY.git`,
    npm: `${base}/npm/`,
    nuget: `${base}/nuget/index.json`,
    api: `${base}/`,
    protocol: base.slice(0, base.indexOf(':')),
    host: new URL(base).host,
  };
}
