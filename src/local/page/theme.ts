import { byId } from './dom.ts';
import type { Theme } from './protocol.ts';

const KEY = 'patkeeper.theme';
const dark = window.matchMedia('(prefers-color-scheme: dark)');

/** The theme that is showing, in Teams' words. */
export function theme(): Theme {
  const chosen = document.documentElement.dataset['theme'];
  if (chosen === 'contrast') return 'contrast';
  return chosen === 'dark' || (chosen !== 'light' && dark.matches) ? 'dark' : 'default';
}

/** Sets the theme switch up; the choice is kept in this browser. */
export function setUpTheme(): void {
  const select = byId('theme', HTMLSelectElement);
  select.value = window.localStorage.getItem(KEY) ?? 'system';
  const apply = (): void => {
    document.documentElement.dataset['theme'] = select.value;
    window.localStorage.setItem(KEY, select.value);
  };
  select.addEventListener('change', apply);
  apply();
}
