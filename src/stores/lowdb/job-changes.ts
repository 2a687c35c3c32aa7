import type { Job } from '../../core/administration/job.ts';
import { type JobChange, MOST_DRAFTED } from '../../core/store/oversight.ts';
import type { Instant } from '../../core/tokens/token.ts';
import { asStored, type Change } from './person-document.ts';

/** Adds a job, and forgets those that are older and run no more, and drafts that are over or too many. */
export function addJob(given: Job, forgetBefore: Instant): Change<void> {
  const job = asStored(given);
  return (document) => {
    const others = (document.jobs ?? []).filter(({ id }) => id !== job.id);
    const drafts = draftsToKeep(others, job.createdAt);
    const kept = others.filter((one) =>
      one.state === 'draft'
        ? drafts.has(one.id) && one.createdAt >= forgetBefore
        : one.createdAt >= forgetBefore || one.state === 'running',
    );
    return { document: { ...document, jobs: [...kept, job] }, value: undefined };
  };
}

/** The drafts that can still be asked for, the newest first, as long as they have no more targets than anybody reads. */
function draftsToKeep(jobs: readonly Job[], now: Instant): ReadonlySet<string> {
  const open = jobs.filter(({ state, expiresAt }) => state === 'draft' && expiresAt > now);
  const kept = new Set<string>();
  let targets = 0;
  for (const draft of open.sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1))) {
    targets += draft.targets.length;
    if (targets > MOST_DRAFTED) break;
    kept.add(draft.id);
  }
  return kept;
}

/** Changes a job that is still in the version that was read, unless its requester has begun too much. */
export function changeJob({ job, set, most }: JobChange): Change<Job | 'too-many' | undefined> {
  const stored = asStored(set);
  return (document) => {
    const jobs = document.jobs ?? [];
    const known = jobs.find(({ id }) => id === job.id);
    if (known === undefined || known.version !== job.version) return { document, value: undefined };
    if (most !== undefined) {
      const begun = jobs
        .filter(({ id, startedAt = Number.NEGATIVE_INFINITY }) => id !== job.id && startedAt > most.since)
        .reduce((sum, { targets }) => sum + targets.length, 0);
      if (begun + known.targets.length > most.tokens) return { document, value: 'too-many' };
    }
    const next = { ...known, ...stored, version: known.version + 1 };
    return {
      document: { ...document, jobs: jobs.map((one) => (one === known ? next : one)) },
      value: next,
    };
  };
}

/** Takes a running job whose lease is over; undefined when it is not. */
export function claimJob(id: string, now: Instant, leaseMs: number): Change<Job | undefined> {
  return (document) => {
    const jobs = document.jobs ?? [];
    const known = jobs.find((one) => one.id === id);
    if (known === undefined || !isDue(known, now)) return { document, value: undefined };
    const next = { ...known, leaseUntil: now + leaseMs, version: known.version + 1 };
    return { document: { ...document, jobs: jobs.map((one) => (one === known ? next : one)) }, value: next };
  };
}

/** Whether nobody works on a running job. */
export function isDue({ state, leaseUntil = 0 }: Job, now: Instant): boolean {
  return state === 'running' && leaseUntil <= now;
}
