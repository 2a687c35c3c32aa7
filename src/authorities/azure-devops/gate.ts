import type { Clock } from '../../core/ports.ts';
import type { Later } from '../../core/timing/clock.ts';
import { createSemaphore, type Semaphore } from '../../core/timing/semaphore.ts';
import type { Instant } from '../../core/tokens/token.ts';
import { pause } from './pause.ts';

/** A caller that found the queue full should ask again after this time. */
const BUSY_MS = 2_000;
/** Spreads calls that waited for the same moment. */
const SPREAD_MS = 250;

export interface GateDeps {
  readonly clock: Clock;
  readonly later: Later;
  readonly random: () => number;
  /** Maximum number of calls that run at the same time, per host. */
  readonly maxConcurrent: number;
  /** Maximum time that a call waits because its lane is slowed down, in milliseconds. */
  readonly maxWaitMs: number;
}

/** `end` must be called when the call is over. */
export type Entrance = { readonly end: () => void } | { readonly retryAfterMs: number };

/**
 * Keeps the number and the pace of calls within what the service wants. The service slows down a person in an organization;
 * such a pair is a lane.
 */
export interface Gate {
  /** Waits for a turn. If that would take too long, returns when to ask again instead. */
  enter(lane: { readonly host: string; readonly name: string }, signal: AbortSignal): Promise<Entrance>;
  /** Stops this lane for this many milliseconds. */
  slowDown(laneName: string, ms: number): void;
}

/** Creates a gate. It keeps in memory what each host or lane asked for. */
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
