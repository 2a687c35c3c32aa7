import { MINUTE } from '../timing/durations.ts';
import type { Instant } from '../tokens/token.ts';
import { createSealing, headText, isIntact } from './chain.ts';
import type { Leaf, Seal } from './seal.ts';

/** What a trail holds, in its order. */
export type ChainItem =
  /** An event, which may wait for its seal, with the leaf that it makes now and the one that was kept of it, where one was. */
  | {
      readonly kind: 'event';
      readonly id: string;
      readonly leaf: Leaf;
      readonly kept?: Leaf;
      readonly waits?: true;
    }
  /** What was kept of an event that is gone. */
  | { readonly kind: 'gone'; readonly leaf: Leaf }
  /** The seal of everything since the seal before. */
  | {
      readonly kind: 'seal';
      readonly seal: Seal;
      /** Whether what stands around the seal is something else than Patkeeper writes there. */
      readonly isOdd?: true;
    }
  /** An event that no seal knows and that waits for none. */
  | { readonly kind: 'foreign'; readonly id: string }
  /** The end of a file: what stands there without a seal gets none. */
  | { readonly kind: 'end' };

/** What is wrong with a trail. */
export type ChainProblem =
  | { readonly kind: 'changed'; readonly id: string; readonly seal: number }
  | { readonly kind: 'inserted'; readonly id: string }
  | { readonly kind: 'events'; readonly seal: Seal; readonly found: number }
  | { readonly kind: 'gone-early'; readonly seal: number; readonly count: number }
  | { readonly kind: 'seal-changed'; readonly seal: number }
  | { readonly kind: 'broken'; readonly seal: number; readonly before: number }
  | { readonly kind: 'other-head'; readonly head: string; readonly found: string | undefined };

/** What a check came to. */
export interface ChainReport {
  readonly problems: readonly ChainProblem[];
  readonly seals: number;
  readonly events: number;
  /** How many events are gone by their age, or by rotation before the first seal. */
  readonly gone: number;
  readonly unsealed: number;
  /** How many events were written long after the time that they name, as those that were imported. */
  readonly late: number;
  /** The number of the first seal; undefined without any. */
  readonly begins: number | undefined;
  readonly head: Seal | undefined;
}

interface ChainCheckDeps {
  /** Events before that may be gone. */
  readonly goneBefore: Instant;
  /** A head that the chain must have. */
  readonly head?: Pick<Seal, 'number' | 'hash'>;
}

/** No event waits that long to be written, and for its seal. */
const LATE_MS = 10 * MINUTE;

/** Checks a chain while it is read, in little memory. */
export interface ChainCheck {
  add(item: ChainItem): void;
  finish(): ChainReport;
}

/** Begins the check of a chain. */
export function createChainCheck({ goneBefore, head }: ChainCheckDeps): ChainCheck {
  const problems: ChainProblem[] = [];
  let pending = createSealing(undefined);
  let changed: string[] = [];
  let goneEarly = 0;
  let last: Seal | undefined;
  let begins: number | undefined;
  let [seals, events, gone, unsealed, late] = [0, 0, 0, 0, 0];
  let seen = head === undefined;

  function restart(): void {
    pending = createSealing(undefined);
    changed = [];
    goneEarly = 0;
  }

  function addSeal(seal: Seal, isOdd = false): void {
    const { number } = seal;
    if (isOdd || !isIntact(seal)) problems.push({ kind: 'seal-changed', seal: number });
    const follows =
      last === undefined
        ? number > 1 || (seal.previous === '' && seal.first === 1)
        : number === last.number + 1 && seal.previous === last.hash && seal.first === last.first + last.count;
    if (!follows) problems.push({ kind: 'broken', seal: number, before: last?.number ?? 0 });
    if (pending.count === 0 && seal.latestAt < goneBefore) gone += seal.count;
    else if (pending.count !== seal.count || pending.seal(0).root !== seal.root)
      problems.push({ kind: 'events', seal, found: pending.count });
    for (const id of changed) problems.push({ kind: 'changed', id, seal: number });
    if (goneEarly > 0) problems.push({ kind: 'gone-early', seal: number, count: goneEarly });
    if (number === head?.number) {
      seen = true;
      if (seal.hash !== head.hash)
        problems.push({ kind: 'other-head', head: headText(head), found: headText(seal) });
    }
    begins ??= number;
    seals += 1;
    last = seal;
    restart();
  }

  return {
    add(item) {
      if (item.kind === 'seal') addSeal(item.seal, item.isOdd);
      else if (item.kind === 'foreign') problems.push({ kind: 'inserted', id: item.id });
      else if (item.kind === 'gone') {
        gone += 1;
        pending.add(item.leaf);
        if (item.leaf.at >= goneBefore) goneEarly += 1;
      } else if (item.kind === 'event') {
        events += 1;
        const { leaf, kept = leaf } = item;
        pending.add(kept);
        if (last !== undefined && kept.at < last.at - LATE_MS) {
          late += 1;
          if (item.waits) problems.push({ kind: 'inserted', id: item.id });
        }
        if (kept.digest !== leaf.digest || kept.at !== leaf.at) changed.push(item.id);
      } else {
        unsealed += pending.count;
        restart();
      }
    },
    finish() {
      unsealed += pending.count;
      if (!seen && head !== undefined)
        problems.push({ kind: 'other-head', head: headText(head), found: undefined });
      return { problems, seals, events, gone, unsealed, late, begins, head: last };
    },
  };
}
