import type { SystemClock } from '../core/timing/clock.ts';
import { CHATS, type Chat } from './directory.ts';
import { maskJson } from './mask.ts';
import type { BotPresence, ChatInfo, ChatMessage, JsonObject } from './page/protocol.ts';
import type { PushStream } from './push-stream.ts';

const KEPT_A_CHAT = 500;

type MessageContent = Pick<ChatMessage, 'text' | 'markdown' | 'attachments'>;
export type MessageDraft = MessageContent & Pick<ChatMessage, 'person' | 'visibleTo'>;

/** The chats' messages, in memory: they outlive a reload of the page but not the service. */
export interface History {
  chats(): readonly ChatInfo[];
  messages(): readonly ChatMessage[];
  presence(chat: Chat): BotPresence;
  setPresence(chat: Chat, presence: BotPresence): void;
  add(chat: Chat, draft: MessageDraft): ChatMessage;
  find(chat: Chat, id: string): ChatMessage | undefined;
  /** Replaces a message for everybody; false when there is none. */
  replace(chat: Chat, id: string, content: MessageContent): boolean;
  /** Replaces a message's card for one person. */
  setView(chat: Chat, id: string, person: string, card: JsonObject): void;
  setProblem(chat: Chat, id: string, problem: string): void;
  /** Deletes a message; false when there is none. */
  remove(chat: Chat, id: string): boolean;
}

/** Makes the memory of the chats; every change is pushed to the pages. */
export function createHistory({
  clock,
  stream,
  chats = CHATS,
}: {
  clock: SystemClock;
  stream: PushStream;
  chats?: readonly Chat[];
}): History {
  const presences = new Map<string, BotPresence>();
  const messages = new Map<string, ChatMessage>();
  let lastId = Date.now();

  function find(chat: Chat, id: string): ChatMessage | undefined {
    const message = messages.get(id);
    return message?.chat === chat.key ? message : undefined;
  }

  function save(message: ChatMessage): ChatMessage {
    messages.set(message.id, message);
    stream.publish({ type: 'message', message });
    return message;
  }

  function change(chat: Chat, id: string, changes: Partial<ChatMessage>): boolean {
    const message = find(chat, id);
    if (message !== undefined) save({ ...message, ...changes, revision: message.revision + 1 });
    return message !== undefined;
  }

  function info({ key, title, kind, members }: Chat): ChatInfo {
    return {
      key,
      title,
      kind,
      members: members.map((member) => member.key),
      bot: presences.get(key) ?? 'new',
    };
  }

  return {
    chats: () => chats.map(info),
    messages: () => [...messages.values()],
    presence: ({ key }) => presences.get(key) ?? 'new',
    setPresence(chat, presence) {
      presences.set(chat.key, presence);
      stream.publish({ type: 'chat', chat: info(chat) });
    },
    add(chat, draft) {
      // Ids look like the milliseconds of Teams' own and never repeat, not even after a restart.
      lastId += 1;
      const old = [...messages.values()].filter((message) => message.chat === chat.key);
      if (old.length >= KEPT_A_CHAT && old[0] !== undefined) messages.delete(old[0].id);
      const fresh = {
        id: String(lastId),
        chat: chat.key,
        at: clock.now(),
        views: {},
        revision: 1,
        edited: false,
      };
      return save({ ...fresh, ...draft });
    },
    find,
    replace: (chat, id, content) => change(chat, id, { ...content, views: {}, edited: true }),
    setView(chat, id, person, card) {
      const views = find(chat, id)?.views;
      change(chat, id, { views: { ...views, [person]: maskJson(card) } });
    },
    setProblem: (chat, id, problem) => void change(chat, id, { problem }),
    remove(chat, id) {
      const known = find(chat, id) !== undefined;
      if (known) {
        messages.delete(id);
        stream.publish({ type: 'deleted', id });
      }
      return known;
    },
  };
}
