import { AZURE_DEVOPS_TRAITS } from '../authorities/azure-devops/traits.ts';
import { createBuiltinAuthority } from '../authorities/builtin/builtin-authority.ts';
import type { Peppers } from '../authorities/builtin/peppers.ts';
import { BUILTIN_TRAITS } from '../authorities/builtin/traits.ts';
import { createTrackedAuthority } from '../authorities/tracked/tracked-authority.ts';
import { TRACKED_TRAITS } from '../authorities/tracked/traits.ts';
import type { Config } from '../config/config.ts';
import type { WatchedAuthority } from '../core/sync/token-sync.ts';
import type { AuthorityTraits } from '../core/tokens/authority-traits.ts';
import type { TokenAuthority } from '../core/tokens/token-authority.ts';

/** What authorities are connected with. */
export interface AuthorityDeps {
  readonly config: Pick<Config, 'authorities' | 'organizations' | 'serverCollections' | 'secretPrefix'>;
  readonly peppers: Peppers;
  /** Absent when it is not configured. */
  readonly azureDevOps?: WatchedAuthority;
}

interface AuthorityEntry {
  readonly traits: AuthorityTraits;
  /** Undefined when it is not configured. */
  connect(deps: AuthorityDeps): TokenAuthority | undefined;
}

/** The authorities, a line each, in the order in which people see them. */
const ENTRIES: readonly AuthorityEntry[] = [
  { traits: BUILTIN_TRAITS, connect: connectBuiltin },
  { traits: AZURE_DEVOPS_TRAITS, connect: ({ azureDevOps }) => azureDevOps },
  {
    traits: TRACKED_TRAITS,
    connect: ({ config }) => createTrackedAuthority({ collections: config.serverCollections }),
  },
];

/** What each authority says of its tokens. Also of those that are not configured, because their tokens may still be stored. */
export const AUTHORITY_TRAITS: readonly AuthorityTraits[] = ENTRIES.map(({ traits }) => traits);

/** The configured authorities. */
export function connectAuthorities(deps: AuthorityDeps): readonly TokenAuthority[] {
  return ENTRIES.map(({ connect }) => connect(deps)).filter((authority) => authority !== undefined);
}

function connectBuiltin({ config, peppers }: AuthorityDeps): TokenAuthority | undefined {
  if (!config.authorities.includes(BUILTIN_TRAITS.id)) return undefined;
  return createBuiltinAuthority({
    organizations: config.organizations,
    peppers,
    prefix: config.secretPrefix,
  });
}
