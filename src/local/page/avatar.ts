import { make } from './dom.ts';

/** A round mark with someone's initials. People hear the name beside it, so it says nothing by itself. */
export function avatar(name: string, bot: boolean): HTMLElement {
  const initials = name.split(' ', 2).map((word) => word.slice(0, 1).toUpperCase());
  const attributes = { 'aria-hidden': 'true' };
  return make('span', bot ? 'avatar bot' : 'avatar', [initials.join('')], { attributes });
}
