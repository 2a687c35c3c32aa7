import { setUpChatList } from './chat-list.ts';
import { setUpClock } from './clock-panel.ts';
import { setUpComposer } from './composer.ts';
import { createDialog } from './dialog.ts';
import { byId } from './dom.ts';
import { setUpExtension } from './extension.ts';
import { setUpInspector } from './inspector.ts';
import { setUpMessages } from './messages.ts';
import { anchorPopover } from './popover.ts';
import type { ChatMessage } from './protocol.ts';
import { setUpReader } from './reader-panel.ts';
import { setUpRenderer } from './renderer.ts';
import { createSession } from './session.ts';
import { chatTitle, createStore } from './state.ts';
import { summarizeMessage } from './summary.ts';
import { setUpTheme } from './theme.ts';
import { dropToasts, showToast } from './toasts.ts';

const OLD_CLIENT_KEY = 'patkeeper.oldClient';

const store = createStore();
const dialog = createDialog(() => store.get().oldClient);
const session = createSession({ store, dialog, onUnread: ({ message }) => announce(message) });

setUpTheme();
setUpRenderer();
setUpTools();
setUpChatList(store, session);
setUpMessages(store, session);
setUpComposer(store, session);
setUpExtension(store, session);
setUpInspector(store);
setUpClock(store, session);
setUpReader(store, session);
anchorPopover(byId('menu-button', HTMLButtonElement), byId('chat-menu', HTMLDivElement));
store.watch(({ chat }) => dropToasts(chat));
session.start();

function setUpTools(): void {
  const bar = byId('tools', HTMLDivElement);
  const button = byId('tools-button', HTMLButtonElement);
  const oldClient = byId('old-client', HTMLInputElement);
  button.addEventListener('click', () => {
    const open = bar.classList.toggle('open');
    button.setAttribute('aria-expanded', String(open));
  });
  oldClient.checked = window.localStorage.getItem(OLD_CLIENT_KEY) === 'yes';
  const apply = (): void => {
    window.localStorage.setItem(OLD_CLIENT_KEY, oldClient.checked ? 'yes' : 'no');
    store.set({ oldClient: oldClient.checked });
  };
  oldClient.addEventListener('change', apply);
  apply();
}

/** A message came for the person while another chat was open. */
function announce(message: ChatMessage): void {
  const { chats, person, botName } = store.get();
  const chat = chats.find(({ key }) => key === message.chat);
  if (chat === undefined || !chat.members.includes(person) || (message.visibleTo ?? person) !== person)
    return;
  showToast({
    chat: chat.key,
    title: chatTitle(chat, botName),
    text: summarizeMessage(message, person),
    onOpen: () => void session.go(person, chat.key),
  });
}
