import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

/** Holds the id for everything that a piece of work awaits, however deep: no function has to hand it on. */
const current = new AsyncLocalStorage<string>();

/** Whether something may ask for its id at any time from now on: a turn can leave work behind that goes on after its answer. */
let isForGood = false;
/** How many jobs run. */
let jobs = 0;

/** Does the work under a new correlation id: its log lines bear it, its calls of other services, and what it tells people. */
export function withCorrelation<T>(work: () => T): T {
  isForGood = true;
  return current.run(randomUUID(), work);
}

/**
 * The same for a job that leaves nothing behind when its promise settles. Up to Node 22, a storage in use makes every asynchronous
 * step of the process dearer, which is a tenth of a verification. A process that has had no turn pays it only while jobs run.
 */
export async function withJobCorrelation<T>(job: () => Promise<T>): Promise<T> {
  jobs += 1;
  try {
    return await current.run(randomUUID(), job);
  } finally {
    jobs -= 1;
    if (jobs === 0 && !isForGood) current.disable();
  }
}

/** The correlation id of the work that runs, a GUID; undefined outside of any. */
export function correlationId(): string | undefined {
  return current.getStore();
}

/** The same for those who need one in any case. */
export function someCorrelationId(): string {
  return correlationId() ?? randomUUID();
}
