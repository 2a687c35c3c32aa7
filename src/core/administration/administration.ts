import type { Notice } from '../notices/notices.ts';
import type { NoticeKey } from '../store/notices.ts';
import type { KnownPerson, PageKey, TokenSort, UnreachedPerson } from '../store/oversight.ts';
import type { Actor, PersonId, Token } from '../tokens/token.ts';
import type { AskedTokens } from './asked-tokens.ts';
import type { Job, JobView } from './job.ts';
import type { Members } from './members.ts';
import type { Role } from './role.ts';
import type { Standing } from './roles.ts';

/** A number that is counted up to a limit. */
export interface Count {
  readonly count: number;
  /** Whether there are more than that. */
  readonly isMore: boolean;
}

/** What needs attention. Each is what the list of the same question holds. */
export const ATTENTION = [
  'active',
  'ends-7',
  'ends-30',
  'full',
  'high',
  'idle',
  'beyond',
  'unreachable',
  'undelivered',
] as const;
export type Attention = (typeof ATTENTION)[number];

export interface Overview {
  readonly role: Role;
  readonly counts: Readonly<Record<Attention, Count>>;
  /** Requests that wait for another administrator. */
  readonly waiting: readonly Job[];
}

/** A token with its owner, as far as the bot knows them. */
export interface OwnedToken {
  readonly token: Token;
  /** The owner's name; their id where no name is known. */
  readonly ownerName: string;
}

/** One page of a list. */
export interface OwnedPage {
  readonly tokens: readonly OwnedToken[];
  readonly total: Count;
  /** Where the next page begins; absent on the last one. */
  readonly next?: PageKey;
}

/** What a search found: people, and tokens whose names begin with the words. Each is cut off at a few. */
export interface Findings {
  readonly people: readonly KnownPerson[];
  readonly tokens: readonly OwnedToken[];
  readonly isMore: boolean;
}

/** Which messages an administrator asks for; what is left out doesn't matter. */
export interface AskedMessages {
  readonly owner?: PersonId;
  /** Only with its owner. */
  readonly tokenId?: string;
  /** Those that have not got through. */
  readonly undelivered?: true;
}

/** A message to somebody, whatever became of it. */
export interface SentMessage {
  readonly notice: Notice;
  /** The owner's name; their id where no name is known. */
  readonly ownerName: string;
  /** Absent where it is about no token, or one that is gone. */
  readonly tokenName?: string;
}

/** One page of messages, the latest due first. */
export interface MessagePage {
  readonly messages: readonly SentMessage[];
  readonly next?: NoticeKey;
}

/** One page of the people whom messages don't reach. */
export interface UnreachedPage {
  readonly people: readonly UnreachedPerson[];
  readonly next?: PersonId;
}

/** What an administrator wants to revoke. */
export type Selection =
  | { readonly kind: 'token'; readonly owner: PersonId; readonly tokenId: string }
  | { readonly kind: 'tokens'; readonly asked: AskedTokens };

/** What would be done. Nothing of it is, before it is asked for. */
export interface Preview {
  readonly job: Job;
  /** Whether another administrator will have to confirm it. */
  readonly needsSecond: boolean;
  /** Left out: the administrator's own. */
  readonly own: number;
  /** Left out: those that Patkeeper can't end, or not without a sign-in at their authority. */
  readonly elsewhere: number;
  /** Whether such a sign-in would end some of them. */
  readonly signInHelps: boolean;
}

/**
 * What administrators and auditors do with the tokens of others. Every method looks itself whether the actor may, and rejects
 * with a `PatkeeperError`: `refused.no-role` for everybody else.
 */
export interface Administration {
  /** Present where an authority lets administrators see and end the tokens of its organizations' members. */
  readonly members?: Members;
  /** What the actor may do; it decides what is shown, and nothing else. */
  standingOf(actor: Actor): Promise<Standing>;
  /** Records that somebody without a role tried something that only those with one are offered. */
  turnedAway(actor: Actor): Promise<void>;
  overview(actor: Actor): Promise<Overview>;
  list(actor: Actor, asked: AskedTokens, sort: TokenSort, after?: PageKey): Promise<OwnedPage>;
  find(actor: Actor, words: string): Promise<Findings>;
  show(actor: Actor, owner: PersonId, tokenId: string): Promise<OwnedToken>;
  /** Whose token a secret proves; `not-found.secret` for none of ours. The secret is neither kept nor told to anybody. */
  identify(actor: Actor, secret: string): Promise<OwnedToken>;
  /** Of a token also the messages that are planned. */
  messages(actor: Actor, asked: AskedMessages, after?: NoticeKey, size?: number): Promise<MessagePage>;
  unreached(actor: Actor, after?: PersonId): Promise<UnreachedPage>;
  /** Has a person's messages sent again that did not get through; gives how many. For administrators. */
  tryAgain(actor: Actor, owner: PersonId): Promise<number>;
  preview(actor: Actor, selection: Selection): Promise<Preview>;
  /**
   * Asks for what was previewed, with the reason. Rejects with `fresh-sign-in-needed` without a sign-in of the last 15 minutes;
   * the reason is kept, and an empty one means the kept one.
   */
  request(actor: Actor, jobId: string, reason: string): Promise<JobView>;
  confirm(actor: Actor, jobId: string): Promise<JobView>;
  decline(actor: Actor, jobId: string): Promise<JobView>;
  job(actor: Actor, jobId: string): Promise<JobView>;
  /** The address of the page where the actor signs in again. */
  startSignIn(actor: Actor): Promise<string>;
  /** Completes that sign-in with the code that the page showed. */
  confirmSignIn(actor: Actor, code: string): Promise<void>;
}
