import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A page of the documentation, taken apart. */
export interface Page {
  /** Relative to the repository's root, with slashes. */
  readonly path: string;
  /** The text outside fenced blocks. */
  readonly prose: string;
  /** What stands between backticks in the prose. */
  readonly spans: readonly string[];
  readonly blocks: readonly Block[];
  /** The targets of links and pictures, as they are written. */
  readonly links: readonly string[];
  /** What a link can name behind `#`. */
  readonly anchors: ReadonlySet<string>;
}

/** A fenced block of code. */
export interface Block {
  /** Empty where the fence names none. */
  readonly language: string;
  readonly text: string;
}

/** Every page that people read: in the root, in `docs/` and in `examples/`. */
export function readPages(): Page[] {
  const inRoot = readdirSync(ROOT).filter((name) => name.endsWith('.md'));
  const inFolders = ['docs', 'examples'].flatMap((folder) =>
    readdirSync(`${ROOT}${folder}`, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md') && !/(^|\/)(tmp|repositories|node_modules)\//.test(name))
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`),
  );
  return [...inRoot, ...inFolders]
    .sort()
    .map((path) => parsePage(path, readFileSync(`${ROOT}${path}`, 'utf8')));
}

/** Takes a Markdown text apart. Blocks may be indented, as they are in lists. */
export function parsePage(path: string, text: string): Page {
  const blocks: Block[] = [];
  const prose = text.replace(/^( *)```(\w*)\n(.*?)^\1```$/gms, (_, __, language: string, block: string) => {
    blocks.push({ language, text: block });
    return '';
  });
  const spans = [...prose.matchAll(/`([^`]+)`/g)].map(([, span = '']) => span);
  const plain = prose.replace(/`[^`]+`/g, '');
  // A link's text may hold backticks, so its target is looked for in the prose itself.
  const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  const unnamed = /\]\(\s*\)/.test(plain) ? [''] : [];
  return { path, prose, spans, blocks, links: [...links, ...unnamed], anchors: anchorsOf(prose) };
}

/** As GitHub makes them: lower case, no punctuation, hyphens for spaces, a number behind what is there already. */
function anchorsOf(prose: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, title = ''] of prose.matchAll(/^#{1,6} (.+)$/gm)) {
    const words = title.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const slug = words.replace(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(' ', '-');
    let anchor = slug;
    for (let i = 1; anchors.has(anchor); i += 1) anchor = `${slug}-${i}`;
    anchors.add(anchor);
  }
  return anchors;
}
