import { byId, icon, make } from './dom.ts';
import { anchorPopover } from './popover.ts';
import type { ExtensionCommand, QueryResult, SearchResult } from './protocol.ts';
import type { Session } from './session.ts';
import { drawSignInPrompt } from './sign-in-prompt.ts';
import type { Store } from './state.ts';
import { summarizeAttachment } from './summary.ts';

const PAUSE_MS = 250;

/** Sets up the `+` button: the messaging extension's commands, its dialogs and its search. */
export function setUpExtension(store: Store, session: Session): void {
  const plus = byId('plus', HTMLButtonElement);
  const menu = byId('plus-menu', HTMLDivElement);
  const openSearch = setUpSearch(session);
  plus.append(icon('plus'));
  anchorPopover(plus, menu);
  store.watch(({ extension }) => {
    const offered = extension.filter(({ contexts }) => contexts.includes('compose'));
    if (menu.childElementCount === offered.length) return;
    menu.replaceChildren(...offered.map((command) => drawCommand(command, run)));
  });

  function run(command: ExtensionCommand): void {
    menu.hidePopover();
    if (command.type === 'action') void session.openCommand(command);
    else openSearch(command);
  }
}

function drawCommand(command: ExtensionCommand, run: (command: ExtensionCommand) => void): HTMLElement {
  const words = [make('strong', '', [command.title]), make('span', '', [command.description])];
  return make('button', '', words, { attributes: { type: 'button' }, onClick: () => run(command) });
}

/** Sets up the search window; the result opens it for a command. */
function setUpSearch(session: Session): (command: ExtensionCommand) => void {
  const element = byId('search', HTMLDialogElement);
  const words = byId('search-words', HTMLInputElement);
  const status = byId('search-status', HTMLParagraphElement);
  const results = byId('search-results', HTMLUListElement);
  const close = byId('search-close', HTMLButtonElement);
  close.append(icon('close'));
  close.addEventListener('click', () => element.close());
  let command: ExtensionCommand | undefined;
  let asked = 0;
  let timer = 0;

  async function search(state = ''): Promise<void> {
    if (command === undefined) return;
    asked += 1;
    const mine = asked;
    status.textContent = 'Searching…';
    const result = await session.search(command, words.value, state);
    // Answers may overtake each other; only the latest question counts.
    if (mine !== asked) return;
    status.textContent = statusOf(result);
    const found = result.kind === 'results' ? result.results.map(drawResult) : [];
    results.replaceChildren(...(result.kind === 'sign-in' ? [drawSignIn(result)] : found));
  }

  function drawSignIn({ title, url }: QueryResult & { kind: 'sign-in' }): HTMLElement {
    const onState = async (state: string): Promise<string> => {
      await search(state);
      return '';
    };
    return make('li', '', [drawSignInPrompt({ text: '', title, url, onState })]);
  }

  function drawResult({ preview, attachment }: SearchResult): HTMLElement {
    const { title, detail } = summarizeAttachment(preview);
    const onClick = (): void => {
      element.close();
      void session.insert([attachment]);
    };
    const content = [make('strong', '', [title]), make('span', '', [detail])];
    return make('li', '', [make('button', '', content, { attributes: { type: 'button' }, onClick })]);
  }

  words.addEventListener('input', () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void search(), PAUSE_MS);
  });

  return (chosen) => {
    command = chosen;
    byId('search-title', HTMLHeadingElement).textContent = chosen.title;
    byId('search-label', HTMLLabelElement).textContent = chosen.parameterTitle || 'Search';
    words.value = '';
    status.textContent = '';
    results.replaceChildren();
    element.showModal();
    words.focus();
    if (chosen.initialRun) void search();
  };
}

function statusOf(result: QueryResult): string {
  if (result.kind === 'results') return countOf(result.results.length);
  return result.kind === 'sign-in' ? 'Sign in first. The search then continues by itself.' : result.text;
}

function countOf(count: number): string {
  if (count === 0) return 'Nothing found. Try other words.';
  return count === 1
    ? '1 result. Choose it to put it into the chat.'
    : `${count} results. Choose one to put it into the chat.`;
}
