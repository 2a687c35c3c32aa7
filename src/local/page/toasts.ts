import { byId, icon, make } from './dom.ts';

const SHOWN_MS = 8000;

/** Shows a short notice of a message in another chat; it goes by itself, or when it is pressed or closed. */
export function showToast(title: string, text: string, onOpen: () => void): void {
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
  const toast = make('div', 'toast', [open, close]);
  byId('toasts', HTMLDivElement).append(toast);
  window.setTimeout(() => toast.remove(), SHOWN_MS);
}
