import { isDeepStrictEqual } from 'node:util';
import type { Watch } from '../../core/ports.ts';
import type { Instant } from '../../core/token.ts';
import { asStored, type Change } from './person-document.ts';

/** Keeps a person's watch in place of the one before. */
export function saveWatch(watch: Watch): Change<void> {
  const saved = asStored(watch);
  return (document) => ({
    document: isDeepStrictEqual(document.watch, saved) ? document : { ...document, watch: saved },
    value: undefined,
  });
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
