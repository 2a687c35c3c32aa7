import type { Clock } from '../ports.ts';
import type { Store } from '../store/store.ts';
import { reconcile } from '../sync/reconcile.ts';
import { ENDING_PLACES } from '../tokens/ending-places.ts';
import type { Actor, PersonId } from '../tokens/token.ts';
import type { Member, TokenAdministration } from '../tokens/token-administration.ts';
import type { AdministrationAudit } from './administration-audit.ts';

export interface MemberTokensDeps {
  readonly administration: Pick<TokenAdministration, 'id' | 'tokensOf'>;
  readonly store: Pick<Store, 'tokens' | 'watches' | 'accounts'>;
  readonly audit: Pick<AdministrationAudit, 'event'>;
  readonly clock: Clock;
  readonly newId: () => string;
}

/** What a look at somebody's tokens found. */
export interface MemberLook {
  readonly owner: PersonId;
  /** How many of their tokens in the organization are active. */
  readonly active: number;
}

/** Brings what the store says of somebody's tokens in an organization up to date, as one of its administrators. */
export interface MemberTokens {
  look(
    administrator: Actor,
    organization: string,
    member: Pick<Member, 'key' | 'objectId' | 'name'>,
  ): Promise<MemberLook>;
}

/**
 * Makes it. The tokens are kept as those that their owner's own sign-in finds, so that all of administration knows them. A look
 * owes their owner no message: nobody hears from a bot because somebody has looked.
 */
export function createMemberTokens(deps: MemberTokensDeps): MemberTokens {
  const { administration, store, audit, clock, newId } = deps;

  /** So that whoever never met the bot has a name here. Nobody without tokens is kept. */
  async function keepName(owner: PersonId, name: string): Promise<void> {
    if ((await store.accounts.find(owner))?.memberName !== name)
      await store.accounts.saveMemberName(owner, name);
  }

  return {
    async look(administrator, organization, { key, objectId, name }) {
      const owner = { tenantId: administrator.tenantId, objectId };
      const known = (await store.tokens.list(owner)).filter(
        ({ authority }) => authority === administration.id,
      );
      const listed = await administration.tokensOf(administrator, organization, key);
      const now = clock.now();
      const tokens = listed.filter(({ isValid, validTo }) => isValid && validTo > now);
      const { found, changed } = reconcile({
        owner,
        authority: administration.id,
        known,
        listing: { tokens, complete: [tokens[0]?.organization ?? organization, organization] },
        stocked: [],
        now,
        newId,
      });
      if (known.length + tokens.length > 0) await keepName(owner, name);
      if (found.length + changed.length > 0) {
        const isWatched = (await store.watches.find(owner)) !== undefined;
        const where = `in ${organization}, seen as its administrator`;
        await store.watches.syncTokens({
          owner,
          now,
          found: found.map(({ token }) => ({
            token,
            notices: [],
            event: audit.event(administrator, 'find', where, { owner, token }),
          })),
          changes: changed.map(({ token, set, revives, notices, why }) => ({
            tokenId: token.id,
            set,
            ...(revives === undefined ? {} : { revives }),
            notices: token.foundAt === undefined || isWatched ? notices : [],
            dropOpenNotices: why,
            event: {
              ...audit.event(administrator, 'revokedAt' in set ? 'revoke' : 'renew', `${why}, ${where}`, {
                owner,
                token,
              }),
              // What ended there was not ended by whoever looks: its owner is told the same as by their own sign-in.
              place: ENDING_PLACES.sync,
            },
          })),
          notices: [],
        });
      }
      return { owner, active: tokens.length };
    },
  };
}
