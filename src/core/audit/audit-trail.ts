import { correlationId } from '../correlation.ts';
import { PatkeeperError } from '../errors.ts';
import type { Clock, Log } from '../ports.ts';
import type { AuditStore } from '../store/audit.ts';
import type { Actor, PersonId, Token } from '../tokens/token.ts';
import { ownerOf } from '../tokens/token.ts';
import type { AuditAction, AuditEvent } from './audit-event.ts';

interface AuditTrailDeps {
  readonly clock: Clock;
  readonly store: { readonly audit: Pick<AuditStore, 'record'> };
  readonly log: Log;
  readonly newId: () => string;
}

/** What a refusal is about, as far as it is known when it happens. */
export interface Subject {
  tokenId?: string;
  tokenName?: string;
}

/** What an event says besides who did what, when and where. */
export interface About extends Pick<AuditEvent, 'tokenId' | 'tokenName' | 'detail' | 'reason' | 'role'> {
  /** Whose tokens it is about; the actor's own when left out. */
  readonly owner?: PersonId;
}

/** Makes audit events, and records those that belong to no change. */
export interface AuditTrail {
  /** The event of a change, to be written in the same transaction. */
  event(
    actor: Actor,
    action: Exclude<AuditAction, 'refuse'>,
    token: Token,
    detail: string,
    more?: Pick<About, 'reason' | 'role'>,
  ): AuditEvent;
  /** Records what changes no token. Rejects with `store-unavailable`: what must not happen unseen waits for it. */
  record(actor: Actor, action: AuditAction, about?: About): Promise<void>;
  /**
   * Does the work and gives its result. A `PatkeeperError` of it is recorded as a refusal and thrown on; when even that
   * can't be recorded, the log says so and the refusal stays the answer.
   */
  recordingRefusals<T>(
    actor: Actor,
    tried: string,
    work: (subject: Subject) => Promise<T>,
    more?: Pick<About, 'owner' | 'reason' | 'role'>,
  ): Promise<T>;
}

/** Creates the audit trail: each event bears the correlation id of the work that runs. */
export function createAuditTrail({ clock, store, log, newId }: AuditTrailDeps): AuditTrail {
  function eventOf(actor: Actor, action: AuditAction, { owner, ...about }: About): AuditEvent {
    const person = ownerOf(actor);
    const id = correlationId();
    return {
      id: newId(),
      at: clock.now(),
      action,
      actor: person,
      place: actor.place,
      owner: owner ?? person,
      ...about,
      ...(id === undefined ? {} : { correlationId: id }),
    };
  }

  async function recordRefusal(actor: Actor, about: About) {
    try {
      await store.audit.record(eventOf(actor, 'refuse', about));
    } catch (cause) {
      const { detail } = about;
      log.error({ err: cause, actor: ownerOf(actor), detail }, 'a refusal could not be recorded');
    }
  }

  return {
    event: (actor, action, { owner, id: tokenId, name: tokenName }, detail, more = {}) =>
      eventOf(actor, action, { owner, tokenId, tokenName, detail, ...more }),
    record: async (actor, action, about = {}) => store.audit.record(eventOf(actor, action, about)),
    async recordingRefusals(actor, tried, work, more = {}) {
      const subject: Subject = {};
      try {
        return await work(subject);
      } catch (error) {
        if (error instanceof PatkeeperError)
          await recordRefusal(actor, { ...more, ...subject, detail: `${tried}: ${error.code}` });
        throw error;
      }
    },
  };
}
