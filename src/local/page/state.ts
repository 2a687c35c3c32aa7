import type { ChatInfo, ChatMessage, ClockInfo, PersonInfo, Push, Snapshot, Trace } from './protocol.ts';

/** A sentence under a message's card: what its button led to. */
interface Note {
  readonly text: string;
  readonly failed: boolean;
}

export interface State extends Omit<Snapshot, 'messages' | 'traces'> {
  readonly person: string;
  readonly chat: string;
  readonly messages: ReadonlyMap<string, ChatMessage>;
  readonly traces: ReadonlyMap<number, Trace>;
  /** Unread messages of each chat, of either person. */
  readonly unread: Readonly<Record<string, number>>;
  readonly notes: ReadonlyMap<string, Note>;
  /** Chats in which the bot is at work on something the person said. */
  readonly busy: Readonly<Record<string, number>>;
  /** Why the current chat can't be used; empty when it can. */
  readonly banner: string;
  readonly connected: boolean;
  /** Why the service does not talk to this page; empty unless it said so. */
  readonly shutOut: string;
  readonly oldClient: boolean;
  /** When `clock` was read, by the browser's own steady clock. */
  readonly clockReadAt: number;
}

export interface Store {
  get(): State;
  set(changes: Partial<State>): void;
  /** Calls back once now and after every change, at most once a frame. */
  watch(listener: (state: State) => void): void;
}

/** Makes the page's state, empty until the first snapshot. */
export function createStore(): Store {
  const listeners: ((state: State) => void)[] = [];
  let state = emptyState();
  let planned = false;
  function tell(): void {
    planned = false;
    for (const listener of listeners) listener(state);
  }
  return {
    get: () => state,
    set(changes) {
      state = { ...state, ...changes };
      if (!planned) queueMicrotask(tell);
      planned = true;
    },
    watch(listener) {
      listeners.push(listener);
      listener(state);
    },
  };
}

/** The state after a snapshot; the place where the person is stays. */
export function withSnapshot(snapshot: Snapshot, { bootId }: State): Partial<State> {
  return {
    ...snapshot,
    messages: new Map(snapshot.messages.map((message) => [message.id, message])),
    traces: new Map(snapshot.traces.map((trace) => [trace.id, trace])),
    connected: true,
    ...readClock(snapshot.clock),
    ...(snapshot.bootId === bootId ? {} : { notes: new Map(), unread: {} }),
  };
}

/** The state after one push. */
export function withPush(push: Push, state: State): Partial<State> {
  switch (push.type) {
    case 'message':
      return { messages: new Map(state.messages).set(push.message.id, push.message) };
    case 'deleted': {
      const messages = new Map(state.messages);
      messages.delete(push.id);
      return { messages };
    }
    case 'trace':
      return { traces: new Map(state.traces).set(push.trace.id, push.trace) };
    case 'chat':
      return { chats: state.chats.map((chat) => (chat.key === push.chat.key ? push.chat : chat)) };
    case 'person':
      return { people: state.people.map((one) => (one.key === push.person.key ? push.person : one)) };
    case 'clock':
      return {};
  }
}

/** The clock as it was just read. */
export function readClock(clock: ClockInfo): Pick<State, 'clock' | 'clockReadAt'> {
  return { clock, clockReadAt: performance.now() };
}

/** What the service's clock shows now, in UTC milliseconds. */
export function serviceNow({ clock, clockReadAt }: State): number {
  return clock.now + performance.now() - clockReadAt;
}

/** The chat that is open; undefined before the first snapshot. */
export function currentChat({ chats, chat }: State): ChatInfo | undefined {
  return chats.find(({ key }) => key === chat);
}

/** What a chat is called for one person. */
export function chatTitle(chat: ChatInfo, botName: string): string {
  return chat.kind === 'personal' ? botName : chat.title;
}

/** A person by key. */
export function findPerson(key: string | undefined, { people }: State): PersonInfo | undefined {
  return people.find((person) => person.key === key);
}

/** The messages of a chat that a person may see, oldest first. */
export function messagesOf(chat: string, { messages, person }: State): ChatMessage[] {
  return [...messages.values()].filter(
    (message) => message.chat === chat && (message.visibleTo ?? person) === person,
  );
}

function emptyState(): State {
  return {
    bootId: '',
    botName: 'Patkeeper',
    people: [],
    chats: [],
    commands: [],
    extension: [],
    messages: new Map(),
    traces: new Map(),
    person: '',
    chat: '',
    unread: {},
    notes: new Map(),
    busy: {},
    banner: '',
    connected: false,
    shutOut: '',
    oldClient: false,
    ...readClock({ now: Date.now(), offsetHours: 0 }),
  };
}
