import { PatkeeperError } from '../errors.ts';
import type { Clock } from '../ports.ts';
import type { JobChange, PageKey } from '../store/oversight.ts';
import type { Store } from '../store/store.ts';
import { DAY, HOUR, MINUTE } from '../timing/durations.ts';
import type { AuthorityTable } from '../tokens/authority-table.ts';
import type { Policy } from '../tokens/policy.ts';
import { authoritySignInNeeded, notFound } from '../tokens/refusals.ts';
import {
  type Actor,
  type AuthorityId,
  ownerOf,
  personKey,
  samePerson,
  type Token,
  tokenState,
} from '../tokens/token.ts';
import type { Administration, Preview, Selection } from './administration.ts';
import type { AdministrationAudit } from './administration-audit.ts';
import { cleanReason } from './clean-reason.ts';
import { filterOf } from './filter-of.ts';
import type { Guard } from './guard.ts';
import { type Job, type JobTarget, type JobView, MOST_SHOWN, NO_COUNTS } from './job.ts';
import { namesOf } from './owners.ts';
import type { Role } from './role.ts';

/** Of more tokens than this nobody reads a preview; a narrower filter does it in parts. */
export const MOST_TARGETS = 5000;
/** So long a preview can be asked for. */
const DRAFT_MS = 30 * MINUTE;
/** So long another administrator has time to confirm. */
const WAITING_MS = DAY;
const FORGET_MS = 30 * DAY;
const READ_AT_ONCE = 500;

export interface RequestsDeps {
  readonly guard: Guard;
  readonly audit: AdministrationAudit;
  readonly store: Pick<Store, 'tokens' | 'oversight'>;
  readonly authorities: Pick<AuthorityTable, 'endsInStore'>;
  /** The authority whose tokens are ended as the administrator, where there is one. */
  readonly elsewhere?: {
    readonly authority: AuthorityId;
    isSignedIn(actor: Actor): Promise<boolean>;
  };
  readonly policy: Policy;
  readonly clock: Clock;
  readonly newId: () => string;
  /** Most tokens that one administrator revokes within an hour alone. */
  readonly confirmAbove: number;
  /** Has a job that runs worked on; resolves when it is done, or after a while. */
  readonly work: (job: Job) => Promise<Job>;
  /** Tells the other administrators that a request waits. */
  readonly tellOthers: (job: Job) => Promise<void>;
}

type Requests = Pick<Administration, 'preview' | 'request' | 'confirm' | 'decline' | 'job'>;

/** Creates the acts of administrators: preview, reason, fresh sign-in, perhaps a second administrator, and then the work. */
export function createRequests(deps: RequestsDeps): Requests {
  const { guard, audit, store, clock, policy } = deps;

  async function selected(selection: Selection): Promise<readonly Token[]> {
    if (selection.kind === 'token') {
      const token = await store.tokens.find(selection.owner, selection.tokenId);
      if (token === undefined) throw notFound();
      if (tokenState(token, clock.now()) !== 'active') throw new PatkeeperError('refused.nothing-selected');
      return [token];
    }
    const now = clock.now();
    const filter = { ...filterOf(selection.asked, policy, now), state: 'active' as const };
    const found: Token[] = [];
    for (let after: PageKey | undefined; ; ) {
      const query = { filter, sort: 'ends' as const, now, limit: READ_AT_ONCE };
      const page = await store.oversight.findTokens(after === undefined ? query : { ...query, after });
      found.push(...page);
      if (found.length > MOST_TARGETS)
        throw new PatkeeperError('refused.too-many-selected', { limit: MOST_TARGETS });
      const last = page.at(-1);
      if (last === undefined || page.length < READ_AT_ONCE) return found;
      after = { at: last.validTo, id: last.id };
    }
  }

  /** Its authority knows it, and can be asked to end it. */
  function isElsewhere({ authority, externalId }: Token): boolean {
    return externalId !== undefined && authority === deps.elsewhere?.authority;
  }

  function targetOf(token: Token, ownerName: string | undefined): JobTarget {
    const { owner, id: tokenId, name, authority } = token;
    const known = ownerName === undefined ? {} : { ownerName };
    return { owner, tokenId, name, ...known, ...(isElsewhere(token) ? { authority } : {}) };
  }

  async function startedLately(actor: Actor, job: Job): Promise<number> {
    const since = clock.now() - HOUR;
    const lists = await Promise.all(
      (['running', 'done'] as const).map((state) => store.oversight.listJobs(state, 100)),
    );
    return lists
      .flat()
      .filter((one) => samePerson(one.requester, actor) && (one.startedAt ?? 0) > since && one.id !== job.id)
      .reduce((sum, { targets }) => sum + targets.length, 0);
  }

  async function preview(actor: Actor, selection: Selection): Promise<Preview> {
    await guard.preparing(actor);
    const found = await selected(selection);
    const others = found.filter(({ owner }) => !samePerson(owner, actor));
    const isAsked = others.some(isElsewhere);
    const isSignedIn = isAsked && (await deps.elsewhere?.isSignedIn(actor)) === true;
    const meant = others.filter(
      (token) => deps.authorities.endsInStore(token) || (isSignedIn && isElsewhere(token)),
    );
    if (meant.length === 0 && isAsked) throw authoritySignInNeeded();
    if (meant.length === 0) throw whyNothing(found, others);
    const shown = meant.slice(0, MOST_SHOWN).map(({ owner }) => owner);
    const names = await namesOf(store.oversight, shown);
    const now = clock.now();
    const job: Job = {
      id: deps.newId(),
      requester: ownerOf(actor),
      requesterName: actor.name,
      createdAt: now,
      expiresAt: now + DRAFT_MS,
      state: 'draft',
      targets: meant.map((token) => targetOf(token, names.get(personKey(token.owner)))),
      ...(selection.kind === 'token' ? {} : { asked: selection.asked }),
      reason: '',
      next: 0,
      counts: NO_COUNTS,
      version: 1,
    };
    await store.oversight.addJob(job, now - FORGET_MS);
    await audit.record(actor, 'look', `preview of request ${job.id}: ${meant.length} tokens`);
    return {
      job,
      needsSecond: (await startedLately(actor, job)) + meant.length > deps.confirmAbove,
      own: found.length - others.length,
      elsewhere: others.length - meant.length,
      signInHelps: isAsked && !isSignedIn,
    };
  }

  async function findJob(jobId: string): Promise<Job> {
    const job = await store.oversight.findJob(jobId);
    if (job === undefined) throw new PatkeeperError('not-found.request');
    return job;
  }

  /** The job as it is by now, where somebody else was faster. */
  async function changed(change: JobChange): Promise<Job | 'too-many'> {
    return (await store.oversight.changeJob(change)) ?? (await findJob(change.job.id));
  }

  function viewFor(actor: Actor, job: Job, role: Role = 'administrator'): JobView {
    const isOpen = job.state === 'waiting' && job.expiresAt > clock.now();
    return { job, mayConfirm: isOpen && role === 'administrator' && !samePerson(job.requester, actor) };
  }

  /** The administrator's own draft, with its reason; what was asked for already stays as it is. */
  async function draftWithReason(actor: Actor, jobId: string, typed: string): Promise<Job> {
    const job = await findJob(jobId);
    // Somebody else's request is nothing that they could ask for.
    if (!samePerson(job.requester, actor)) throw new PatkeeperError('not-found.request');
    if (job.state !== 'draft') return job;
    if (job.expiresAt <= clock.now()) throw new PatkeeperError('refused.request-over');
    const reason = cleanReason(typed) || job.reason;
    if (reason === '') throw new PatkeeperError('invalid-input.reason-missing', {}, { field: 'reason' });
    if (reason === job.reason) return job;
    const kept = await changed({ job, set: { reason } });
    return kept === 'too-many' ? job : kept;
  }

  async function request(actor: Actor, jobId: string, typed: string): Promise<JobView> {
    await guard.preparing(actor);
    const job = await draftWithReason(actor, jobId, typed);
    if (job.state !== 'draft') return viewFor(actor, job);
    await guard.acting(actor);
    const now = clock.now();
    const begun = await changed({
      job,
      set: { state: 'running', startedAt: now },
      most: { since: now - HOUR, tokens: deps.confirmAbove },
    });
    if (begun !== 'too-many') {
      await audit.record(actor, 'request', detailOf(begun));
      return viewFor(actor, await deps.work(begun));
    }
    const waiting = await changed({ job, set: { state: 'waiting', expiresAt: now + WAITING_MS } });
    if (waiting === 'too-many') throw new PatkeeperError('refused.request-over');
    await audit.record(actor, 'request', `${detailOf(waiting)}; waits for another administrator`);
    await deps.tellOthers(waiting);
    return viewFor(actor, waiting);
  }

  /** A request that waits for somebody like the actor. */
  async function waitingFor(actor: Actor, jobId: string): Promise<Job> {
    await guard.acting(actor);
    const job = await findJob(jobId);
    if (samePerson(job.requester, actor)) throw new PatkeeperError('refused.own-request');
    if (job.state !== 'waiting' || job.expiresAt <= clock.now())
      throw new PatkeeperError('refused.request-over');
    return job;
  }

  async function settle(actor: Actor, jobId: string, set: JobChange['set'], verb: string): Promise<Job> {
    const job = await waitingFor(actor, jobId);
    const second = { person: ownerOf(actor), name: actor.name };
    const next = await store.oversight.changeJob({ job, set: { ...set, second } });
    // Somebody else has decided in the same moment.
    if (next === undefined || next === 'too-many') throw new PatkeeperError('refused.request-over');
    await audit.record(actor, 'confirm', `${verb} ${detailOf(next)}`, { owner: job.requester });
    return next;
  }

  const guarded =
    <A extends readonly unknown[], T>(tried: string, run: (actor: Actor, ...rest: A) => Promise<T>) =>
    (actor: Actor, ...rest: A) =>
      audit.recordingRefusals(actor, tried, () => run(actor, ...rest));

  return {
    preview: guarded('preview', preview),
    request: guarded('request', request),
    confirm: guarded('confirm', async (actor, jobId: string) => {
      const running = await settle(actor, jobId, { state: 'running', startedAt: clock.now() }, 'confirmed');
      return viewFor(actor, await deps.work(running));
    }),
    decline: guarded('decline', async (actor, jobId: string) =>
      viewFor(actor, await settle(actor, jobId, { state: 'declined' }, 'declined')),
    ),
    job: guarded('show a request', async (actor, jobId: string) => {
      const role = await guard.seeing(actor);
      return viewFor(actor, await findJob(jobId), role);
    }),
  };
}

function whyNothing(found: readonly Token[], others: readonly Token[]): PatkeeperError {
  if (found.length > 0 && others.length === 0) return new PatkeeperError('refused.own-tokens');
  if (others.length > 0) return new PatkeeperError('refused.ended-elsewhere');
  return new PatkeeperError('refused.nothing-selected');
}

function detailOf({ id, targets, reason }: Job): string {
  return `request ${id}: ${targets.length} tokens; reason: ${reason}`;
}
