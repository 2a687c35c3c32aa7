import { followEvents, post, RequestFailed, readSnapshot } from './api.ts';
import type { DialogWindow } from './dialog.ts';
import type {
  ActionResult,
  Attachment,
  DialogResult,
  ExtensionCommand,
  Failed,
  Place,
  PushedEvent,
  QueryResult,
  Reader,
  SentResult,
} from './protocol.ts';
import type { CardAction } from './renderer.ts';
import { findPerson, readClock, type Store, withPush, withSnapshot } from './state.ts';
import { theme } from './theme.ts';

interface SessionDeps {
  readonly store: Store;
  readonly dialog: DialogWindow;
  /** Called for a message that came while its chat was not open. */
  readonly onUnread: (push: PushedEvent & { type: 'message' }) => void;
}

/** What the person can do; every failure ends in a sentence on the page. */
export interface Session {
  start(): void;
  go(person: string, chat: string): Promise<void>;
  say(text: string): Promise<void>;
  press(messageId: string, action: CardAction): Promise<void>;
  /** Opens the dialog of a command; `messageId` is the message that it is used on. */
  openCommand(command: ExtensionCommand, messageId?: string): Promise<void>;
  /** `state` is what a sign-in window gave; empty without one. */
  search(command: ExtensionCommand, words: string, state: string): Promise<QueryResult>;
  /** Says something below a message. */
  note(messageId: string, text: string, failed: boolean): void;
  /** Brings the bot what the sign-in window gave; gives what went wrong, or nothing. */
  verifyState(where: Place, state: string): Promise<string>;
  insert(attachments: readonly Attachment[]): Promise<void>;
  togglePresence(): Promise<void>;
  moveClock(move: { hours: number } | { reset: true }): Promise<void>;
  /** Sets the time zone and the language of the person's Teams. */
  setReader(reader: Reader): Promise<void>;
}

/** Makes the session: the requests, and the state that their answers and the pushes lead to. */
export function createSession({ store, dialog, onUnread }: SessionDeps): Session {
  function place(): Place {
    const { person, chat } = store.get();
    return { person, chat };
  }

  /** The latest choice of what a person's Teams is set to. What comes later must find it there: requests overtake each other. */
  let readerSet: Promise<void> = Promise.resolve();

  async function ask<T extends { kind: string }>(name: string, body: object): Promise<T | Failed> {
    await readerSet;
    try {
      return await post<T>(name, body);
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      return { kind: 'failed', text: error.message };
    }
  }

  async function tell(name: string, body: object): Promise<void> {
    const result = await ask<SentResult>(name, body);
    store.set({ banner: result.kind === 'failed' ? result.text : '' });
  }

  async function whileBusy<T>(work: Promise<T>): Promise<T> {
    const { chat } = store.get();
    const count = (step: number): void => {
      const { busy } = store.get();
      store.set({ busy: { ...busy, [chat]: (busy[chat] ?? 0) + step } });
    };
    count(1);
    return work.finally(() => count(-1));
  }

  function note(messageId: string, text: string, failed: boolean): void {
    const notes = new Map(store.get().notes);
    if (text === '') notes.delete(messageId);
    else notes.set(messageId, { text, failed });
    store.set({ notes });
  }

  async function go(person: string, chat: string): Promise<void> {
    const { unread } = store.get();
    store.set({ person, chat, unread: { ...unread, [chat]: 0 }, banner: '' });
    window.history.replaceState(null, '', `#${person}/${chat}`);
    await whileBusy(tell('open', { person, chat }));
  }

  function receive(push: PushedEvent): void {
    const before = store.get();
    store.set({ ...withPush(push, before), ...readClock(push.clock) });
    if (push.type !== 'message' || push.message.revision > 1) return;
    const { chat, person, visibleTo = before.person } = push.message;
    if (chat === before.chat || person === before.person || visibleTo !== before.person) return;
    store.set({ unread: { ...before.unread, [chat]: (before.unread[chat] ?? 0) + 1 } });
    onUnread(push);
  }

  async function refresh(): Promise<void> {
    const snapshot = await readSnapshot();
    const again = snapshot.bootId !== store.get().bootId;
    store.set(withSnapshot(snapshot, store.get()));
    if (!again) return;
    const [person = '', chat = ''] = window.location.hash.slice(1).split('/');
    const known = snapshot.chats.find(({ key, members }) => key === chat && members.includes(person));
    const first = snapshot.people[0]?.key ?? '';
    await go(known === undefined ? first : person, known?.key ?? first);
  }

  async function openDialog(name: 'task' | 'composeExtension', data: object, origin: object): Promise<void> {
    const body = { ...place(), ...origin };
    const [fetchName, submitName] =
      name === 'task'
        ? ['task/fetch', 'task/submit']
        : ['composeExtension/fetchTask', 'composeExtension/submitAction'];
    const request = (step: string | undefined, values: object, state = ''): Promise<DialogResult> =>
      ask<DialogResult>('dialog', { ...body, name: step, data: values, theme: theme(), state });
    await dialog.open({
      first: (state) => request(fetchName, data, state),
      submit: (values, state) => request(submitName, values, state),
      insert: (attachments) => tell('insert', { ...body, attachments }),
    });
  }

  function start(): void {
    followEvents({
      onOpen: () => {
        store.set({ shutOut: '' });
        refresh().catch(() => store.set({ connected: false }));
      },
      onLost: () => store.set({ connected: false }),
      onShutOut: (why) => {
        store.set({ shutOut: why });
        // Whoever comes back to this window may have opened the new address in another one.
        window.addEventListener('focus', start, { once: true });
      },
      onPush: receive,
    });
  }

  return {
    start,
    go,
    say: (text) => whileBusy(tell('say', { ...place(), text })),
    async press(messageId, action) {
      note(messageId, '', false);
      if (action.kind === 'say') return tell('say', { ...place(), text: action.text });
      if (action.kind === 'nothing') return note(messageId, action.text, true);
      if (action.kind === 'dialog') return openDialog('task', action.data, { messageId });
      const { kind, ...body } = action;
      const result = await ask<ActionResult | SentResult>(kind, { ...place(), messageId, ...body });
      if ('text' in result) note(messageId, result.text, result.kind === 'failed');
    },
    openCommand: ({ id }, messageId) =>
      openDialog(
        'composeExtension',
        {},
        { commandId: id, ...(messageId === undefined ? {} : { messageId }) },
      ),
    search: ({ id }, words, state) => ask<QueryResult>('search', { ...place(), commandId: id, words, state }),
    note,
    async verifyState(where, state) {
      const result = await ask<SentResult>('verify-state', { ...where, state });
      return result.kind === 'failed' ? result.text : '';
    },
    insert: (attachments) => tell('insert', { ...place(), attachments }),
    async togglePresence() {
      const chat = store.get().chats.find(({ key }) => key === store.get().chat);
      await tell('presence', { ...place(), action: chat?.bot === 'removed' ? 'add' : 'remove' });
    },
    moveClock: (move) => tell('clock', move),
    setReader(reader) {
      const person = findPerson(store.get().person, store.get());
      // Shown at once: a field that still showed the old choice would be told of with the next one.
      if (person !== undefined)
        store.set(withPush({ type: 'person', person: { ...person, reader } }, store.get()));
      readerSet = tell('reader', { ...place(), ...reader });
      return readerSet;
    },
  };
}
