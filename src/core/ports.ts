import type { Notice } from './notices/notices.ts';
import type { Contact } from './store/contacts.ts';
import type { Instant, PersonId, Token } from './tokens/token.ts';

/** What time it is: everything that depends on it asks here. */
export interface Clock {
  now(): Instant;
}

/** What became of one attempt to send. */
export type Delivery =
  | { readonly outcome: 'sent'; readonly conversationId: string }
  | { readonly outcome: 'not-sent'; readonly reason: string }
  /** Refused for what it is: the same again would be refused again. */
  | { readonly outcome: 'rejected'; readonly reason: string }
  | { readonly outcome: 'throttled'; readonly reason: string; readonly retryAfterMs: number }
  | { readonly outcome: 'ambiguous'; readonly reason: string }
  /** Teams knows no chat with this person just now, and gave no other one. */
  | { readonly outcome: 'no-chat'; readonly reason: string }
  /** They blocked or removed the bot: not until something changes. */
  | { readonly outcome: 'unreachable'; readonly reason: string };

/** Writes to a person first. One attempt a call; never rejects for what the network or Teams did. */
export interface Messenger {
  /** The token is absent for a notice that is about none; its successor is there for a notice that speaks of both. */
  sendNotice(
    contact: Contact,
    notice: Notice,
    token: Token | undefined,
    successor?: Token,
  ): Promise<Delivery>;
}

/** What administrators are told at once: a secret was found where it should not be, or its owner says that it was stolen. */
export interface AdminNews {
  readonly kind: 'leak' | 'theft';
  readonly owner: PersonId;
  readonly tokenId: string;
  readonly tokenName: string;
  /** Who found it; absent for a theft, of which its owner tells. */
  readonly reporter?: string;
  /** Where it was found, without anything secret. */
  readonly place?: string;
}

/** Tells the administrators. It never throws; whoever can't be told now is told later. */
export type TellAdministrators = (news: AdminNews) => void;

/** The logger that the domain uses; values are redacted by the implementation. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
