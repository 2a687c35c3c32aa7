import { avatar } from './avatar.ts';
import { byId, make, syncChildren } from './dom.ts';
import { renderMarkdown } from './markdown-view.ts';
import type { Attachment, ChatMessage } from './protocol.ts';
import { renderCard } from './renderer.ts';
import type { Session } from './session.ts';
import { readSignInCard } from './sign-in-card.ts';
import { drawSignInPrompt } from './sign-in-prompt.ts';
import { findPerson, messagesOf, type State, type Store } from './state.ts';
import { summarizeAttachment } from './summary.ts';
import { dayOf, timeOf } from './time.ts';

interface Drawn {
  readonly key: string;
  readonly element: HTMLElement;
  readonly note: HTMLElement;
}

/** Keeps the list of messages as the state says, drawing a message again only when it changed. */
export function setUpMessages(store: Store, session: Session): void {
  const list = byId('messages', HTMLOListElement);
  const drawn = new Map<string, Drawn>();
  // Scrolled by keyboard in every browser, which not all grant by themselves.
  list.tabIndex = 0;
  let place = '';

  function draw(message: ChatMessage, state: State): Drawn {
    const key = [message.revision, state.oldClient, state.person, state.bootId].join();
    const before = drawn.get(message.id);
    if (before?.key === key) return before;
    const note = make('p', 'note', [], { attributes: { role: 'status' } });
    const element = drawMessage(message, state, session, note);
    // The pressed button is gone with the old card: the focus goes to the new one.
    if (before?.element.contains(document.activeElement) || before?.element.querySelector('[aria-busy]')) {
      queueMicrotask(() => element.focus());
    }
    const fresh = { key, element, note };
    drawn.set(message.id, fresh);
    return fresh;
  }

  store.watch((state) => {
    const messages = messagesOf(state.chat, state);
    const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
    const rows: HTMLElement[] = [];
    let day = '';
    for (const message of messages) {
      const { element, note } = draw(message, state);
      const { text = '', failed = false } = state.notes.get(message.id) ?? {};
      // Set only when it differs, or screen readers would say it again.
      if (note.textContent !== text) note.textContent = text;
      note.classList.toggle('problem', failed);
      if (dayOf(message.at) !== day) rows.push(dayRow(list, message));
      day = dayOf(message.at);
      rows.push(element);
    }
    for (const id of drawn.keys()) if (!state.messages.has(id)) drawn.delete(id);
    const grown = rows.at(-1) !== list.lastElementChild;
    syncChildren(list, rows.length > 0 ? rows : [emptyRow(list, state)]);
    const mine = messages.at(-1)?.person === state.person;
    if (place !== `${state.person}/${state.chat}` || atEnd || (grown && mine))
      list.scrollTop = list.scrollHeight;
    place = `${state.person}/${state.chat}`;
  });
}

function drawMessage(message: ChatMessage, state: State, session: Session, note: HTMLElement): HTMLElement {
  const mine = message.person === state.person;
  const author = findPerson(message.person, state)?.name ?? state.botName;
  const about = [
    make('span', mine ? 'hidden' : 'author', [author]),
    make('time', '', [timeOf(message.at)]),
    ...(message.edited ? [make('span', '', ['Edited'])] : []),
    ...(message.visibleTo === undefined ? [] : [make('span', '', ['Only you can see this'])]),
    ...drawMessageActions(message, author, state, session),
  ];
  const parts = [
    make('div', 'about', about),
    ...(message.text === '' ? [] : [drawText(message)]),
    ...message.attachments.map((attachment, index) => {
      const view = index === 0 ? message.views[state.person] : undefined;
      return drawAttachment(attachment, view, message, state, session);
    }),
    ...(message.problem === undefined ? [] : [make('p', 'problem', [`Not delivered. ${message.problem}`])]),
    note,
  ];
  const attributes = { 'data-message': message.id, tabindex: '-1' };
  return make(
    'li',
    mine ? 'message mine' : 'message',
    [avatar(author, message.person === undefined), make('div', 'content', parts)],
    { attributes },
  );
}

/** The extension's commands for a message, which Teams has in the menu of each. */
function drawMessageActions({ id }: ChatMessage, author: string, { extension }: State, session: Session) {
  const commands = extension.filter(({ contexts }) => contexts.includes('message'));
  return commands.map((command) =>
    make('button', 'message-action', [command.title], {
      attributes: { type: 'button', 'aria-label': `${command.title} in the message of ${author}` },
      onClick: () => void session.openCommand(command, id),
    }),
  );
}

function drawText({ text, markdown }: ChatMessage): HTMLElement {
  const shown = text.replace(/<at>(.*?)<\/at>/g, '$1');
  return make('div', 'bubble', markdown ? renderMarkdown(shown) : [shown]);
}

function drawAttachment(
  attachment: Attachment,
  view: object | undefined,
  message: ChatMessage,
  { oldClient, person }: State,
  session: Session,
): HTMLElement {
  const { id, chat } = message;
  if (attachment.contentType === 'application/vnd.microsoft.card.oauth') {
    // There is no Teams token to exchange here: at once the button, as where Teams gets none.
    return drawSignInPrompt({
      ...readSignInCard(attachment.content),
      onState: (state) => session.verifyState({ person, chat }, state),
      onNote: (text, failed) => session.note(id, text, failed),
    });
  }
  if (attachment.contentType !== 'application/vnd.microsoft.card.adaptive') {
    const { title, detail } = summarizeAttachment(attachment);
    return make('div', 'bubble', [
      make('strong', '', [title]),
      make('p', '', [detail || attachment.contentType]),
    ]);
  }
  const onAction: Parameters<typeof renderCard>[1]['onAction'] = (action) => session.press(id, action);
  return renderCard(view ?? attachment.content, { oldClient, onAction });
}

/** The line above the first message of a day. With a clock that moves back, a day may come more than once. */
function dayRow(list: Element, { id, at }: ChatMessage): HTMLElement {
  const known = list.querySelector<HTMLElement>(`[data-above="${id}"]`);
  return known ?? make('li', 'day', [dayOf(at)], { attributes: { 'data-above': id } });
}

function emptyRow(list: Element, { botName, chats, chat }: State): HTMLElement {
  const group = chats.find(({ key }) => key === chat)?.kind === 'groupChat';
  const hint = group
    ? `Type @${botName} or a / to talk to the bot.`
    : `Say hi, or type / to see what ${botName} can do.`;
  const known = list.querySelector<HTMLElement>('.empty');
  return known?.textContent === hint ? known : make('li', 'empty', [hint]);
}
