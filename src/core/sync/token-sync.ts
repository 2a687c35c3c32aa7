import { createAuditTrail } from '../audit/audit-trail.ts';
import { isSignInNeeded, PatkeeperError } from '../errors.ts';
import { type KnownNow, type StockNews, writeNews } from '../notices/news-detail.ts';
import { type Notice, noticeAboutPerson } from '../notices/notices.ts';
import type { Clock, Log } from '../ports.ts';
import type { Store } from '../store/store.ts';
import { withDeadline } from '../timing/deadline.ts';
import { createSingleFlight } from '../timing/single-flight.ts';
import { TIME_BUDGET } from '../timing/time-budget.ts';
import { ENDING_PLACES } from '../tokens/ending-places.ts';
import { type Actor, type Instant, type PersonId, personKey } from '../tokens/token.ts';
import type { IssuingAuthority, Listing, TokenAuthority } from '../tokens/token-authority.ts';
import type { SyncChanges } from '../tokens/token-writes.ts';
import { knownNow, owedSinceBefore, tellChangesTogether, tellTogether } from './look-news.ts';
import { type Differences, reconcile } from './reconcile.ts';

/** An authority whose tokens are also made and changed elsewhere. */
export type WatchedAuthority = IssuingAuthority & Required<Pick<TokenAuthority, 'list'>>;

interface TokenSyncDeps {
  readonly clock: Clock;
  readonly store: Pick<Store, 'tokens' | 'watches' | 'audit'>;
  readonly authorities: readonly WatchedAuthority[];
  readonly log: Log;
  /** Tells the dispatcher that notices may be due. */
  readonly wake: () => void;
  readonly newId: () => string;
}

/** Keeps the store's copy of tokens that are also made and changed at their authority. */
export interface TokenSync {
  /** Asks the authorities now, and writes what is new. Rejects with why they could not be asked. */
  sync(person: PersonId): Promise<void>;
  /** The same for somebody who waits: within seconds, not if it was done just now, and giving what went wrong. */
  refresh(person: PersonId): Promise<PatkeeperError | undefined>;
}

/** A watch that is never due: the person has not signed in for work in the background. */
export const NEVER: Instant = Date.UTC(9999, 11, 31);

/** Somebody who clicks through their list doesn't ask Azure DevOps again with every click. */
const FRESH_MS = 30_000;
const MOST_TRIES = 3;

/** Creates the sync. A person's tokens are looked at once at a time. */
export function createTokenSync(deps: TokenSyncDeps): TokenSync {
  const { clock, store, authorities, log, wake, newId } = deps;
  const audit = createAuditTrail(deps);
  const running = createSingleFlight<void>();
  const fresh = new Map<string, Instant>();

  async function look(person: PersonId, authority: WatchedAuthority): Promise<void> {
    for (let tries = 1; !(await lookOnce(person, authority)); tries += 1)
      if (tries === MOST_TRIES) throw unreadable(new Error('others looked at the same person each time'));
    wake();
  }

  /** False, and nothing done, when another process has taken stock or the person has signed in or out during the look. */
  async function lookOnce(person: PersonId, authority: WatchedAuthority): Promise<boolean> {
    const known = (await store.tokens.list(person)).filter((token) => token.authority === authority.id);
    let stocked: readonly string[] = [];
    const compare = (listing: Listing, now: Instant) =>
      reconcile({ owner: person, authority: authority.id, known, listing, stocked, now, newId });
    let listing = await authority.list(person);
    // A list that changes while its pages are read may skip a token: what seems gone is looked for once more.
    if (compare(listing, clock.now()).changed.some(({ set }) => 'revokedAt' in set))
      listing = inEither(listing, await authority.list(person));
    const now = clock.now();
    // Read late: the person may have signed in for this meanwhile.
    const watch = await store.watches.find(person);
    stocked = watch?.stocked ?? [];
    const differences = compare(listing, now);
    const isWatched = watch !== undefined && watch.nextAt !== NEVER;
    const newOrganizations = isWatched ? listing.complete.filter((one) => !stocked.includes(one)) : [];
    const stock = { asRead: watch?.stocked, added: newOrganizations };
    const news = knownNow(known, differences, newOrganizations, now);
    const owed = owedSinceBefore(known, differences, newOrganizations, now);
    if (!(await write(person, differences, stock, news, owed, now))) return false;
    await finishRotations(person, authority, differences);
    return true;
  }

  async function write(
    person: PersonId,
    { found, changed }: Differences,
    stock: NonNullable<SyncChanges['stock']>,
    known: KnownNow | undefined,
    owed: readonly Notice[],
    now: Instant,
  ): Promise<boolean> {
    const told = tellTogether(found);
    const toldChanges = tellChangesTogether(changed);
    const actor = actorFor(person);
    const news: StockNews = {
      ...(known === undefined ? {} : { known }),
      ...(told.untold === 0 ? {} : { more: told.untold }),
      ...(toldChanges.untold === 0 ? {} : { changed: toldChanges.untold }),
    };
    const isNews = Object.keys(news).length > 0;
    const stockNews = isNews ? [noticeAboutPerson('stock', person, now, writeNews(news))] : [];
    const notices = [...stockNews, ...owed];
    // Nobody is watched for looking at their list.
    if (stock.asRead === undefined && found.length + changed.length + notices.length === 0) return true;
    const written = await store.watches.syncTokens({
      owner: person,
      now,
      found: told.found.map(({ token, notices: its }) => ({
        token,
        notices: its,
        event: audit.event(actor, 'find', token, `in ${token.organization}, made elsewhere`),
      })),
      changes: toldChanges.changed.map(({ token, set, revives, notices: owed, why }) => ({
        tokenId: token.id,
        set,
        ...(revives === undefined ? {} : { revives }),
        notices: owed,
        dropOpenNotices: why,
        event: audit.event(actor, 'revokedAt' in set ? 'revoke' : 'renew', token, why),
      })),
      notices,
      stock,
    });
    if (written === undefined) return false;
    if (found.length + changed.length > 0)
      log.info({ person, found: found.length, changed: changed.length }, 'tokens made elsewhere looked at');
    return true;
  }

  /** What a crash cut short between the store and the authority. */
  async function finishRotations(
    person: PersonId,
    authority: WatchedAuthority,
    { toShorten, toEnd }: Differences,
  ): Promise<void> {
    const actor = actorFor(person);
    for (const token of toEnd) await authority.revoke(actor, token);
    for (const token of toShorten) {
      const latest = await store.tokens.find(person, token.id);
      // Taken back or prolonged meanwhile: then this end is not wanted any more.
      if (latest?.rotation?.state !== 'overlap' || latest.validTo !== token.validTo) continue;
      await authority.renew(actor, token, token.validTo);
    }
  }

  async function lookAtAll(person: PersonId): Promise<void> {
    for (const authority of authorities) await look(person, authority);
    fresh.set(personKey(person), clock.now());
  }

  function sync(person: PersonId): Promise<void> {
    return running.run(personKey(person), () => lookAtAll(person));
  }

  function isFresh(person: PersonId): boolean {
    const now = clock.now();
    for (const [key, at] of fresh) if (at + FRESH_MS <= now || at > now) fresh.delete(key);
    return fresh.has(personKey(person));
  }

  return {
    sync,
    async refresh(person) {
      if (authorities.length === 0 || isFresh(person)) return undefined;
      try {
        await withDeadline(sync(person), TIME_BUDGET.refresh);
        return undefined;
      } catch (error) {
        if (!isSignInNeeded(error)) log.warn({ err: error, person }, 'the latest tokens could not be had');
        return error instanceof PatkeeperError ? error : unreadable(error);
      }
    },
  };
}

/** Whoever looks regularly acts as the person. */
function actorFor(person: PersonId): Actor {
  return { ...person, name: '', locale: '', place: ENDING_PLACES.sync };
}

function unreadable(cause: unknown): PatkeeperError {
  return new PatkeeperError('unreachable.latest-tokens', {}, { cause });
}

/** Two lists of the same tokens taken for one: the later tells what it has, the earlier what that skipped. */
function inEither(earlier: Listing, later: Listing): Listing {
  const ids = new Set(later.tokens.map(({ externalId }) => externalId));
  return {
    tokens: [...later.tokens, ...earlier.tokens.filter(({ externalId }) => !ids.has(externalId))],
    complete: later.complete.filter((organization) => earlier.complete.includes(organization)),
  };
}
