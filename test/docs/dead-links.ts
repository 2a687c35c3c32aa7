import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import { type Page, ROOT } from './page.ts';

/** The links of a page that lead nowhere in this repository. What is elsewhere is not asked for. */
export function deadLinks(page: Page, pages: readonly Page[]): string[] {
  return page.links.filter((link) => !/^(https?|mailto):/.test(link) && !isAlive(link, page, pages));
}

function isAlive(link: string, from: Page, pages: readonly Page[]): boolean {
  const [file = '', anchor] = link.split('#', 2);
  if (file === '' && anchor === undefined) return false;
  const path = file === '' ? from.path : posix.join(posix.dirname(from.path), file);
  if (path.startsWith('..') || !existsSync(`${ROOT}${path}`))
    return file === '' && from.anchors.has(anchor ?? '');
  if (anchor === undefined) return true;
  const target = path === from.path ? from : pages.find((page) => page.path === path);
  return target?.anchors.has(anchor) === true;
}
