/** A person or a bot, as Teams names them in one conversation. */
export interface Account {
  readonly id: string;
  readonly name?: string;
  /** The person's object id in Microsoft Entra; bots and people without an account have none. */
  readonly aadObjectId?: string;
}

/** Whom an activity is for; targeted: nobody else in the conversation sees it. */
export interface Recipient extends Account {
  readonly isTargeted?: boolean;
}

/** Where an activity happens. */
export interface Conversation {
  readonly id: string;
  readonly conversationType?: string;
  readonly tenantId?: string;
  readonly isGroup?: boolean;
  readonly name?: string;
}

/** What Teams sends to the bot, as far as we read it (Bot Framework protocol, version 3). `readEnvelope` has checked its fields. */
export interface Activity {
  readonly type: string;
  readonly channelId: string;
  readonly serviceUrl: string;
  readonly id?: string;
  readonly name?: string;
  readonly action?: string;
  readonly text?: string;
  readonly locale?: string;
  readonly localTimezone?: unknown;
  readonly entities?: unknown;
  readonly replyToId?: string;
  readonly deliveryMode?: string;
  readonly from: Account;
  readonly recipient: Recipient;
  readonly conversation: Conversation;
  readonly channelData?: unknown;
  readonly value?: unknown;
}

/** What the bot sends to Teams. */
export interface Message {
  readonly type: string;
  readonly id?: string;
  readonly text?: string;
  readonly summary?: string;
  readonly attachments?: readonly Attachment[];
  readonly entities?: readonly object[];
  readonly from?: Account;
  readonly recipient?: Recipient;
  readonly conversation?: Conversation;
  readonly replyToId?: string;
}

/** A card in a message. */
export interface Attachment {
  readonly contentType: string;
  readonly content: object;
}

/** What the HTTP request of an activity is answered with. */
export interface InvokeResponse {
  readonly status: number;
  readonly body?: unknown;
}

/** The conversation of one activity, to answer in. Sending rejects with `unreachable`; with `Blocked` when that is for good. */
export interface Chat {
  send(message: Message): Promise<void>;
  /** Puts the message in the place of the one with this id. */
  replace(id: string, message: Message): Promise<void>;
  /** What the request is answered with when the turn is over: its response, or the messages, where Teams wants them there. */
  finish(response: InvokeResponse | undefined): InvokeResponse | undefined;
}

/** What stands between the bot and Teams. Another SDK is another file that implements this. */
export interface Adapter {
  open(activity: Activity): Chat;
}

/**
 * Whether an activity comes from the person's own chat with the bot. The messaging extension also runs in chats between
 * two people, which Teams calls personal too; their ids begin with `19:`, and the bot must never write there.
 */
export function isPersonalChat({ conversation }: Pick<Activity, 'conversation'>): boolean {
  const { conversationType, id, isGroup } = conversation;
  // Some clients leave the type out; the ids of bots' own chats begin with `a:`.
  if (!conversationType) return isGroup !== true && id.startsWith('a:');
  return conversationType === 'personal' && !id.startsWith('19:');
}
