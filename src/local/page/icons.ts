/** The lines of each icon, in a square of 24. */
export const ICONS = {
  key: 'M14 10a5 5 0 1 0-4.6 5L11 17h2v2h2v2h4v-4l-5.5-5.5M8.5 8.5h.01',
  'calendar-clock':
    'M20 10V7a2 2 0 0 0-2-2H6a2 2 0 0 0-2 2v11a2 2 0 0 0 2 2h4M4 9h16M8 3v4M16 3v4M17 13a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9ZM17 15.5V18h2',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM12 7v5l3.5 2',
  warning: 'M12 4 2.5 20h19ZM12 10v4.5M12 17.2v.3',
  location: 'M12 21c-4-4.5-6-8-6-11a6 6 0 0 1 12 0c0 3-2 6.5-6 11ZM12 8a2 2 0 1 0 0 4 2 2 0 0 0 0-4Z',
  prohibited: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM5.7 5.7l12.6 12.6',
  'arrow-sync': 'M19.5 12a7.5 7.5 0 0 1-13.5 4.5M4.5 12A7.5 7.5 0 0 1 18 7.5M18 3.5v4h-4M6 20.5v-4h4',
  send: 'M4 12 20 4l-4 16-4-7-8-1Z',
  plus: 'M12 5v14M5 12h14',
  more: 'M5 11h1v2H5zM11.5 11h1v2h-1zM18 11h1v2h-1z',
  close: 'M6 6l12 12M18 6 6 18',
};

/** The icons that the page can draw. */
export type IconName = keyof typeof ICONS;

/** Whether the page can draw an icon of this name. */
export function isIcon(name: string): name is IconName {
  return Object.hasOwn(ICONS, name);
}
