import { PatkeeperError } from '../errors.ts';
import { isGuid } from '../guid.ts';
import type { Clock } from '../ports.ts';
import { findOwnSecrets } from '../secrets/find-secrets.ts';
import type { Secret } from '../secrets/secret.ts';
import { Secret as SecretText } from '../secrets/secret.ts';
import type { PageKey, TokenFilter } from '../store/oversight.ts';
import type { Store } from '../store/store.ts';
import type { Policy } from '../tokens/policy.ts';
import { notFound } from '../tokens/refusals.ts';
import { foldName, type PersonId, personKey, type Token } from '../tokens/token.ts';
import type { Administration, Attention, Count, OwnedToken } from './administration.ts';
import { ATTENTION } from './administration.ts';
import type { AdministrationAudit } from './administration-audit.ts';
import { ATTENTION_ASKED, filterOf } from './filter-of.ts';
import type { Guard } from './guard.ts';
import { namesOf } from './owners.ts';

/** How many tokens a page of everybody's has. */
export const OWNED_PAGE_SIZE = 10;
/** Nobody needs to know how many more. */
export const MOST_COUNTED = 10_000;
const MOST_FOUND = 10;
const MOST_WAITING = 5;

export interface LookingDeps {
  readonly guard: Guard;
  readonly audit: AdministrationAudit;
  readonly store: Pick<Store, 'tokens' | 'oversight'>;
  readonly clock: Clock;
  readonly policy: Policy;
  /** The token that a secret proves, whatever became of it; undefined for none of ours. */
  readonly recognize: (secret: Secret) => Promise<Token | undefined>;
}

/** Creates what administrators and auditors see. Every look is in the audit trail before it is given. */
export function createLooking(
  deps: LookingDeps,
): Pick<Administration, 'overview' | 'list' | 'find' | 'show' | 'identify'> {
  const { guard, audit, store, clock, policy } = deps;

  async function count(filter: TokenFilter): Promise<Count> {
    const found = await store.oversight.countTokens(filter, clock.now(), MOST_COUNTED + 1);
    return { count: Math.min(found, MOST_COUNTED), isMore: found > MOST_COUNTED };
  }

  async function withOwners(tokens: readonly Token[]): Promise<readonly OwnedToken[]> {
    const names = await namesOf(
      store.oversight,
      tokens.map(({ owner }) => owner),
    );
    return tokens.map((token) => ({
      token,
      ownerName: names.get(personKey(token.owner)) ?? token.owner.objectId,
    }));
  }

  async function one(token: Token): Promise<OwnedToken> {
    const [owned] = await withOwners([token]);
    return owned ?? { token, ownerName: token.owner.objectId };
  }

  return {
    async overview(actor) {
      const role = await guard.seeing(actor);
      await audit.record(actor, 'look', 'overview');
      const now = clock.now();
      const counted = ATTENTION.map(
        async (what) => [what, await count(filterOf(ATTENTION_ASKED[what], policy, now))] as const,
      );
      const counts = Object.fromEntries(await Promise.all(counted)) as Record<Attention, Count>;
      const waiting = await store.oversight.listJobs('waiting', MOST_WAITING);
      return { role, counts, waiting: waiting.filter(({ expiresAt }) => expiresAt > now) };
    },
    async list(actor, asked, sort, after) {
      await guard.seeing(actor);
      const concerned = asked.owner === undefined ? {} : { owner: asked.owner };
      await audit.record(actor, 'look', `list: ${JSON.stringify(asked)}`, concerned);
      const now = clock.now();
      const filter = filterOf(asked, policy, now);
      const query = { filter, sort, now, limit: OWNED_PAGE_SIZE + 1 };
      const found = await store.oversight.findTokens(after === undefined ? query : { ...query, after });
      const shown = found.slice(0, OWNED_PAGE_SIZE);
      const last = found.length > shown.length ? shown.at(-1) : undefined;
      const next: PageKey | undefined =
        last === undefined ? undefined : { at: sort === 'ends' ? last.validTo : last.createdAt, id: last.id };
      const page = { tokens: await withOwners(shown), total: await count(filter) };
      return next === undefined ? page : { ...page, next };
    },
    async find(actor, words) {
      await guard.seeing(actor);
      await audit.record(actor, 'look', `find: ${words}`);
      const limit = MOST_FOUND + 1;
      const ids: PersonId[] = isGuid(words) ? [{ tenantId: actor.tenantId, objectId: words }] : [];
      const people = await store.oversight.findPeople({ words, ids, limit });
      const filter = { name: foldName(words) };
      const tokens =
        words === ''
          ? []
          : await store.oversight.findTokens({ filter, sort: 'ends', now: clock.now(), limit });
      return {
        people: people.slice(0, MOST_FOUND),
        tokens: await withOwners(tokens.slice(0, MOST_FOUND)),
        isMore: people.length > MOST_FOUND || tokens.length > MOST_FOUND,
      };
    },
    async show(actor, owner, tokenId) {
      await guard.seeing(actor);
      const token = await store.tokens.find(owner, tokenId);
      if (token === undefined) throw notFound();
      await audit.record(actor, 'look', 'show', { owner, token });
      return one(token);
    },
    async identify(actor, text) {
      await guard.seeing(actor);
      // A whole line that was copied does too.
      let token: Token | undefined;
      for (const secret of new Set([text.trim(), ...findOwnSecrets(text)]))
        token ??= await deps.recognize(new SecretText(secret));
      if (token === undefined) throw new PatkeeperError('not-found.secret');
      await audit.record(actor, 'look', 'its secret was found', { owner: token.owner, token });
      return one(token);
    },
  };
}
