import type { Instant, PersonId } from '../tokens/token.ts';

/**
 * What was done. To a token: `refuse` when it was tried in vain, `find` when it was seen at its authority, made elsewhere, `leave` when its owner's
 * account was disabled or deleted, or is not any more. By a
 * person: `sign-in`, `sign-out`, `look` at what others have, `request` to end it, `confirm` of what somebody else asked for,
 * `resend` of messages to others. By the service itself:
 * `settings` that changed before a start, `head` of the chain of seals, `seal` of the events before it. What only a newer
 * release knows is kept and shown by its own word.
 */
export type AuditAction =
  | 'create'
  | 'renew'
  | 'rotate'
  | 'revoke'
  | 'track'
  | 'find'
  | 'refuse'
  | 'leave'
  | 'report'
  | 'sign-in'
  | 'sign-out'
  | 'look'
  | 'request'
  | 'confirm'
  | 'resend'
  | 'settings'
  | 'head'
  | 'seal';

/** Who did what to which token, when, from where and why. Never holds a secret. */
export interface AuditEvent {
  readonly id: string;
  readonly at: Instant;
  readonly action: AuditAction;
  readonly actor: PersonId;
  readonly place: string;
  /** Whose tokens it is about; the actor where it is about nobody else. */
  readonly owner: PersonId;
  readonly tokenId?: string;
  readonly tokenName?: string;
  /** For a refusal: what was tried and the error code. For the others: what changed. */
  readonly detail?: string;
  /** Why, in the actor's words; absent where nobody is asked. */
  readonly reason?: string;
  /** The role in which the actor acted on what others have; absent for what people do with their own. */
  readonly role?: string;
  /** The correlation id of the work, as in the log; absent in events of earlier releases. */
  readonly correlationId?: string;
}

/** What the service does by itself is done by nobody. */
export const SERVICE: PersonId = { tenantId: '', objectId: 'patkeeper' };
