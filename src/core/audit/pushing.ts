import type { Clock, Log } from '../ports.ts';
import type { AuditStore, SealedEvent } from '../store/audit.ts';
import { type Later, later as systemLater } from '../timing/clock.ts';
import { MINUTE } from '../timing/durations.ts';
import { createWakingLoop } from '../timing/waking-loop.ts';
import type { Collector } from './collector.ts';

interface PushingDeps {
  readonly store: { readonly audit: Pick<AuditStore, 'sealedAfter' | 'note' | 'keepNote'> };
  readonly collector: Collector;
  readonly clock: Clock;
  readonly log: Log;
  /** The name of this process, unlike that of any other. */
  readonly holder: string;
  readonly later?: Later;
}

/** Hands sealed events to the collector while the service runs. */
export interface Pushing {
  start(): void;
  /** Takes no further turn. An attempt that is under way is left to itself: what it came to may be forgotten. */
  stop(): void;
}

/** How far the collector has everything, and who pushes on from there until when. */
interface Cursor {
  readonly number: number;
  readonly holder: string;
  readonly until: number;
}

const NAME = 'push';
const MOST_AT_ONCE = 100;
const POLL_MS = 5_000;
const FIRST_WAIT_MS = 2_000;
/** Longer than an attempt takes. Another process takes over when this one has died. */
const LEASE_MS = 2 * MINUTE;
const LONGEST_WAIT_MS = 5 * MINUTE;

/**
 * Creates the push: at least once, in the order of the seals, from a cursor in the store, however long the collector is away. Of
 * several processes one pushes. No turn waits for it.
 */
export function createPushing(deps: PushingDeps): Pushing {
  const { collector, clock, log, holder, later = systemLater } = deps;
  const { audit } = deps.store;
  let failures = 0;
  let stopped = false;
  let most = MOST_AT_ONCE;

  function failed(reason: unknown): number {
    if (failures === 0 && !stopped)
      log.warn({ reason }, 'the collector did not take audit events; it is tried again');
    failures += 1;
    return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - 1));
  }

  function sayGap(after: number, [first]: readonly SealedEvent[]): void {
    if (first === undefined || first.number <= after + 1) return;
    const gone = first.number - after - 1;
    log.error(
      { gone },
      'audit events were gone before the collector took them: rotated, or older than their age',
    );
  }

  async function pushNext(): Promise<number> {
    const was = await audit.note(NAME);
    const cursor = readCursor(was);
    const now = clock.now();
    const isOthers = cursor.holder !== holder && cursor.until > now && cursor.until <= now + LEASE_MS;
    if (isOthers) return Math.min(POLL_MS, cursor.until - now);
    const events = await audit.sealedAfter(cursor.number, most);
    const last = events.at(-1);
    if (last === undefined) return POLL_MS;
    sayGap(cursor.number, events);
    const leased = JSON.stringify({ number: cursor.number, holder, until: now + LEASE_MS });
    if (!(await audit.keepNote(NAME, was, leased))) return POLL_MS;
    const outcome = await collector.send(events);
    if (outcome.kind === 'too-large' && most > 1) {
      most = Math.ceil(most / 2);
      return 0;
    }
    if (outcome.kind !== 'taken') return failed(outcome.kind === 'not-taken' ? outcome.reason : 'too large');
    if (failures > 0) log.info({ failures }, 'the collector takes audit events again');
    failures = 0;
    most = Math.min(MOST_AT_ONCE, most * 2);
    const moved = JSON.stringify({ number: last.number, holder, until: clock.now() + LEASE_MS });
    await audit.keepNote(NAME, leased, moved);
    return 0;
  }

  const loop = createWakingLoop({ later, takeTurn: () => pushNext().catch(failed) });
  return {
    start: loop.start,
    stop: () => {
      stopped = true;
      void loop.stop();
    },
  };
}

function readCursor(text: string | undefined): Cursor {
  const {
    number = 0,
    holder = '',
    until = 0,
  } = text === undefined ? {} : (JSON.parse(text) as Partial<Cursor>);
  return { number, holder, until };
}
