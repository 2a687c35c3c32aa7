import type { Job } from '../../core/administration/job.ts';
import type { Log } from '../../core/ports.ts';
import type {
  KnownPerson,
  OversightStore,
  TokenFilter,
  UnreachedPerson,
} from '../../core/store/oversight.ts';
import { createGiveWay } from '../../core/timing/give-way.ts';
import { type Instant, personKey, type Token } from '../../core/tokens/token.ts';
import { addJob, changeJob, claimJob, isDue } from './job-changes.ts';
import { unreachedIn } from './notice-reads.ts';
import type { People } from './people.ts';
import { compareBy, filterFor, isBehind } from './token-filter.ts';

export interface OversightDeps {
  readonly people: People;
  readonly log: Log;
  /** Throws `store-unavailable` when the store is closed. */
  readonly assertOpen: () => void;
}

/** What administrators and auditors see, read from memory, and what they asked for, kept in their own documents. */
export function createOversight({ people, log, assertOpen }: OversightDeps): OversightStore {
  /** Hands every token of everybody that passes to `see`, until that says that it has seen enough. */
  async function each(filter: TokenFilter, now: Instant, see: (token: Token) => boolean): Promise<void> {
    assertOpen();
    const testOf = filterFor(filter, now);
    const giveWay = createGiveWay();
    const owned = filter.owner === undefined ? undefined : people.find(filter.owner);
    const files = filter.owner === undefined ? people.all() : owned === undefined ? [] : [owned];
    for (const file of files) {
      const others = giveWay();
      if (others !== undefined) await others;
      const document = file.document();
      const test = testOf(document);
      if (test === undefined) continue;
      for (const token of document.tokens) if (test(token) && !see(token)) return;
    }
  }

  function* jobs(): Generator<Job> {
    for (const file of people.all()) yield* file.document().jobs ?? [];
  }

  return {
    async findTokens({ filter, sort, now, after, limit }) {
      const compare = compareBy(sort);
      let best: Token[] = [];
      await each(filter, now, (token) => {
        if (isBehind(token, sort, after)) best.push(token);
        // Sorted now and then: most tokens of many never get into the page.
        if (best.length >= limit * 4) best = best.sort(compare).slice(0, limit);
        return true;
      });
      return best.sort(compare).slice(0, limit);
    },
    async countTokens(filter, now, most) {
      let tokens = 0;
      await each(filter, now, () => {
        tokens += 1;
        return tokens < most;
      });
      return Math.min(tokens, most);
    },
    async findPeople({ words, ids, limit }) {
      assertOpen();
      const wanted = new Set(ids.map(personKey));
      const sought = words.toLowerCase();
      const found: KnownPerson[] = [];
      for (const file of people.all()) {
        const { contact, account, person } = file.document();
        const name = contact?.name ?? account?.memberName;
        if (name === undefined) continue;
        const unreachable = contact?.unreachable;
        const isSought = sought !== '' && name.toLowerCase().includes(sought);
        if (isSought || wanted.has(personKey(person)))
          found.push({ person, name, ...(unreachable === undefined ? {} : { unreachable }) });
      }
      const keyOf = ({ name, person }: KnownPerson) => `${name.toLowerCase()} ${personKey(person)}`;
      return found.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)).slice(0, limit);
    },
    async findUnreached({ after, limit }) {
      assertOpen();
      const giveWay = createGiveWay();
      const behind = after === undefined ? '' : personKey(after);
      const found: UnreachedPerson[] = [];
      for (const file of people.all()) {
        const others = giveWay();
        if (others !== undefined) await others;
        const document = file.document();
        if (personKey(document.person) <= behind) continue;
        const unreached = unreachedIn(document);
        if (unreached !== undefined) found.push(unreached);
      }
      return found.sort((a, b) => (personKey(a.person) < personKey(b.person) ? -1 : 1)).slice(0, limit);
    },
    async addJob(job, forgetBefore) {
      assertOpen();
      await people.findOrAdd(job.requester).apply(addJob(job, forgetBefore));
    },
    async findJob(id) {
      assertOpen();
      for (const job of jobs()) if (job.id === id) return job;
      return undefined;
    },
    async changeJob(change) {
      assertOpen();
      return people.find(change.job.requester)?.apply(changeJob(change));
    },
    async claimJobs({ now, leaseMs, limit }) {
      assertOpen();
      const due = [...jobs()].filter((job) => isDue(job, now)).slice(0, limit);
      const claims = due.map(({ id, requester }) =>
        people.find(requester)?.apply(claimJob(id, now, leaseMs)),
      );
      const results = await Promise.allSettled(claims);
      for (const result of results)
        if (result.status === 'rejected') log.error({ err: result.reason }, 'could not claim a job');
      return results.flatMap((result) => (result.status === 'fulfilled' ? (result.value ?? []) : []));
    },
    async listJobs(state, limit) {
      assertOpen();
      const found = [...jobs()].filter((job) => job.state === state);
      return found.sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1)).slice(0, limit);
    },
  };
}
