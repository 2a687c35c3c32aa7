import type { AuditAction, AuditEvent } from '../audit/audit-event.ts';
import { correlationId } from '../correlation.ts';
import { PatkeeperError } from '../errors.ts';
import type { Clock, Log } from '../ports.ts';
import { leaveOutSecrets } from '../secrets/secret-forms.ts';
import type { AuditStore } from '../store/audit.ts';
import { type Actor, ownerOf, type PersonId, type Token } from '../tokens/token.ts';

export interface AdministrationAuditDeps {
  readonly store: { readonly audit: Pick<AuditStore, 'record'> };
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: () => string;
}

/** What an event of administration is about, as far as it is about one person or token. */
export interface Concerned {
  readonly owner?: PersonId;
  readonly token?: Pick<Token, 'id' | 'name'>;
  /** Present for an act, which administrators alone may do. */
  readonly reason?: string;
}

/** The audit events of administration. */
export interface AdministrationAudit {
  event(actor: Actor, action: AuditAction, detail: string, concerned?: Concerned): AuditEvent;
  record(actor: Actor, action: AuditAction, detail: string, concerned?: Concerned): Promise<void>;
  /** Does the work; a `PatkeeperError` of it is recorded as a refusal and thrown on. */
  recordingRefusals<T>(actor: Actor, tried: string, work: () => Promise<T>): Promise<T>;
}

/** Makes the audit of administration. A look that can't be recorded is not given. */
export function createAdministrationAudit(deps: AdministrationAuditDeps): AdministrationAudit {
  const { store, clock, log, newId } = deps;

  function event(actor: Actor, action: AuditAction, detail: string, concerned: Concerned = {}): AuditEvent {
    const person = ownerOf(actor);
    const { owner = person, token, reason } = concerned;
    const correlation = correlationId();
    return {
      id: newId(),
      at: clock.now(),
      action,
      actor: person,
      place: `administration: ${actor.place}`,
      owner,
      ...(token === undefined ? {} : { tokenId: token.id, tokenName: token.name }),
      // What was typed to look for may be a secret that somebody found.
      detail: leaveOutSecrets(detail, '…'),
      ...(reason === undefined ? {} : { reason, role: 'administrator' }),
      ...(correlation === undefined ? {} : { correlationId: correlation }),
    };
  }

  return {
    event,
    record: (...given) => store.audit.record(event(...given)),
    async recordingRefusals(actor, tried, work) {
      try {
        return await work();
      } catch (error) {
        if (error instanceof PatkeeperError) {
          const detail = `${tried}: ${error.reason}`;
          await store.audit.record(event(actor, 'refuse', detail)).catch((err: unknown) => {
            log.error({ err, detail }, 'a refusal of administration could not be recorded');
          });
        }
        throw error;
      }
    },
  };
}
