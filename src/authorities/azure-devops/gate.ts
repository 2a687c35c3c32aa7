import type { Clock } from '../../core/ports.ts';
import type { Later } from '../../core/timing/clock.ts';
import { createSemaphore, type Semaphore } from '../../core/timing/semaphore.ts';
import type { Instant } from '../../core/tokens/token.ts';
import { pause } from './pause.ts';

/** A place in a busy service's queue is worth asking for again after this. */
const BUSY_MS = 2_000;
/** Calls that waited for the same moment don't all come at it. */
const SPREAD_MS = 250;

export interface GateDeps {
  readonly clock: Clock;
  readonly later: Later;
  readonly random: () => number;
  /** Calls that run at the same time, per host. */
  readonly maxConcurrent: number;
  /** The longest that a call waits because its lane is slowed down, in milliseconds. */
  readonly maxWaitMs: number;
}

/** `end` must be called when the call is over. */
export type Entrance = { readonly end: () => void } | { readonly retryAfterMs: number };

/** Keeps calls from being more, or sooner, than the service wants. A lane is what the service slows down: a person in an organization. */
export interface Gate {
  /** Waits for a turn; says when to ask again instead if that would take too long. */
  enter(lane: { readonly host: string; readonly name: string }, signal: AbortSignal): Promise<Entrance>;
  /** Lets nothing through on this lane for so many milliseconds. */
  slowDown(laneName: string, ms: number): void;
}

/** Makes a gate; what a host or lane asked for is kept in memory. */
export function createGate({ clock, later, random, maxConcurrent, maxWaitMs }: GateDeps): Gate {
  const slowUntil = new Map<string, Instant>();
  const slotsOf = new Map<string, Semaphore>();

  function leftMs(name: string): number {
    const left = (slowUntil.get(name) ?? 0) - clock.now();
    if (left <= 0) slowUntil.delete(name);
    return Math.max(0, left);
  }

  function slotsAt(host: string): Semaphore {
    const slots = slotsOf.get(host) ?? createSemaphore(maxConcurrent);
    slotsOf.set(host, slots);
    return slots;
  }

  return {
    async enter({ host, name }, signal) {
      while (!signal.aborted) {
        const left = leftMs(name);
        if (left > maxWaitMs) return { retryAfterMs: left };
        if (left > 0) await pause(left + random() * SPREAD_MS, later, signal);
        const end = await slotsAt(host)
          .take(signal)
          .catch(() => undefined);
        if (end === undefined) break;
        // The service may have asked for a pause while this call waited for its turn.
        if (leftMs(name) === 0) return { end };
        end();
      }
      return { retryAfterMs: Math.max(leftMs(name), BUSY_MS) };
    },
    slowDown(laneName, ms) {
      for (const name of [...slowUntil.keys()]) leftMs(name);
      slowUntil.set(laneName, Math.max(slowUntil.get(laneName) ?? 0, clock.now() + ms));
    },
  };
}
