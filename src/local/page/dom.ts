type Child = Node | string;

interface Details {
  readonly attributes?: Readonly<Record<string, string>>;
  readonly onClick?: () => void;
}

const SVG = 'http://www.w3.org/2000/svg';
const ICONS = {
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

/** Finds an element of the page's own HTML; throws when it is missing or of another type. */
export function byId<T extends Element>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (found instanceof type) return found;
  throw new Error(`The page has no ${type.name} with the id ${id}.`);
}

/** Makes an element. Text becomes text nodes, never HTML. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className = '',
  children: readonly Child[] = [],
  { attributes = {}, onClick }: Details = {},
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (className !== '') element.className = className;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (onClick !== undefined) element.addEventListener('click', onClick);
  element.append(...children);
  return element;
}

/** Makes a line icon in the colour of the text around it. */
export function icon(name: IconName): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', ICONS[name]);
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  svg.append(path);
  return svg;
}

/**
 * Gives a parent exactly these children. Children that are already in place stay untouched, with their focus and typed text.
 */
export function syncChildren(parent: Element, wanted: readonly Element[]): void {
  const keep = new Set(wanted);
  for (const child of [...parent.children]) if (!keep.has(child)) child.remove();
  wanted.forEach((child, index) => {
    if (parent.children[index] !== child) parent.insertBefore(child, parent.children[index] ?? null);
  });
}
