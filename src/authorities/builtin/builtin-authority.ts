import { PatkeeperError } from '../../core/errors.ts';
import { generateSecret } from '../../core/secrets/secret.ts';
import type { IssuingAuthority } from '../../core/tokens/token-authority.ts';
import { digestSecret } from './digest.ts';
import type { Peppers } from './peppers.ts';

export interface BuiltinAuthorityDeps {
  readonly organizations: readonly { readonly id: string; readonly name: string }[];
  readonly peppers: Peppers;
  /** How new secrets begin, without the underscore; `pkt` when left out. */
  readonly prefix?: string;
}

/** Creates the authority whose tokens Patkeeper issues and verifies itself. Everybody may use all its organizations. */
export function createBuiltinAuthority({
  organizations,
  peppers,
  prefix,
}: BuiltinAuthorityDeps): IssuingAuthority {
  const offered = organizations.map(({ id, name }) => ({ authority: 'builtin' as const, id, name }));

  return {
    id: 'builtin',
    endsInStore: true,
    async organizations() {
      return offered;
    },
    async issue(_actor, { organization, validTo }) {
      if (!offered.some(({ id }) => id === organization)) {
        throw new PatkeeperError('unknown-organization.removed');
      }
      const { secret, parsed } = generateSecret(prefix);
      const { current } = peppers;
      const digest = digestSecret(parsed.text, current);
      return { secret, validTo, digest: { selector: parsed.selector, digest, pepper: current.version } };
    },
    async renew(_actor, _token, validTo) {
      return validTo;
    },
    async revoke() {
      // Nothing to do: verification asks the store, where the revocation is written next.
    },
  };
}
