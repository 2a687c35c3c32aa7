import type { Log, TokenAuthority } from './ports.ts';
import { authorityGone, unknownOrganization } from './refusals.ts';
import type { Actor, AuthorityId, Organization, Token } from './token.ts';

/** The configured token authorities, by name. */
export interface AuthorityTable {
  /** What all authorities offer to this person. One that fails is left out and logged, unless none answers. */
  organizations(actor: Actor): Promise<readonly Organization[]>;
  /** The authority of an organization that this person may use; `unknown-organization` if there is none. */
  forOrganization(actor: Actor, id: AuthorityId, organization: string): Promise<TokenAuthority>;
  /** The authority that issued a token; `unreachable` if it is not configured any more. */
  forToken(token: Token): TokenAuthority;
}

/** Creates the table of the given authorities. */
export function createAuthorityTable(authorities: readonly TokenAuthority[], log: Log): AuthorityTable {
  const byId = new Map(authorities.map((authority) => [authority.id, authority]));

  return {
    async organizations(actor) {
      const asked = await Promise.allSettled(authorities.map((authority) => authority.organizations(actor)));
      const failed = asked.filter((answer) => answer.status === 'rejected');
      if (failed[0] !== undefined && failed.length === asked.length) throw failed[0].reason;
      for (const { reason } of failed)
        log.warn({ err: reason }, 'an authority did not name its organizations');
      return asked.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    },
    async forOrganization(actor, id, organization) {
      const authority = byId.get(id);
      const known = await authority?.organizations(actor);
      if (authority === undefined || !known?.some((one) => one.id === organization))
        throw unknownOrganization();
      return authority;
    },
    forToken(token) {
      const authority = byId.get(token.authority);
      if (authority === undefined) throw authorityGone();
      return authority;
    },
  };
}
