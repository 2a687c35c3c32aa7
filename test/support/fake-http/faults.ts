import type { Fault, FaultControl } from './fault.ts';

/** The faults that were set and not used up. */
export interface Faults extends FaultControl {
  /** The fault that this request gets; a single one is used up by it. */
  take(operation: string): Fault | undefined;
  /** What is set now, for the control page. */
  waiting(): { readonly next: Record<string, number>; readonly always: Record<string, Fault> };
}

/** Keeps faults by operation; one named for the operation comes before one for `*`. */
export function createFaults(): Faults {
  const next = new Map<string, Fault[]>();
  const always = new Map<string, Fault>();
  return {
    failNext(operation, ...faults) {
      next.set(operation, [...(next.get(operation) ?? []), ...faults]);
    },
    failAlways: (operation, fault) => void always.set(operation, fault),
    heal() {
      next.clear();
      always.clear();
    },
    take: (operation) =>
      next.get(operation)?.shift() ?? next.get('*')?.shift() ?? always.get(operation) ?? always.get('*'),
    waiting: () => ({
      next: Object.fromEntries([...next].map(([operation, faults]) => [operation, faults.length])),
      always: Object.fromEntries(always),
    }),
  };
}
