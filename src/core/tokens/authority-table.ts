import { isSignInNeeded } from '../errors.ts';
import type { Log } from '../ports.ts';
import { withDeadline } from '../timing/deadline.ts';
import { TIME_BUDGET } from '../timing/time-budget.ts';
import { authorityGone, unknownOrganization } from './refusals.ts';
import type { Actor, AuthorityId, Organization, Token } from './token.ts';
import type { TokenAuthority } from './token-authority.ts';

/** What a person can choose from. */
export interface Organizations {
  readonly organizations: readonly Organization[];
  /** Whether there may be more after a sign-in. */
  readonly signInNeeded: boolean;
}

/** The configured token authorities, by name. */
export interface AuthorityTable {
  /**
   * What all authorities offer to this person. One that fails is left out and logged, unless the others have none; that
   * one only wants a sign-in is said.
   */
  organizations(actor: Actor): Promise<Organizations>;
  /** The authority of an organization that this person may use; `unknown-organization` if there is none. */
  forOrganization(actor: Actor, id: AuthorityId, organization: string): Promise<TokenAuthority>;
  /** The authority that issued a token; `unreachable` if it is not configured any more. */
  forToken(token: Token): TokenAuthority;
  /** False when the token's authority only remembers it: revoking it here would end nothing. */
  canRevoke(token: Token): boolean;
  /** Whether a token ends with what the store says of it. */
  endsInStore(token: Token): boolean;
}

/** Creates the table of the given authorities. */
export function createAuthorityTable(authorities: readonly TokenAuthority[], log: Log): AuthorityTable {
  const byId = new Map(authorities.map((authority) => [authority.id, authority]));

  return {
    async organizations(actor) {
      const asked = await Promise.allSettled(
        authorities.map((authority) => organizationsOf(authority, actor)),
      );
      const failed = asked.filter((answer) => answer.status === 'rejected');
      const organizations = asked.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
      if (failed[0] !== undefined && organizations.length === 0) throw failed[0].reason;
      const others = failed.filter(({ reason }) => !isSignInNeeded(reason));
      for (const { reason } of others)
        log.warn({ err: reason }, 'an authority did not name its organizations');
      return { organizations, signInNeeded: others.length < failed.length };
    },
    async forOrganization(actor, id, organization) {
      const authority = byId.get(id);
      const known = authority && (await organizationsOf(authority, actor));
      if (authority === undefined || !known?.some((one) => one.id === organization))
        throw unknownOrganization();
      return authority;
    },
    forToken(token) {
      const authority = byId.get(token.authority);
      if (authority === undefined) throw authorityGone();
      return authority;
    },
    canRevoke(token) {
      const authority = byId.get(token.authority);
      // That one is not connected any more is for the attempt to say.
      return authority === undefined || authority.revoke !== undefined;
    },
    endsInStore: (token) => byId.get(token.authority)?.endsInStore === true,
  };
}

/** One authority that hangs must not keep people from the others. */
function organizationsOf(authority: TokenAuthority, actor: Actor): Promise<readonly Organization[]> {
  return withDeadline(authority.organizations(actor), TIME_BUDGET.organizations);
}
