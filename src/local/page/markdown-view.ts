import { make } from './dom.ts';
import { type Block, type Inline, parseMarkdown } from './markdown.ts';

/** Markdown as nodes. Whatever is not Markdown ends up in text nodes. */
export function renderMarkdown(text: string): HTMLElement[] {
  return parseMarkdown(text).map(renderBlock);
}

function renderBlock(block: Block): HTMLElement {
  if (block.type === 'paragraph') return make('p', '', block.children.map(renderInline));
  const items = block.items.map((item) => make('li', '', item.map(renderInline)));
  return make(block.ordered ? 'ol' : 'ul', '', items);
}

function renderInline(inline: Inline): Node {
  switch (inline.type) {
    case 'text':
      return document.createTextNode(inline.text);
    case 'break':
      return make('br');
    case 'code':
      return make('code', '', [inline.text]);
    case 'bold':
      return make('strong', '', inline.children.map(renderInline));
    case 'italic':
      return make('em', '', inline.children.map(renderInline));
    case 'link': {
      const attributes = { href: inline.href, target: '_blank', rel: 'noopener noreferrer' };
      return make('a', '', inline.children.map(renderInline), { attributes });
    }
  }
}
