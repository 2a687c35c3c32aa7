import { avatar } from './avatar.ts';
import { byId, icon, make } from './dom.ts';
import type { ChatInfo } from './protocol.ts';
import type { Session } from './session.ts';
import { chatTitle, currentChat, findPerson, messagesOf, type State, type Store } from './state.ts';
import { summarizeMessage } from './summary.ts';
import { timeOf } from './time.ts';

interface RowFacts {
  readonly key: string;
  readonly title: string;
  readonly bot: boolean;
  readonly last: string;
  readonly time: string;
  readonly unread: number;
}

/** Keeps the people, the chat list and the head of the open chat as the state says. */
export function setUpChatList(store: Store, session: Session): void {
  const people = byId('people', HTMLDivElement);
  const list = byId('chat-list', HTMLUListElement);
  const frame = byId('frame', HTMLDivElement);
  const toggle = byId('chats-button', HTMLButtonElement);
  const presence = byId('presence-button', HTMLButtonElement);
  const unfold = (open: boolean): void => {
    frame.classList.toggle('show-chats', open);
    toggle.setAttribute('aria-expanded', String(open));
  };
  toggle.addEventListener('click', () => unfold(!frame.classList.contains('show-chats')));
  byId('menu-button', HTMLButtonElement).append(icon('more'));
  presence.addEventListener('click', () => {
    byId('chat-menu', HTMLDivElement).hidePopover();
    void session.togglePresence();
  });

  const open = (key: string): void => {
    unfold(false);
    void session.go(store.get().person, key);
  };

  let shown = '';
  store.watch((state) => {
    const { botName, chats, person, chat } = state;
    const unread = Object.values(state.unread).reduce((sum, count) => sum + count, 0);
    document.title = `${unread > 0 ? `(${unread}) ` : ''}${botName} local chat`;
    byId('bot-name', HTMLSpanElement).textContent = botName;
    const own = chats.filter(({ members }) => members.includes(person));
    const rows = own.map((info) => rowFacts(info, state));
    // Drawn again only when something in it changed, so that the keyboard's place in it stays.
    const facts = JSON.stringify([person, chat, state.people, rows, state.unread]);
    if (facts !== shown) {
      const focused = document.activeElement?.getAttribute('data-key');
      people.replaceChildren(...state.people.map(({ key, name }) => personChoice(key, name, state, session)));
      list.replaceChildren(...rows.map((row) => drawRow(row, row.key === chat, () => open(row.key))));
      document.querySelector<HTMLElement>(`[data-key="${focused}"]`)?.focus();
    }
    shown = facts;
    const current = currentChat(state);
    if (current === undefined) return;
    byId('chat-title', HTMLHeadingElement).textContent = chatTitle(current, botName);
    byId('chat-members', HTMLParagraphElement).textContent = membersLine(current, state);
    presence.textContent =
      current.bot === 'removed' ? `Add ${botName} to this chat` : `Remove ${botName} from this chat`;
  });
}

function rowFacts(info: ChatInfo, state: State): RowFacts {
  const message = messagesOf(info.key, state).at(-1);
  return {
    key: info.key,
    title: chatTitle(info, state.botName),
    bot: info.kind === 'personal',
    last: message === undefined ? 'No messages yet' : summarizeMessage(message, state.person),
    time: message === undefined ? '' : timeOf(message.at),
    unread: state.unread[info.key] ?? 0,
  };
}

function drawRow(
  { key, title, bot, last, time, unread }: RowFacts,
  current: boolean,
  onClick: () => void,
): HTMLElement {
  const words = make('span', 'words', [
    make('span', 'name', [title]),
    make('time', '', [time]),
    make('span', 'last', [last]),
  ]);
  const badge = unread === 0 ? [] : [countBadge(unread)];
  const attributes = {
    type: 'button',
    'data-key': `chat-${key}`,
    ...(current ? { 'aria-current': 'true' } : {}),
  };
  return make('li', '', [
    make('button', 'chat-row', [avatar(title, bot), words, ...badge], { attributes, onClick }),
  ]);
}

function personChoice(key: string, name: string, state: State, session: Session): HTMLElement {
  const own =
    state.chats.find(({ kind, members }) => kind === 'personal' && members.includes(key))?.key ?? '';
  const input = make('input', '', [], {
    attributes: { type: 'radio', name: 'person', value: key, 'data-key': `person-${key}` },
  });
  input.checked = key === state.person;
  input.addEventListener('change', () => {
    const here = currentChat(state)?.kind === 'groupChat' ? state.chat : own;
    void session.go(key, here);
  });
  const unread = key === state.person ? 0 : (state.unread[own] ?? 0);
  return make('label', 'person', [input, name, ...(unread === 0 ? [] : [countBadge(unread)])]);
}

function countBadge(count: number): HTMLElement {
  return make('span', 'badge', [String(count), make('span', 'hidden', [' unread'])]);
}

function membersLine({ kind, members }: ChatInfo, state: State): string {
  if (kind === 'personal') return `Personal chat of ${findPerson(state.person, state)?.name ?? ''}`;
  return [...members.map((key) => findPerson(key, state)?.name ?? key), state.botName].join(', ');
}
