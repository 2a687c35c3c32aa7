import type { Job } from '../../core/administration/job.ts';
import type { JobChange } from '../../core/store/oversight.ts';
import type { Instant } from '../../core/tokens/token.ts';
import { asStored, type Change } from './person-document.ts';

/** Adds a job, and forgets those that are older and run no more. */
export function addJob(given: Job, forgetBefore: Instant): Change<void> {
  const job = asStored(given);
  return (document) => {
    const kept = (document.jobs ?? []).filter(
      ({ id, createdAt, state }) => id !== job.id && (createdAt >= forgetBefore || state === 'running'),
    );
    return { document: { ...document, jobs: [...kept, job] }, value: undefined };
  };
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
