import type { AuditEvent } from '../audit/audit-event.ts';
import type { Notice } from '../notices/notices.ts';
import type { EndedBy } from './ended-by.ts';
import type { Instant, PersonId, Rotation, SecondReader, Token, TokenIdle } from './token.ts';

/** A new token with everything that is written in the same transaction. */
export interface TokenInsert {
  readonly token: Token;
  readonly notices: readonly Notice[];
  readonly event: AuditEvent;
  /** Most active tokens that hold a place which the owner may have, this one included. */
  readonly maxActive: number;
  /** The token that this one replaces, and what becomes of it; without its name and place from here on. */
  readonly replaces?: TokenUpdate;
}

/** What can be changed of an active token. */
export type TokenPatch =
  | { readonly validTo: Instant; readonly renewedAt: Instant }
  | { readonly revokedAt: Instant; readonly revokedBy?: string; readonly endedBy?: EndedBy }
  | { readonly rotation: Rotation; readonly validTo?: Instant }
  | { readonly recognizedAt: Instant }
  | { readonly idle: TokenIdle }
  | { readonly reader: SecondReader }
  | { readonly answeredEnd: Instant }
  | { readonly escalatedEnd: Instant }
  /** What its authority says now of a token that was changed elsewhere. */
  | Pick<Token, 'name' | 'organization' | 'scopes' | 'validTo'>;

/** What becomes of one active token and of its notices. */
export interface TokenUpdate {
  readonly tokenId: string;
  /** The token as the caller knows it: once another rotation of it has begun or gone on, the change is not made. */
  readonly asRead?: Pick<Token, 'rotation'>;
  readonly set: TokenPatch;
  /** Present when the token had ended here and its authority says that it lives: then it is active again, and so changed. */
  readonly revives?: true;
  readonly notices: readonly Notice[];
  /** Open notices of the token that the change outdates (`outdates`) are dropped with this reason, except those owed again. */
  readonly dropOpenNotices: string;
}

/** A change of one active token of one owner, with everything that is written in the same transaction. */
export interface TokenChange extends TokenUpdate {
  readonly owner: PersonId;
  readonly now: Instant;
  readonly event: AuditEvent;
}

/** What a look at an authority brought for one owner, written together. */
export interface SyncChanges {
  readonly owner: PersonId;
  readonly now: Instant;
  /** Tokens seen for the first time; one whose authority and external id are known is passed over with all it brings. */
  readonly found: readonly Pick<TokenInsert, 'token' | 'notices' | 'event'>[];
  /** Changes of known tokens; one of a token that is not active (unless it `revives` it) or not `asRead` any more is passed over. */
  readonly changes: readonly (TokenUpdate & Pick<TokenChange, 'event'>)[];
  /** Notices that are about no single token. */
  readonly notices: readonly Notice[];
  /**
   * What the look read of the person's watch (undefined: there was none), and the organizations that it adds. When something
   * else is known of them by now, what the look takes for news may be none.
   */
  readonly stock?: { readonly asRead: readonly string[] | undefined; readonly added: readonly string[] };
}
