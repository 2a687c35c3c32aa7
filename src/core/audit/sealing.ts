import type { Clock, Log } from '../ports.ts';
import type { AuditStore } from '../store/audit.ts';
import { type Later, later as systemLater } from '../timing/clock.ts';
import { DAY } from '../timing/durations.ts';
import { createWakingLoop } from '../timing/waking-loop.ts';
import { SERVICE } from './audit-event.ts';
import { headText } from './chain.ts';

interface SealingDeps {
  readonly store: { readonly audit: Pick<AuditStore, 'seal' | 'head' | 'record' | 'note' | 'keepNote'> };
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: () => string;
  readonly later?: Later;
}

/** How long an event waits for its seal, in milliseconds, while the store works. */
export const SEAL_EVERY_MS = 30_000;
/** When the head of the chain was told last. */
const TOLD = 'head-told';

/** Seals what was written, twice a minute, and tells the head of the chain once a day: in the log, and as an event. */
export interface Sealer {
  start(): void;
  /** Seals what is left. Resolves when that is done or has failed. */
  stop(): Promise<void>;
}

/** Creates the sealer. Of several processes one seals at a time, and one tells the head. */
export function createSealer({ store, clock, log, newId, later = systemLater }: SealingDeps): Sealer {
  const { audit } = store;
  let failed = false;

  async function sealAll(): Promise<void> {
    while ((await audit.seal(clock.now())) !== undefined);
  }

  /** Who can write to the store can compute another chain. A head that somebody else has kept shows it. */
  async function tellHead(): Promise<void> {
    const now = clock.now();
    const told = await audit.note(TOLD);
    if (told !== undefined && Math.abs(now - Number(told)) < DAY) return;
    const head = await audit.head();
    if (head === undefined || !(await audit.keepNote(TOLD, told, String(now)))) return;
    const text = headText(head);
    log.info({ head: text, events: head.first + head.count - 1 }, 'the head of the audit trail');
    const common = { id: newId(), at: now, actor: SERVICE, owner: SERVICE, place: 'patkeeper' };
    await audit.record({ ...common, action: 'head', detail: text });
  }

  async function takeTurn(): Promise<number> {
    try {
      await sealAll();
      await tellHead();
      failed = false;
    } catch (error) {
      // Once an outage: it is tried again twice a minute.
      if (!failed) log.warn({ err: error }, 'audit events could not be sealed; it is tried again');
      failed = true;
    }
    return SEAL_EVERY_MS;
  }

  const loop = createWakingLoop({ later, takeTurn });
  return {
    start: loop.start,
    async stop() {
      await loop.stop();
      await sealAll().catch((err: unknown) =>
        log.warn({ err }, 'the latest audit events are not sealed yet'),
      );
    },
  };
}
