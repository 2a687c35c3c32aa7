/** What the page and the local chat's server say to each other: types only, used by both sides. */

export type JsonObject = Readonly<Record<string, unknown>>;

export type ChatKind = 'personal' | 'groupChat';

/** What a person's Teams is set to: it tells bots with everything that the person does. */
export interface Reader {
  /** An IANA time zone, for example `Asia/Tokyo`. */
  readonly zone: string;
  readonly locale: string;
}

export interface PersonInfo {
  readonly key: string;
  readonly name: string;
  readonly reader: Reader;
}

/** `new`: the bot has not been told of this chat yet. `removed`: someone removed the bot from it. */
export type BotPresence = 'new' | 'added' | 'removed';

export interface ChatInfo {
  readonly key: string;
  readonly title: string;
  readonly kind: ChatKind;
  /** Keys of the people in it, without the bot. */
  readonly members: readonly string[];
  readonly bot: BotPresence;
}

export interface CommandInfo {
  readonly title: string;
  readonly description: string;
  readonly kinds: readonly ChatKind[];
}

export interface ExtensionCommand {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly type: 'action' | 'query';
  /** Where it is offered: `compose`, `commandBox`, or `message` for one that is used on a message. */
  readonly contexts: readonly string[];
  /** For a search command: what its one parameter is called, and whether it runs before anything is typed. */
  readonly parameter: string;
  readonly parameterTitle: string;
  readonly initialRun: boolean;
}

export interface Attachment {
  readonly contentType: string;
  readonly content: JsonObject;
}

export interface ChatMessage {
  readonly id: string;
  readonly chat: string;
  /** A person's key; absent for the bot. */
  readonly person?: string;
  readonly at: number;
  readonly text: string;
  readonly markdown: boolean;
  readonly attachments: readonly Attachment[];
  /** Cards that replaced the message's card for one person: the answers to that person's buttons. */
  readonly views: Readonly<Record<string, JsonObject>>;
  /** Grows with every change, so that the page knows what to draw again. */
  readonly revision: number;
  readonly edited: boolean;
  /** Only this person sees the message. */
  readonly visibleTo?: string;
  /** Why the bot did not get this message. */
  readonly problem?: string;
}

/** One HTTP exchange between the local chat and the bot, for the inspector. */
export interface Trace {
  readonly id: number;
  readonly at: number;
  readonly direction: 'to-bot' | 'from-bot';
  /** The activity's type and name, or the connector's route. */
  readonly what: string;
  /** Undefined while the exchange is under way; 0 when no answer came. */
  readonly status?: number;
  readonly ms?: number;
  readonly body: string;
  readonly answer?: string;
  readonly warning?: string;
}

export interface ClockInfo {
  readonly now: number;
  readonly offsetHours: number;
}

export interface Snapshot {
  /** Changes with every start of the service. */
  readonly bootId: string;
  readonly botName: string;
  readonly people: readonly PersonInfo[];
  readonly chats: readonly ChatInfo[];
  readonly messages: readonly ChatMessage[];
  readonly traces: readonly Trace[];
  readonly commands: readonly CommandInfo[];
  readonly extension: readonly ExtensionCommand[];
  readonly clock: ClockInfo;
}

export type Push =
  | { readonly type: 'message'; readonly message: ChatMessage }
  | { readonly type: 'deleted'; readonly id: string }
  | { readonly type: 'trace'; readonly trace: Trace }
  | { readonly type: 'chat'; readonly chat: ChatInfo }
  | { readonly type: 'person'; readonly person: PersonInfo }
  | { readonly type: 'clock' };

/** A push as it travels: with the service's clock, which the bot may have moved meanwhile. */
export type PushedEvent = Push & { readonly clock: ClockInfo };

/** Who acts, and where. Part of every request that reaches the bot. */
export interface Place {
  readonly person: string;
  readonly chat: string;
}

export type Theme = 'default' | 'dark' | 'contrast';

export type DialogName =
  | 'task/fetch'
  | 'task/submit'
  | 'composeExtension/fetchTask'
  | 'composeExtension/submitAction';

export interface DialogRequest extends Place {
  readonly name: DialogName;
  readonly data: JsonObject;
  readonly theme: Theme;
  /** The message whose card opened the dialog, or on which the extension's command is used. */
  readonly messageId?: string;
  /** The extension's command that opened it. */
  readonly commandId?: string;
  /** What a sign-in window gave, when the extension asked for a sign-in first. */
  readonly state?: string;
}

export interface Failed {
  readonly kind: 'failed';
  readonly text: string;
}

/** The person has to sign in on a page; what it gives is sent with the same request then. */
export interface SignInFirst {
  readonly kind: 'sign-in';
  /** What the button is called. */
  readonly title: string;
  readonly url: string;
}

export type ActionResult =
  | { readonly kind: 'card' }
  | { readonly kind: 'message'; readonly text: string }
  | Failed;

export type DialogResult =
  | {
      readonly kind: 'continue';
      readonly title: string;
      readonly card: JsonObject;
      readonly width?: string | number;
      readonly height?: string | number;
    }
  | { readonly kind: 'message'; readonly text: string }
  | { readonly kind: 'insert'; readonly attachments: readonly Attachment[] }
  | { readonly kind: 'closed' }
  | SignInFirst
  | Failed;

export interface SearchResult {
  readonly preview: Attachment;
  readonly attachment: Attachment;
}

export type QueryResult =
  | { readonly kind: 'results'; readonly results: readonly SearchResult[] }
  | { readonly kind: 'message'; readonly text: string }
  | SignInFirst
  | Failed;

/** The answer to a request that only has to reach the bot. */
export type SentResult = { readonly kind: 'sent' } | Failed;
