import { PatkeeperError } from '../errors.ts';
import { noticesForRevoked } from '../notices/notices.ts';
import type { Clock, Log } from '../ports.ts';
import type { Store } from '../store/store.ts';
import type { Later } from '../timing/clock.ts';
import { MINUTE } from '../timing/durations.ts';
import { createWakingLoop } from '../timing/waking-loop.ts';
import { isoOf, type Token, tokenState } from '../tokens/token.ts';
import type { TokenAuthority } from '../tokens/token-authority.ts';
import type { AdministrationAudit } from './administration-audit.ts';
import type { EndedElsewhere, EndingElsewhere } from './ending-elsewhere.ts';
import { type Job, type JobCounts, type JobTarget, jobActor, type OrganizationLook } from './job.ts';
import { type MadeSinceDeps, madeSince } from './made-since.ts';
import type { LookStep, OrganizationLooks } from './organization-looks.ts';

/** A process that was killed holds its job no longer than this. */
const LEASE_MS = MINUTE;
const LOOK_EVERY_MS = 30_000;
const AT_ONCE = 25;
/** Between two steps of a look, for the authority's sake, and so that other jobs get their turn. */
const PACE_MS = 500;
const NOTHING: EndedElsewhere = { ended: new Set() };

/** Shows how far a job is to whoever asked for it. */
export interface JobMessages {
  /** Writes or edits the message of a job; gives its id. Never rejects: the work continues without it. */
  show(job: Job): Promise<string | undefined>;
}

export interface JobRunnerDeps extends Pick<MadeSinceDeps, 'policy'> {
  readonly store: Pick<Store, 'tokens' | 'oversight' | 'contacts'>;
  /** Who is asked to end a token, besides the store. */
  readonly authorities: { forToken(token: Token): Pick<TokenAuthority, 'revoke'> };
  /** Absent where no authority has tokens that are ended as the administrator. */
  readonly elsewhere?: { readonly end: EndingElsewhere; readonly looks: OrganizationLooks };
  readonly audit: Pick<AdministrationAudit, 'event' | 'record'>;
  readonly clock: Clock;
  readonly later: Later;
  readonly log: Log;
  /** Tells the dispatcher that notices are due. */
  readonly wake: () => void;
  /** Present once the bot is there to write. */
  readonly messages: () => JobMessages | undefined;
}

/** Works on the jobs that run, one after the other. */
export interface JobRunner {
  start(): void;
  /** Looks for work now; resolves when the job is over, or `ms` later, with the job as it is then. */
  work(job: Job, ms: number): Promise<Job>;
  /** Works on this job and no other, unless somebody else has it; gives it as it is then. Rejects when the store does. */
  workOn(job: Job): Promise<Job>;
  /** Finishes the tokens that are under way, and leaves the rest to whoever comes next. */
  stop(): Promise<void>;
}

/** What became of a token. */
interface Outcome {
  readonly kind: keyof JobCounts;
  /** Whether its owner renewed it after the preview. */
  readonly isRenewed?: boolean;
}
const FAILED: Outcome = { kind: 'failed' };

/** Creates the runner. Killed at any moment, it or another process continues with what is not done, and does nothing twice. */
export function createJobRunner(deps: JobRunnerDeps): JobRunner {
  const { store, authorities, clock, later, log } = deps;
  const waiting = new Map<string, Set<(job: Job) => void>>();
  let stopping = false;

  function tell(job: Job): void {
    for (const resolve of waiting.get(job.id) ?? []) resolve(job);
    waiting.delete(job.id);
  }

  async function revoke(
    { owner, tokenId, authority }: JobTarget,
    job: Job,
    elsewhere: EndedElsewhere,
  ): Promise<Outcome> {
    const token = await store.tokens.find(owner, tokenId);
    const now = clock.now();
    if (token === undefined || tokenState(token, now) !== 'active') return wasDone(token, job);
    const actor = jobActor(job);
    if (authority === undefined) await authorities.forToken(token).revoke?.(actor, token);
    else if (!elsewhere.ended.has(tokenId)) return FAILED;
    // Whoever never met the bot would get the message whenever they do.
    const isKnown = authority === undefined || (await store.contacts.find(owner)) !== undefined;
    const second = job.second === undefined ? '' : `; confirmed by ${job.second.person.objectId}`;
    const detail = `request ${job.id}${second}; was valid to ${isoOf(token.validTo)}`;
    const revoked = await store.tokens.change({
      owner,
      tokenId,
      now,
      set: {
        revokedAt: now,
        endedBy: { name: job.requesterName, reason: job.reason, request: job.id },
      },
      notices: isKnown ? noticesForRevoked(token, now) : [],
      dropOpenNotices: 'the token was revoked',
      event: deps.audit.event(actor, 'revoke', detail, { owner, token, reason: job.reason }),
    });
    return wasDone(revoked ?? (await store.tokens.find(owner, tokenId)), job);
  }

  async function outcomeOf(target: JobTarget, job: Job, elsewhere: EndedElsewhere): Promise<Outcome> {
    try {
      return await revoke(target, job, elsewhere);
    } catch (error) {
      // What the store can't say now is asked again later, and so is what the end of the service broke off; what an authority
      // refuses stays refused.
      if (stopping || !(error instanceof PatkeeperError) || error.code === 'store-unavailable') throw error;
      log.warn({ err: error, tokenId: target.tokenId, job: job.id }, 'a token of a request was not revoked');
      return FAILED;
    }
  }

  /** The next tokens of a job; undefined when another process has it by now. */
  async function step(job: Job): Promise<Job | undefined> {
    const targets = job.targets.slice(job.next, job.next + AT_ONCE);
    const asked = targets.filter(({ authority }) => authority !== undefined);
    const elsewhere = asked.length === 0 ? NOTHING : ((await deps.elsewhere?.end(asked, job)) ?? NOTHING);
    if (elsewhere.pauseMs !== undefined) {
      // All of these are done then; what was ended meanwhile does no harm a second time.
      await store.oversight.changeJob({ job, set: { leaseUntil: clock.now() + elsewhere.pauseMs } });
      return undefined;
    }
    const outcomes = await Promise.all(targets.map((target) => outcomeOf(target, job, elsewhere)));
    const counts = { ...job.counts };
    for (const { kind } of outcomes) counts[kind] += 1;
    const renewed = (job.since?.renewed ?? 0) + outcomes.filter(({ isRenewed }) => isRenewed === true).length;
    deps.wake();
    const next = job.next + targets.length;
    const isOver = next >= job.targets.length;
    const since = { renewed, made: isOver ? await madeSince(job, deps) : 0 };
    const set = { next, counts, since, leaseUntil: clock.now() + LEASE_MS, ...problemOf(elsewhere) };
    const changed = await store.oversight.changeJob({
      job,
      set: isOver ? { ...set, state: 'done' } : set,
    });
    return changed === 'too-many' ? undefined : changed;
  }

  async function show(job: Job): Promise<Job> {
    // One that is over soon is told by the answer to its button.
    const isLong =
      job.look === undefined ? job.targets.length > AT_ONCE : (waiting.get(job.id)?.size ?? 0) === 0;
    if (!isLong && job.second === undefined && job.messageId === undefined) return job;
    const messageId = await deps.messages()?.show(job);
    if (messageId === undefined || messageId === job.messageId) return job;
    const changed = await store.oversight.changeJob({ job, set: { messageId } });
    return changed === undefined || changed === 'too-many' ? job : changed;
  }

  async function run(claimed: Job): Promise<void> {
    let job: Job | undefined = claimed;
    while (job !== undefined && job.state === 'running' && !stopping) {
      job = await step(job);
      if (job !== undefined) job = await show(job);
    }
    if (job === undefined) return;
    if (job.state === 'running') await store.oversight.changeJob({ job, set: { leaseUntil: clock.now() } });
    else tell(job);
  }

  async function lookOn(job: Job, given: OrganizationLook): Promise<void> {
    const missing: LookStep = { look: given, isOver: true };
    const done = (await deps.elsewhere?.looks.step(job, given, () => stopping)) ?? missing;
    const { look, isOver, pauseMs = PACE_MS } = done;
    const set = { look, leaseUntil: clock.now() + pauseMs, ...problemOf(done) };
    const changed = await store.oversight.changeJob({ job, set: isOver ? { ...set, state: 'done' } : set });
    if (changed === undefined || changed === 'too-many') return;
    const shown = await show(changed);
    if (!isOver) return;
    const seen = `request ${job.id}: ${look.tokens} tokens of ${look.people} people in ${look.organization}`;
    await deps.audit.record(jobActor(job), 'look', seen);
    tell(shown);
  }

  async function takeTurn(): Promise<number> {
    try {
      const [job] = await store.oversight.claimJobs({ now: clock.now(), leaseMs: LEASE_MS, limit: 1 });
      if (job === undefined) return LOOK_EVERY_MS;
      if (job.look !== undefined) {
        await lookOn(job, job.look);
        return PACE_MS;
      }
      await run(job);
      return 0;
    } catch (error) {
      log.warn({ err: error }, 'a request of an administrator was interrupted; it continues later');
      return LOOK_EVERY_MS;
    }
  }

  const loop = createWakingLoop({ later, takeTurn });

  return {
    start: loop.start,
    async work(job, ms) {
      const over = new Promise<Job | undefined>((resolve) => {
        const known = waiting.get(job.id) ?? new Set();
        waiting.set(job.id, known.add(resolve));
        later(ms, () => {
          known.delete(resolve);
          resolve(undefined);
        });
      });
      loop.wake();
      return (await over) ?? (await store.oversight.findJob(job.id)) ?? job;
    },
    async workOn(job) {
      const now = clock.now();
      // The one whose change of this version is made has the job.
      const isFree = (job.leaseUntil ?? 0) <= now;
      const claimed = isFree
        ? await store.oversight.changeJob({ job, set: { leaseUntil: now + LEASE_MS } })
        : undefined;
      if (claimed !== undefined && claimed !== 'too-many') await run(claimed);
      return (await store.oversight.findJob(job.id)) ?? job;
    },
    async stop() {
      stopping = true;
      await loop.stop();
    },
  };
}

/** What became of a token that is not active: whether this job did it, now or in an earlier try. */
function wasDone(token: Token | undefined, job: Job): Outcome {
  if (token?.endedBy?.request !== job.id) return { kind: 'ended' };
  return { kind: 'revoked', isRenewed: (token.renewedAt ?? 0) > job.createdAt };
}

function problemOf({ problem }: Pick<EndedElsewhere, 'problem'>): Pick<Job, 'problem'> {
  return problem === undefined ? {} : { problem: { reason: problem.reason, facts: problem.facts } };
}
