import { PatkeeperError } from '../errors.ts';
import type { Notice } from '../notices/notices.ts';
import type { NoticeKey } from '../store/notices.ts';
import type { PageKey, TokenSort } from '../store/oversight.ts';
import type { Store } from '../store/store.ts';
import { type Actor, type PersonId, personKey } from '../tokens/token.ts';
import type { AskedMessages, OwnedToken, Preview, Selection, SentMessage } from './administration.ts';
import type { AdministrationAudit } from './administration-audit.ts';
import type { AskedTokens } from './asked-tokens.ts';
import { filterOf } from './filter-of.ts';
import type { Guard } from './guard.ts';
import type { Job } from './job.ts';
import { createLooking } from './looking.ts';
import { namesOf } from './owners.ts';
import { programName } from './program-name.ts';
import { createRequests, type RequestsDeps } from './requests.ts';

/** Read at once, so that nobody has to hold everything. */
const READ_AT_ONCE = 500;

export interface ProgramsDeps extends Omit<RequestsDeps, 'guard' | 'store'> {
  readonly store: Pick<Store, 'tokens' | 'notices' | 'oversight'>;
  readonly audit: AdministrationAudit;
}

/**
 * What whoever may use the data folder or the database does with everybody's tokens by commands. They need no role, because they
 * can read and change the data anyway; it is written down all the same. `user` is their name in the operating system.
 */
export interface Programs {
  tokens(user: string, asked: AskedTokens, sort: TokenSort): AsyncIterable<OwnedToken>;
  show(user: string, owner: PersonId, tokenId: string): Promise<OwnedToken>;
  messages(user: string, asked: AskedMessages): AsyncIterable<SentMessage>;
  /** What would be revoked; `act` with its id does it. */
  preview(user: string, selection: Selection): Promise<Preview>;
  /**
   * Revokes what was previewed: gives the job after each while that it is worked on, until it is done or waits for an
   * administrator in the chat. The reason is required.
   */
  act(user: string, jobId: string, reason: string): AsyncIterable<Job>;
}

/** Everybody who gets here may. */
const OPEN: Guard = {
  seeing: async () => 'administrator',
  preparing: async () => {},
  acting: async () => {},
};

/** Creates what commands do. */
export function createPrograms(deps: ProgramsDeps): Programs {
  const { store, audit, clock, policy } = deps;
  const requests = createRequests({ ...deps, guard: OPEN });
  const looking = createLooking({ ...deps, guard: OPEN, recognize: async () => undefined });

  async function* tokensOf(asked: AskedTokens, sort: TokenSort): AsyncGenerator<OwnedToken> {
    const now = clock.now();
    const filter = filterOf(asked, policy, now);
    for (let after: PageKey | undefined; ; ) {
      const query = { filter, sort, now, limit: READ_AT_ONCE };
      const page = await store.oversight.findTokens(after === undefined ? query : { ...query, after });
      const names = await namesOf(
        store.oversight,
        page.map(({ owner }) => owner),
      );
      for (const token of page)
        yield { token, ownerName: names.get(personKey(token.owner)) ?? token.owner.objectId };
      const last = page.at(-1);
      if (last === undefined || page.length < READ_AT_ONCE) return;
      after = { at: sort === 'ends' ? last.validTo : last.createdAt, id: last.id };
    }
  }

  async function* messagesOf(asked: AskedMessages): AsyncGenerator<SentMessage> {
    for (let after: NoticeKey | undefined; ; ) {
      const query = { ...asked, limit: READ_AT_ONCE };
      const page = await store.notices.list(after === undefined ? query : { ...query, after });
      yield* await described(page);
      const last = page.at(-1);
      if (last === undefined || page.length < READ_AT_ONCE) return;
      after = { dueAt: last.dueAt, id: last.id };
    }
  }

  async function described(notices: readonly Notice[]): Promise<readonly SentMessage[]> {
    const owners = notices.map(({ owner }) => owner);
    const names = await namesOf(store.oversight, owners);
    return notices.map((notice) => ({
      notice,
      ownerName: names.get(personKey(notice.owner)) ?? notice.owner.objectId,
    }));
  }

  return {
    async *tokens(user, asked, sort) {
      await audit.record(actorOf(user), 'look', `list: ${JSON.stringify(asked)}`);
      yield* tokensOf(asked, sort);
    },
    show: (user, owner, tokenId) => looking.show(actorOf(user), owner, tokenId),
    async *messages(user, asked) {
      await audit.record(actorOf(user), 'look', `messages: ${JSON.stringify(asked)}`);
      yield* messagesOf(asked);
    },
    preview: (user, selection) => requests.preview(actorOf(user), selection),
    async *act(user, jobId, reason) {
      const actor = actorOf(user);
      let { job } = await requests.request(actor, jobId, reason);
      // One that has no reason yet stays a draft, and can't be asked for without one.
      if (job.state === 'draft') throw new PatkeeperError('invalid-input.reason-missing');
      yield job;
      while (job.state === 'running') {
        job = await deps.work(job);
        yield job;
      }
    },
  };
}

/** A command, as the audit trail names it. */
function actorOf(user: string): Actor {
  const name = programName(user);
  return { tenantId: '', objectId: name, name, locale: '', place: 'program' };
}
