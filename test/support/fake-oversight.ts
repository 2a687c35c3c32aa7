import type { Job } from '../../src/core/administration/job.ts';
import type { Notice } from '../../src/core/notices/notices.ts';
import type { Contact } from '../../src/core/store/contacts.ts';
import type { KnownPerson, OversightStore, TokenFilter } from '../../src/core/store/oversight.ts';
import {
  type Instant,
  type PersonId,
  personKey,
  samePerson,
  type Token,
} from '../../src/core/tokens/token.ts';
import { addJob, changeJob, claimJob, isDue } from '../../src/stores/lowdb/job-changes.ts';
import { unreachedIn } from '../../src/stores/lowdb/notice-reads.ts';
import { emptyDocument } from '../../src/stores/lowdb/person-document.ts';
import { compareBy, filterFor, isBehind } from '../../src/stores/lowdb/token-filter.ts';

interface FakeOversightDeps {
  readonly tokens: ReadonlyMap<string, Token>;
  readonly contacts: ReadonlyMap<string, Contact>;
  /** The names of those who never met the bot. */
  readonly memberNames: () => readonly { readonly person: PersonId; readonly name: string }[];
  readonly noticesOf: (owner: PersonId, tokenId: string) => readonly Notice[];
  readonly allNotices: () => readonly Notice[];
}

/** The part `oversight` of the store in memory. */
export function createFakeOversight({
  tokens,
  contacts,
  memberNames,
  noticesOf,
  allNotices,
}: FakeOversightDeps): OversightStore {
  const jobs = new Map<string, Job>();

  function passing(filter: TokenFilter, now: Instant): Token[] {
    const testOf = filterFor(filter, now);
    return [...tokens.values()].filter((token) => {
      const contact = contacts.get(personKey(token.owner));
      const notices = noticesOf(token.owner, token.id).map((notice) => ({ notice }));
      const document = { ...emptyDocument(token.owner), notices };
      return testOf(contact === undefined ? document : { ...document, contact })?.(token) === true;
    });
  }

  return {
    async findTokens({ filter, sort, now, after, limit }) {
      const found = passing(filter, now).filter((token) => isBehind(token, sort, after));
      return found.sort(compareBy(sort)).slice(0, limit);
    },
    async countTokens(filter, now, most) {
      return Math.min(most, passing(filter, now).length);
    },
    async findPeople({ words, ids, limit }) {
      const named = memberNames().filter(({ person }) => !contacts.has(personKey(person)));
      const known: readonly KnownPerson[] = [...contacts.values(), ...named];
      const found = known.filter(
        ({ name, person }) =>
          (words !== '' && name.toLowerCase().includes(words.toLowerCase())) ||
          ids.some((id) => samePerson(id, person)),
      );
      return found
        .sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1))
        .slice(0, limit)
        .map(({ person, name, unreachable }) => ({
          person,
          name,
          ...(unreachable === undefined ? {} : { unreachable }),
        }));
    },
    async findUnreached({ after, limit }) {
      const known = [
        ...allNotices().map(({ owner }) => owner),
        ...[...contacts.values()].map(({ person }) => person),
      ];
      const people = new Map(known.map((person) => [personKey(person), person]));
      return [...people]
        .filter(([key]) => after === undefined || key > personKey(after))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .flatMap(([key, person]) => {
          const contact = contacts.get(key);
          const notices = allNotices().filter(({ owner }) => samePerson(owner, person));
          const document = { ...emptyDocument(person), notices: notices.map((notice) => ({ notice })) };
          return unreachedIn(contact === undefined ? document : { ...document, contact }) ?? [];
        })
        .slice(0, limit);
    },
    async addJob(job, forgetBefore) {
      const own = [...jobs.values()].filter(({ requester }) => samePerson(requester, job.requester));
      const { document } = addJob(job, forgetBefore)({ ...emptyDocument(job.requester), jobs: own });
      for (const { id } of own) jobs.delete(id);
      for (const kept of document.jobs ?? []) jobs.set(kept.id, structuredClone(kept));
    },
    async findJob(id) {
      return jobs.get(id);
    },
    async changeJob(change) {
      const { requester } = change.job;
      const own = [...jobs.values()].filter((job) => samePerson(job.requester, requester));
      const { document, value } = changeJob(change)({ ...emptyDocument(requester), jobs: own });
      for (const job of document.jobs ?? []) jobs.set(job.id, job);
      return value;
    },
    async claimJobs({ now, leaseMs, limit }) {
      const due = [...jobs.values()].filter((job) => isDue(job, now)).slice(0, limit);
      return due.flatMap((job) => {
        const { value } = claimJob(job.id, now, leaseMs)({ ...emptyDocument(job.requester), jobs: [job] });
        if (value !== undefined) jobs.set(job.id, value);
        return value ?? [];
      });
    },
    async listJobs(state, limit) {
      const found = [...jobs.values()].filter((job) => job.state === state);
      return found.sort((a, b) => b.createdAt - a.createdAt).slice(0, limit);
    },
  };
}
