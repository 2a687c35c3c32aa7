import { byId, icon, make } from './dom.ts';

const SHOWN_MS = 8000;

/** A short notice of a message in another chat. */
interface Toast {
  /** The chat that it is about. */
  readonly chat: string;
  readonly title: string;
  readonly text: string;
  readonly onOpen: () => void;
}

/** Shows a toast; it goes by itself, when it is pressed or closed, or when its chat is opened. */
export function showToast({ chat, title, text, onOpen }: Toast): void {
  const open = make(
    'button',
    'toast-open',
    [make('strong', '', [title]), make('span', 'toast-text', [text])],
    {
      attributes: { type: 'button' },
      onClick: () => {
        toast.remove();
        onOpen();
      },
    },
  );
  const close = make('button', 'quiet round', [icon('close')], {
    attributes: { type: 'button', 'aria-label': 'Dismiss' },
    onClick: () => toast.remove(),
  });
  const toast = make('div', 'toast', [open, close], { attributes: { 'data-chat': chat } });
  holder().append(toast);
  window.setTimeout(() => toast.remove(), SHOWN_MS);
}

/** Takes away the toasts about a chat: whoever has opened it sees the messages themselves. */
export function dropToasts(chat: string): void {
  for (const toast of holder().querySelectorAll(`[data-chat="${CSS.escape(chat)}"]`)) toast.remove();
}

function holder(): HTMLDivElement {
  return byId('toasts', HTMLDivElement);
}
