import { make } from './dom.ts';
import { lockWhile } from './lock-while.ts';
import type { SignInCard } from './sign-in-card.ts';
import { openSignInWindow } from './sign-in-window.ts';

const WAITING = 'Finish signing in in the window that opened.';
const UNDER_WAY = 'Signing in…';

interface SignInPrompt extends SignInCard {
  /** Brings the bot what the window gave; gives what went wrong then, or nothing. */
  readonly onState: (state: string) => Promise<string>;
  /** Shows how the sign-in continues; below the prompt's own text when left out. */
  readonly onNote?: (text: string, failed: boolean) => void;
}

/** Draws a card that asks to sign in. Its button can be pressed again whatever became of the window. */
export function drawSignInPrompt({ text, title, url, onState, onNote }: SignInPrompt): HTMLElement {
  const line = make('p', 'note', [], { attributes: { role: 'status' } });
  const note =
    onNote ??
    ((words: string, failed: boolean): void => {
      line.textContent = words;
      line.classList.toggle('problem', failed);
    });

  async function signIn(): Promise<void> {
    // Opened before anything else is waited for: only a press may open a window.
    const opened = openSignInWindow(url);
    note(WAITING, false);
    const result = await opened;
    if (result === undefined) return;
    if (result.kind === 'failed') return note(result.text, true);
    note(UNDER_WAY, false);
    const problem = await lockWhile(frame, button, () => onState(result.state));
    note(problem, problem !== '');
  }

  const button = make('button', 'primary', [title], {
    attributes: { type: 'button' },
    onClick: () => void signIn(),
  });
  const frame = make('div', 'card sign-in', [
    ...(text === '' ? [] : [make('p', '', [text])]),
    button,
    ...(onNote === undefined ? [line] : []),
  ]);
  return frame;
}
