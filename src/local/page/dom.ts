import { ICONS, type IconName } from './icons.ts';

type Child = Node | string;

interface Details {
  readonly attributes?: Readonly<Record<string, string>>;
  readonly onClick?: () => void;
}

const SVG = 'http://www.w3.org/2000/svg';

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
