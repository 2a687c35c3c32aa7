import type { SealedEvent } from '../store/audit.ts';

/** What became of one attempt to hand events over. */
export type PushOutcome =
  | { readonly kind: 'taken' }
  /** Fewer at a time may be taken. */
  | { readonly kind: 'too-large' }
  | { readonly kind: 'not-taken'; readonly reason: string };

/** Where audit events are collected, outside the reach of who can write to the store. */
export interface Collector {
  /** Hands events over in their order, in one attempt. Never rejects for what the network or the collector did. */
  send(events: readonly SealedEvent[]): Promise<PushOutcome>;
}
