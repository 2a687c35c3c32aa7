import { randomUUID } from 'node:crypto';
import type { ApplicationDirectory } from '../applications/application.ts';
import { createFollowing } from '../applications/following.ts';
import { createAuditTrail } from '../audit/audit-trail.ts';
import type { PatkeeperError } from '../errors.ts';
import type { Clock, Log, TellAdministrators } from '../ports.ts';
import type { Store } from '../store/store.ts';
import type { TokenSync } from '../sync/token-sync.ts';
import { createAuthorityTable } from './authority-table.ts';
import { findOwn } from './find-own.ts';
import { createLeakAnswers } from './leak-answers.ts';
import { inListOrder } from './list-order.ts';
import { matchesWords, matchNames } from './name-match.ts';
import type { OrganizationOf } from './organization-of.ts';
import type { Policy } from './policy.ts';
import { createRotation } from './rotation.ts';
import { createSecondReaders } from './second-readers.ts';
import { type Actor, holdsPlace, ownerOf, type PersonId, type Token, tokenState } from './token.ts';
import type { TokenAuthority } from './token-authority.ts';
import { createTokenChanges } from './token-changes.ts';
import { createTokenCreation, createTokenIssuing } from './token-issuing.ts';
import type { ListQuery, TokenService } from './token-service-port.ts';
import { createTracking } from './tracking.ts';
import { causeOf, findEnding } from './why-stopped.ts';

interface TokenServiceDeps {
  readonly clock: Clock;
  /** Looks at the authorities whose tokens are also made elsewhere. */
  readonly sync?: TokenSync;
  readonly store: Omit<Store, 'check' | 'close'>;
  readonly authorities: readonly TokenAuthority[];
  /** Tells display names, so that a search finds them too. */
  readonly organizationOf: OrganizationOf;
  readonly policy: Policy;
  readonly log: Log;
  /** Tells the dispatcher that notices may be due. */
  readonly wake: () => void;
  readonly newId?: () => string;
  /** A log line when left out. */
  readonly tellAdministrators?: TellAdministrators;
  /** Where applications are registered; absent where nobody looks there. */
  readonly applications?: ApplicationDirectory;
  /** The administrators whom the settings name. */
  readonly administrators?: readonly PersonId[];
}

/** How many tokens a page of a list has. */
export const PAGE_SIZE = 10;
/** More messages about one token are more than a card can hold. */
const MOST_MESSAGES = 20;

/** Creates the token service: what it does is policy, authority, store, notices and audit, in that order. */
export function createTokenService(given: TokenServiceDeps): TokenService {
  const newId = given.newId ?? randomUUID;
  const { clock, store, policy, log, organizationOf } = given;
  const authorities = createAuthorityTable(given.authorities, log);
  const audit = createAuditTrail({ clock, store, log, newId });
  const deps = { ...given, newId, authorities, audit };
  const issuing = createTokenIssuing(deps);

  /** The latest of what is known. A problem is for whoever shows it to tell. */
  async function refresh(actor: Actor): Promise<PatkeeperError | undefined> {
    return given.sync?.refresh(ownerOf(actor));
  }

  async function matching(
    actor: Actor,
    { words, nameOfScope }: Pick<ListQuery, 'words' | 'nameOfScope'>,
    state: ListQuery['state'],
  ): Promise<Token[]> {
    const now = clock.now();
    return (await store.tokens.list(ownerOf(actor))).filter(
      (token) =>
        (state === 'all' || tokenState(token, now) === state) &&
        matchesWords(token, organizationOf(token).name, words, nameOfScope),
    );
  }

  async function countHeld(actor: Actor): Promise<number> {
    const isHeld = (token: Token) => tokenState(token, clock.now()) === 'active' && holdsPlace(token);
    return (await store.tokens.list(ownerOf(actor))).filter(isHeld).length;
  }

  async function successorOf(actor: Actor, { rotation }: Token): Promise<Token | undefined> {
    return rotation?.state === 'overlap'
      ? store.tokens.find(ownerOf(actor), rotation.successorId)
      : undefined;
  }

  return {
    policy,
    successorOf,
    organizations: authorities.organizations,
    countHeld,
    async createOptions(actor) {
      const [organizations, held] = await Promise.all([authorities.organizations(actor), countHeld(actor)]);
      return { ...organizations, held };
    },
    canRevoke: authorities.canRevoke,
    ...createTokenCreation({ clock, audit, issuing }),
    ...createTokenChanges(deps),
    ...createRotation({ ...deps, issuing }),
    ...createTracking(deps),
    ...createLeakAnswers(deps),
    ...createSecondReaders(deps),
    ...createFollowing(deps),
    async list(actor, { state, page: wanted, ...query }) {
      const problem = await refresh(actor);
      const found = inListOrder(await matching(actor, query, state), clock.now());
      const pages = Math.max(1, Math.ceil(found.length / PAGE_SIZE));
      const page = Math.min(Math.max(0, Math.trunc(wanted) || 0), pages - 1);
      const first = page * PAGE_SIZE;
      const tokens = found.slice(first, first + PAGE_SIZE);
      const shown = { tokens, page, pages, total: found.length };
      return problem === undefined ? shown : { ...shown, problem };
    },
    async search(actor, { skip, count, ...query }) {
      const problem = await refresh(actor);
      const ordered = inListOrder(await matching(actor, query, 'all'), clock.now());
      const shown = { tokens: ordered.slice(skip, skip + count), total: ordered.length };
      return problem === undefined ? shown : { ...shown, problem };
    },
    async listActive(actor) {
      const problem = await refresh(actor);
      const all = await store.tokens.list(ownerOf(actor));
      const tokens = all.filter((token) => tokenState(token, clock.now()) === 'active');
      return problem === undefined ? { tokens } : { tokens, problem };
    },
    get(actor, tokenId) {
      return audit.recordingRefusals(actor, 'show', (subject) => findOwn(store, actor, tokenId, subject));
    },
    async explain(actor, tokenId) {
      const problem = await refresh(actor);
      const token = await audit.recordingRefusals(actor, 'show', (subject) =>
        findOwn(store, actor, tokenId, subject),
      );
      const cause = causeOf(token, clock.now(), policy, await findEnding(token, store.audit));
      const successor = await successorOf(actor, token);
      return {
        token,
        cause,
        ...(successor === undefined ? {} : { successor }),
        ...(problem === undefined ? {} : { problem }),
      };
    },
    events: (actor, page) => store.audit.list(ownerOf(actor), page),
    messages: (actor, tokenId) =>
      audit.recordingRefusals(actor, 'show', async (subject) => {
        const token = await findOwn(store, actor, tokenId, subject);
        const limit = MOST_MESSAGES;
        return { token, notices: await store.notices.list({ owner: token.owner, tokenId: token.id, limit }) };
      }),
    undelivered: (actor) => store.notices.listFailed(ownerOf(actor)),
    async find(actor, name, { endedToo = false } = {}) {
      const problem = await refresh(actor);
      const now = clock.now();
      const all = await store.tokens.list(ownerOf(actor));
      const tokens = endedToo
        ? inListOrder(matchNames(all, name, now, { endedToo }), now)
        : matchNames(all, name, now);
      return problem === undefined ? { tokens } : { tokens, problem };
    },
  };
}
