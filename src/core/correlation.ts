import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

/** Holds the id for everything that a piece of work awaits, however deep: no function has to hand it on. */
const current = new AsyncLocalStorage<string>();

/** Does the work under a new correlation id: its log lines bear it, its calls of other services, and what it tells people. */
export function withCorrelation<T>(work: () => T): T {
  return current.run(randomUUID(), work);
}

/** The correlation id of the work that runs, a GUID; undefined outside of any. */
export function correlationId(): string | undefined {
  return current.getStore();
}

/** The same for those who need one in any case. */
export function someCorrelationId(): string {
  return correlationId() ?? randomUUID();
}
