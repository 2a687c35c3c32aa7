/** A piece of a line. */
export type Inline =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'code'; readonly text: string }
  | { readonly type: 'break' }
  | { readonly type: 'bold' | 'italic'; readonly children: readonly Inline[] }
  | { readonly type: 'link'; readonly href: string; readonly children: readonly Inline[] };

/** A paragraph or a list. */
export type Block =
  | { readonly type: 'paragraph'; readonly children: readonly Inline[] }
  | { readonly type: 'list'; readonly ordered: boolean; readonly items: readonly (readonly Inline[])[] };

const BULLET = /^\s*(?:[-*+]|(\d+)[.)])\s+(.*)$/;
const INLINE =
  /\\([!-/:-@[-`{-~])|`([^`]+)`|\*\*(?=\S)((?:\\.|[^\\])+?)\*\*|(?<![\w*])([*_])(?=\S)((?:\\.|[^\\])+?)\4(?![\w*])|\[((?:\\.|[^\]\\])+)\]\(([^()\s]+)\)/;
const DEEPEST = 4;

/** Reads the small Markdown of Teams: bold, italic, code, http(s) links, lists and backslash escapes. */
export function parseMarkdown(text: string): Block[] {
  const blocks: Block[] = [];
  for (const part of text.replaceAll('\r', '').split(/\n{2,}/)) {
    let lines: string[] = [];
    let items: Inline[][] = [];
    let ordered = false;
    const flush = (): void => {
      if (lines.length > 0) blocks.push({ type: 'paragraph', children: parseInline(lines.join('\n')) });
      if (items.length > 0) blocks.push({ type: 'list', ordered, items });
      lines = [];
      items = [];
    };
    for (const line of part.split('\n')) {
      const bullet = BULLET.exec(line);
      if (bullet === null) {
        if (items.length > 0) flush();
        lines.push(line);
        continue;
      }
      const numbered = bullet[1] !== undefined;
      if (lines.length > 0 || numbered !== ordered) flush();
      ordered = numbered;
      items.push(parseInline(bullet[2] ?? ''));
    }
    flush();
  }
  return blocks;
}

function parseInline(text: string, depth = 0): Inline[] {
  const found = depth > DEEPEST ? null : INLINE.exec(text);
  if (found === null) return plain(text);
  const [whole, escaped, code, bold, , italic, label, href] = found;
  const piece = (): Inline[] => {
    if (escaped !== undefined) return [{ type: 'text', text: escaped }];
    if (code !== undefined) return [{ type: 'code', text: code }];
    if (bold !== undefined) return [{ type: 'bold', children: parseInline(bold, depth + 1) }];
    if (italic !== undefined) return [{ type: 'italic', children: parseInline(italic, depth + 1) }];
    const children = parseInline(label ?? '', depth + 1);
    // Anything but a web address, `javascript:` first of all, stays words.
    return href !== undefined && /^https?:\/\//i.test(href) ? [{ type: 'link', href, children }] : children;
  };
  const before = text.slice(0, found.index);
  const after = text.slice(found.index + whole.length);
  return [...plain(before), ...piece(), ...parseInline(after, depth)];
}

function plain(text: string): Inline[] {
  return text.split('\n').flatMap((line, index): Inline[] => {
    const words: Inline[] = line === '' ? [] : [{ type: 'text', text: line }];
    return index === 0 ? words : [{ type: 'break' }, ...words];
  });
}
