import { isDeepStrictEqual } from 'node:util';
import type { AuditEvent } from '../audit/audit-event.ts';
import type { AuthorityId, Instant, PersonId } from '../tokens/token.ts';

/** What provisioning (SCIM) says of a person. */
export interface Provisioned {
  /** Empty once provisioning has deleted them: nothing more is kept of whoever is gone. */
  readonly userName: string;
  readonly state: 'active' | 'disabled' | 'deleted';
  readonly changedAt: Instant;
}

/** What is done with the built-in tokens of a person whose account is disabled or deleted. */
export interface Leaving {
  /**
   * `held`: too many left at once, and nothing is done before an administrator agrees. `refused`: their tokens are refused.
   * `returned`: their account is active again, and the tokens from before are refused still. `spared`: an administrator said that
   * they have not left; that holds until their account is active again.
   */
  readonly state: 'held' | 'refused' | 'returned' | 'spared';
  readonly why: 'disabled' | 'deleted';
  /** Since when the state is this one. */
  readonly at: Instant;
  /** Present when it doesn't count against how many may leave at once: an administrator said so, or they are back after a while. */
  readonly agreed?: true;
}

/** A person's account in the directory, as far as anything is kept of it. */
export interface Account {
  readonly person: PersonId;
  /** What an authority calls them whose administrator looked at their tokens; absent when none has. */
  readonly memberName?: string;
  readonly provisioned?: Provisioned;
  readonly leaving?: Leaving;
}

/** Somebody with tokens that end when their owner leaves, and are neither revoked nor expired. */
export interface TokenHolder extends Account {
  /** How many of them work. */
  readonly usable: number;
  /** How many are refused because their owner left. */
  readonly refused: number;
}

/** A decision about somebody who left, written together with what it does to their tokens. */
export interface LeavingChange {
  readonly person: PersonId;
  readonly now: Instant;
  /** Undefined: the account is as any other from here on. */
  readonly leaving: Leaving | undefined;
  /**
   * `refuse`: built-in tokens that work are refused from now on, and those of the named authorities are to be revoked there.
   * `restore`: that is taken back for all of them.
   */
  readonly tokens: 'refuse' | 'restore' | 'keep';
  readonly authorities?: readonly AuthorityId[];
  /** What the decision was made from; left out, it is written over whatever is kept. */
  readonly asRead?: { readonly leaving: Leaving | undefined };
  /** Written if the decision or a token changes. */
  readonly event?: AuditEvent;
}

/** Whether a decision changed nothing, neither what is kept of the person nor one of their tokens. */
export function changesNothing(
  before: Leaving | undefined,
  leaving: Leaving | undefined,
  changed: number,
): boolean {
  return changed === 0 && isDeepStrictEqual(before, leaving);
}

/** Whether what is kept of a person's leaving is still what a decision was made from. */
export function isLeavingAsRead(leaving: Leaving | undefined, asRead: LeavingChange['asRead']): boolean {
  return asRead === undefined || isDeepStrictEqual(leaving, asRead.leaving);
}

/** People's accounts in the directory: what provisioning says of them, and who has left. */
export interface AccountStore {
  find(person: PersonId): Promise<Account | undefined>;
  /** Whom provisioning calls by this name, without regard to case; nobody whom it has deleted. */
  findByUserName(tenantId: string, userName: string): Promise<Account | undefined>;
  saveProvisioned(person: PersonId, provisioned: Provisioned): Promise<void>;
  saveMemberName(person: PersonId, name: string): Promise<void>;
  /** Everybody with tokens, built-in ones or those of the named authorities, that are neither revoked nor expired at `now`. It reads all of them. */
  listHolders(now: Instant, authorities?: readonly AuthorityId[]): Promise<readonly TokenHolder[]>;
  /** Everybody of whom `leaving` is kept, the longest first. */
  listLeaving(): Promise<readonly Account[]>;
  /** Writes a decision; gives how many tokens it changed. Undefined, and nothing written, when somebody else decided since it was read. */
  leave(change: LeavingChange): Promise<number | undefined>;
}
