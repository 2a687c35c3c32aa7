import { byId } from './dom.ts';
import { anchorPopover } from './popover.ts';
import type { Session } from './session.ts';
import { type Store, serviceNow } from './state.ts';
import { dayOf, shortTimeOf, timeOf } from './time.ts';

const TICK_MS = 1000;

/** Sets up the service's clock: what it shows, and the buttons that move it. */
export function setUpClock(store: Store, session: Session): void {
  const panel = byId('clock-panel', HTMLDivElement);
  const hours = byId('clock-hours', HTMLInputElement);
  anchorPopover(byId('clock-button', HTMLButtonElement), panel);

  for (const button of panel.querySelectorAll<HTMLButtonElement>('[data-hours]')) {
    const step = Number(button.dataset['hours']);
    button.addEventListener('click', () => void session.moveClock({ hours: step }));
  }
  byId('clock-form', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    void session.moveClock({ hours: hours.valueAsNumber });
  });
  byId('clock-reset', HTMLButtonElement).addEventListener('click', () => {
    void session.moveClock({ reset: true });
  });

  function show(): void {
    const now = serviceNow(store.get());
    byId('clock-text', HTMLSpanElement).textContent = shortTimeOf(now);
    byId('clock-now', HTMLParagraphElement).textContent = `${timeOf(now)}, ${dayOf(now)}`;
    byId('clock-offset', HTMLParagraphElement).textContent = offsetText(store.get().clock.offsetHours);
  }
  store.watch(show);
  window.setInterval(show, TICK_MS);
}

function offsetText(offsetHours: number): string {
  if (offsetHours === 0) return 'It shows the real time. Move it to see reminders without waiting.';
  const days = Math.trunc(Math.abs(offsetHours) / 24);
  const rest = Math.round((Math.abs(offsetHours) % 24) * 100) / 100;
  const parts = [days === 0 ? '' : `${days} d`, rest === 0 ? '' : `${rest} h`].filter(Boolean);
  return `${parts.join(' ')} ${offsetHours > 0 ? 'ahead of' : 'behind'} the real time.`;
}
