import type { ReminderChoice } from '../notices/reminder-choice.ts';
import type { Instant, PersonId } from '../tokens/token.ts';

/** How to reach a person: what the latest authenticated activity said, as far as it is known. */
export interface Contact {
  readonly person: PersonId;
  readonly name: string;
  /** What the person's Teams is set to, for example `en-GB`; empty when no activity has told. */
  readonly locale: string;
  /** The time zone of the person's Teams, for example `Asia/Tokyo`; absent when no activity has told. */
  readonly zone?: string;
  /** The language that the person chose; absent while it is that of their Teams. */
  readonly language?: string;
  /** What the person chose about reminders; absent for whoever chose nothing. */
  readonly reminders?: ReminderChoice;
  /** The Bot Connector that speaks for this person's Teams. */
  readonly serviceUrl: string;
  /** The person's and the bot's ids inside Teams. */
  readonly userId: string;
  readonly botId: string;
  /** The personal chat; absent until the person was seen in it or it was created. */
  readonly conversationId?: string;
  /** Why messages are held back; absent while the person can be reached. */
  readonly unreachable?: string;
}

/** The people whom the bot knows, and how to reach them. */
export interface ContactStore {
  /**
   * Remembers how to reach a person. What the new contact lacks is kept: a known conversation, locale and zone. Only
   * `setLanguage` changes the language, and only `setReminders` the reminders.
   */
  save(contact: Contact): Promise<void>;
  find(person: PersonId): Promise<Contact | undefined>;
  /** Keeps the language that a known person chose; undefined for that of their Teams. */
  setLanguage(person: PersonId, language: string | undefined): Promise<void>;
  /** Keeps what a known person chose about reminders; undefined for nothing. */
  setReminders(person: PersonId, reminders: ReminderChoice | undefined): Promise<void>;
  /** Marks a person as not reachable; their due notices are held when they are tried. */
  setUnreachable(person: PersonId, reason: string): Promise<void>;
  /** Marks a person as reachable again; every notice that is held, or waits because it was not taken, is due at `now`. */
  setReachable(person: PersonId, now: Instant): Promise<void>;
  /** How many people are marked as not reachable. */
  countUnreachable(): Promise<number>;
  /** Forgets a person's chat, unless another one has become known meanwhile. */
  forgetConversation(person: PersonId, conversationId: string): Promise<void>;
  /** Whether these data ever served Teams: they are marked, or somebody is reached beyond this machine. */
  servedTeams(): Promise<boolean>;
  /** Marks the data, for ever, as data that served Teams. */
  markServedTeams(): Promise<void>;
}
