import { byId, icon, make } from './dom.ts';
import type { CommandInfo } from './protocol.ts';
import type { Session } from './session.ts';
import { chatTitle, currentChat, type Store } from './state.ts';
import { commandText, suggestCommands } from './suggestions.ts';

/** Sets up the message box: Enter sends, `/` suggests commands that arrows choose and Enter or Tab take. */
export function setUpComposer(store: Store, session: Session): void {
  const form = byId('composer', HTMLFormElement);
  const input = byId('message', HTMLInputElement);
  const list = byId('suggestions', HTMLDivElement);
  const send = byId('send', HTMLButtonElement);
  send.append(icon('send'));
  let options: readonly CommandInfo[] = [];
  let active = 0;

  function show(found: readonly CommandInfo[]): void {
    options = found;
    list.hidden = found.length === 0;
    list.replaceChildren(...found.map(drawOption));
    input.setAttribute('aria-expanded', String(found.length > 0));
    if (found.length === 0) input.removeAttribute('aria-activedescendant');
    else input.setAttribute('aria-activedescendant', `command-${active}`);
    list.children[active]?.scrollIntoView({ block: 'nearest' });
  }

  function drawOption(command: CommandInfo, index: number): HTMLElement {
    const attributes = { role: 'option', id: `command-${index}`, 'aria-selected': String(index === active) };
    const words = [
      make('strong', '', [commandText(input.value, command)]),
      make('span', '', [command.description]),
    ];
    const option = make('div', 'option', words, { attributes });
    // Not a click: the box would lose the focus first.
    option.addEventListener('pointerdown', (event) => {
      event.preventDefault();
      take(command);
    });
    return option;
  }

  function take(command: CommandInfo | undefined): void {
    if (command !== undefined) input.value = commandText(input.value, command);
    show([]);
  }

  function suggest(): void {
    const { commands } = store.get();
    active = 0;
    show(suggestCommands(input.value, commands, currentChat(store.get())?.kind ?? 'personal'));
  }

  function onKey(event: KeyboardEvent): void {
    if (options.length === 0) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      active = (active + step + options.length) % options.length;
      show(options);
    } else if (event.key === 'Enter' || event.key === 'Tab') take(options[active]);
    else if (event.key === 'Escape') show([]);
    else return;
    event.preventDefault();
  }

  input.addEventListener('input', suggest);
  input.addEventListener('keydown', onKey);
  input.addEventListener('blur', () => show([]));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = input.value.trim();
    if (text === '') return;
    input.value = '';
    void session.say(text);
  });

  store.watch((state) => {
    const chat = currentChat(state);
    const removed = chat?.bot === 'removed';
    const name = chat === undefined ? '' : chatTitle(chat, state.botName);
    for (const control of [input, send, byId('plus', HTMLButtonElement)]) control.disabled = removed;
    const group = chat?.kind === 'groupChat' ? `; @${state.botName} or / goes to the bot` : '';
    input.placeholder = removed ? `${state.botName} was removed from this chat` : `Message ${name}${group}`;
    const busy = (state.busy[state.chat] ?? 0) > 0;
    byId('typing', HTMLParagraphElement).textContent = busy ? `${state.botName} is typing…` : '';
    const banner = byId('banner', HTMLParagraphElement);
    const away = state.shutOut || 'No connection to the service. Trying again…';
    banner.textContent = state.connected ? state.banner : away;
    banner.hidden = banner.textContent === '';
  });
}
