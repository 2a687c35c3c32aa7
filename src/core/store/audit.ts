import type { AuditEvent } from '../audit/audit-event.ts';
import type { Seal } from '../audit/seal.ts';
import type { Instant, PersonId } from '../tokens/token.ts';

/** Some of a person's events, the latest first. */
export interface EventPage {
  readonly events: readonly AuditEvent[];
  /** Where the next page begins; absent when there is none. */
  readonly next?: string;
}

/** An event with its number among all that were ever sealed. */
export interface SealedEvent {
  readonly number: number;
  readonly event: AuditEvent;
}

/** The audit trail beside the events that are written with the change of a token. */
export interface AuditStore {
  /** Appends an audit event that changes no token. */
  record(event: AuditEvent): Promise<void>;
  /**
   * Up to `limit` events about a person's tokens or acts, the latest first; `from` is the `next` of another page. One that no
   * page gave begins anywhere, and never shows another person's events.
   */
  list(person: PersonId, page: { readonly limit: number; readonly from?: string }): Promise<EventPage>;
  /**
   * Seals events that are not sealed yet, in the order in which they were written. Gives the seal; undefined when there is
   * nothing to seal, or another process seals at the same moment. Nobody who writes an event waits for it.
   */
  seal(now: Instant): Promise<Seal | undefined>;
  /** The latest seal; undefined before the first. */
  head(): Promise<Seal | undefined>;
  /** Up to `limit` sealed events after the one of that number, in their order; those that are gone are passed over. */
  sealedAfter(number: number, limit: number): Promise<readonly SealedEvent[]>;
  /** What is kept under a name; undefined when nothing is. */
  note(name: string): Promise<string | undefined>;
  /** Keeps a text under a name, in place of the one that was read. False, and nothing kept, when it is another one by now. */
  keepNote(name: string, was: string | undefined, text: string): Promise<boolean>;
}
