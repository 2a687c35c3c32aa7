import { byId, icon, make } from './dom.ts';
import type { Attachment, DialogResult, SignInFirst } from './protocol.ts';
import { type CardAction, renderCard } from './renderer.ts';
import { drawSignInPrompt } from './sign-in-prompt.ts';

/** Pixels that Teams' words for sizes stand for here. */
const WIDTHS: Readonly<Record<string, number>> = { small: 400, medium: 600, large: 840 };
const HEIGHTS: Readonly<Record<string, number>> = { small: 260, medium: 440, large: 640 };

/** What the dialog asks the bot. `state` is what a sign-in window gave, when the answer before asked for one. */
interface DialogTask {
  first(state?: string): Promise<DialogResult>;
  submit(values: object, state?: string): Promise<DialogResult>;
  insert(attachments: readonly Attachment[]): Promise<void>;
}

export interface DialogWindow {
  /** Opens the dialog on a task; resolves when its first page is there. */
  open(task: DialogTask): Promise<void>;
}

/** Makes the one modal dialog of the page. `oldClient` tells how to draw the cards in it. */
export function createDialog(oldClient: () => boolean): DialogWindow {
  const element = byId('dialog', HTMLDialogElement);
  const title = byId('dialog-title', HTMLHeadingElement);
  const body = byId('dialog-body', HTMLDivElement);
  const problem = byId('dialog-error', HTMLParagraphElement);
  const close = byId('dialog-close', HTMLButtonElement);
  close.append(icon('close'));
  close.addEventListener('click', () => element.close());
  let current: DialogTask | undefined;
  /** The latest request, to send again after a sign-in. */
  let again: (state?: string) => Promise<DialogResult> = async () => ({ kind: 'closed' });
  element.addEventListener('close', () => {
    current = undefined;
    body.replaceChildren();
  });

  function showText(text: string, failed: boolean): void {
    const done = make('button', 'primary', ['Close'], { onClick: () => element.close() });
    done.type = 'button';
    if (failed) problem.textContent = text;
    body.replaceChildren(...(failed ? [] : [make('p', '', [text])]), done);
    done.focus();
  }

  function showCard(answer: DialogResult & { kind: 'continue' }): void {
    title.textContent = answer.title;
    element.style.setProperty('--wide', pixels(answer.width, WIDTHS, 600));
    element.style.setProperty('--tall', pixels(answer.height, HEIGHTS, 440));
    body.replaceChildren(renderCard(answer.card, { oldClient: oldClient(), onAction: press }));
    body.scrollTop = 0;
    (body.querySelector<HTMLElement>('input, select, textarea') ?? title).focus();
  }

  function showSignIn(task: DialogTask, { title: name, url }: SignInFirst): void {
    title.textContent = name;
    const text = 'Sign in first. This dialog then continues by itself.';
    // Of this dialog, even if another one is open when the window comes to its end.
    const repeat = again;
    const onState = async (state: string): Promise<string> => {
      await show(task, await repeat(state));
      return '';
    };
    body.replaceChildren(drawSignInPrompt({ text, title: name, url, onState }));
    body.querySelector('button')?.focus();
  }

  async function show(task: DialogTask, answer: DialogResult): Promise<void> {
    // The person closed the dialog, or opened another, while the bot was thinking.
    if (task !== current) return;
    problem.textContent = '';
    if (answer.kind === 'continue') showCard(answer);
    else if (answer.kind === 'message') showText(answer.text, false);
    else if (answer.kind === 'sign-in') showSignIn(task, answer);
    else if (answer.kind === 'closed') element.close();
    else if (answer.kind === 'insert') {
      element.close();
      await task.insert(answer.attachments);
    } else if (body.querySelector('.card') === null) showText(answer.text, true);
    else problem.textContent = answer.text;
  }

  async function press(action: CardAction): Promise<void> {
    const task = current;
    if (task === undefined || action.kind === 'say') return;
    if (action.kind === 'nothing') {
      problem.textContent = action.text;
      return;
    }
    again = (state) => task.submit(action.data, state);
    await show(task, await again());
  }

  return {
    async open(task) {
      current = task;
      title.textContent = 'Loading…';
      problem.textContent = '';
      body.replaceChildren(make('p', 'spinner', []));
      if (!element.open) element.showModal();
      again = task.first;
      await show(task, await again());
    },
  };
}

function pixels(
  wanted: string | number | undefined,
  named: Readonly<Record<string, number>>,
  usual: number,
): string {
  return `${typeof wanted === 'number' ? wanted : (named[wanted ?? ''] ?? usual)}px`;
}
