import type { Instant, PersonId } from './token.ts';

/** What was done to a token; `refuse` when it was tried in vain. `find`: it was seen at its authority, made elsewhere.
 * `leave`: its owner's account was disabled or deleted, or is not any more. */
export type AuditAction = 'create' | 'renew' | 'rotate' | 'revoke' | 'track' | 'find' | 'refuse' | 'leave';

/** Who did what to which token, when and from where. Never holds a secret. */
export interface AuditEvent {
  readonly id: string;
  readonly at: Instant;
  readonly action: AuditAction;
  readonly actor: PersonId;
  readonly place: string;
  readonly owner: PersonId;
  readonly tokenId?: string;
  readonly tokenName?: string;
  /** For a refusal: what was tried and the error code. For the others: what changed. */
  readonly detail?: string;
}
