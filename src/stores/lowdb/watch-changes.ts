import type { Watch } from '../../core/store/watches.ts';
import type { Instant } from '../../core/tokens/token.ts';
import { asStored, type Change, type PersonDocument } from './person-document.ts';

/** Begins a person's watch, or sets the time of the one that is there. */
export function saveWatch(watch: Watch): Change<void> {
  const saved = asStored(watch);
  return (document) => ({
    document: document.watch === undefined ? { ...document, watch: saved } : dueAt(document, saved.nextAt),
    value: undefined,
  });
}

/** Sets when a claimed watch is due next, unless it has another time or is gone by now. */
export function settleWatch(claimed: Watch, nextAt: Instant): Change<void> {
  const wasAt = claimed.nextAt;
  return (document) => ({
    document: document.watch?.nextAt === wasAt ? dueAt(document, nextAt) : document,
    value: undefined,
  });
}

function dueAt(document: PersonDocument, nextAt: Instant): PersonDocument {
  const { watch } = document;
  if (watch === undefined || watch.nextAt === nextAt) return document;
  return { ...document, watch: { ...watch, nextAt } };
}

/** Forgets a person's watch. */
export const deleteWatch: Change<void> = (document) => {
  if (document.watch === undefined) return { document, value: undefined };
  const { watch: _, ...rest } = document;
  return { document: rest, value: undefined };
};

/** Claims a person's watch if it is still due; gives it as it is now, or none. */
export function claimWatch(now: Instant, leaseMs: number): Change<readonly Watch[]> {
  return (document) => {
    if (document.watch === undefined || document.watch.nextAt > now) return { document, value: [] };
    const watch = { ...document.watch, nextAt: now + leaseMs };
    return { document: { ...document, watch }, value: [watch] };
  };
}
