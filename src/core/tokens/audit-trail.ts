import { PatkeeperError } from '../errors.ts';
import type { Clock, Log } from '../ports.ts';
import type { TokenStore } from '../store/tokens.ts';
import type { AuditAction, AuditEvent } from './audit-event.ts';
import type { Actor, Token } from './token.ts';
import { ownerOf } from './token.ts';

interface AuditTrailDeps {
  readonly clock: Clock;
  readonly store: { readonly tokens: Pick<TokenStore, 'recordEvent'> };
  readonly log: Log;
  readonly newId: () => string;
}

/** What a refusal is about, as far as it is known when it happens. */
export interface Subject {
  tokenId?: string;
  tokenName?: string;
}

/** Makes audit events, and records those that belong to no change. */
export interface AuditTrail {
  /** The event of a change, to be written in the same transaction. */
  event(actor: Actor, action: Exclude<AuditAction, 'refuse'>, token: Token, detail: string): AuditEvent;
  /**
   * Does the work and gives its result. A `PatkeeperError` of it is recorded as a refusal and thrown on; when even that
   * can't be recorded, the log says so and the refusal stays the answer.
   */
  recordingRefusals<T>(actor: Actor, tried: string, work: (subject: Subject) => Promise<T>): Promise<T>;
}

/** Creates the audit trail of the token service. */
export function createAuditTrail({ clock, store, log, newId }: AuditTrailDeps): AuditTrail {
  async function recordRefusal(actor: Actor, tried: string, error: PatkeeperError, subject: Subject) {
    const person = ownerOf(actor);
    const detail = `${tried}: ${error.code}`;
    try {
      await store.tokens.recordEvent({
        id: newId(),
        at: clock.now(),
        action: 'refuse',
        actor: person,
        place: actor.place,
        owner: person,
        ...subject,
        detail,
      });
    } catch (cause) {
      log.error({ err: cause, actor: person, detail }, 'a refusal could not be recorded');
    }
  }

  return {
    event(actor, action, token, detail) {
      const person = ownerOf(actor);
      return {
        id: newId(),
        at: clock.now(),
        action,
        actor: person,
        place: actor.place,
        owner: token.owner,
        tokenId: token.id,
        tokenName: token.name,
        detail,
      };
    },
    async recordingRefusals(actor, tried, work) {
      const subject: Subject = {};
      try {
        return await work(subject);
      } catch (error) {
        if (error instanceof PatkeeperError) await recordRefusal(actor, tried, error, subject);
        throw error;
      }
    },
  };
}
