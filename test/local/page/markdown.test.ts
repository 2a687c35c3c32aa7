import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Block, type Inline, parseMarkdown } from '../../../src/local/page/markdown.ts';

const text = (words: string): Inline => ({ type: 'text', text: words });

describe('Markdown', () => {
  it('knows bold, italic, code and links', () => {
    assert.deepEqual(parseMarkdown('a **b** _c_ *d* `e*` [f](https://x.example/)'), [
      {
        type: 'paragraph',
        children: [
          text('a '),
          { type: 'bold', children: [text('b')] },
          text(' '),
          { type: 'italic', children: [text('c')] },
          text(' '),
          { type: 'italic', children: [text('d')] },
          text(' '),
          { type: 'code', text: 'e*' },
          text(' '),
          { type: 'link', href: 'https://x.example/', children: [text('f')] },
        ],
      },
    ]);
  });

  it('knows paragraphs, line breaks and lists', () => {
    assert.deepEqual(parseMarkdown('one\ntwo\n- a\n- b\n1. c\n\nend'), [
      { type: 'paragraph', children: [text('one'), { type: 'break' }, text('two')] },
      { type: 'list', ordered: false, items: [[text('a')], [text('b')]] },
      { type: 'list', ordered: true, items: [[text('c')]] },
      { type: 'paragraph', children: [text('end')] },
    ]);
  });

  it('leaves names with underscores and single stars alone', () => {
    for (const words of ['vso_code_write', '2 * 3 * 4', 'a*b', '**', '[x]', '(y)']) {
      assert.equal(wordsOf(parseMarkdown(words)), words);
      assert.deepEqual(new Set(kindsOf(parseMarkdown(words))), new Set(['text']));
    }
  });

  it('links to nothing but web addresses', () => {
    for (const address of [
      'javascript:alert(1)',
      'data:text/html,x',
      'JaVaScRiPt:x',
      '//x.example',
      'file:///etc',
    ]) {
      assert.deepEqual(kindsOf(parseMarkdown(`[x](${address})`)), ['text']);
    }
  });

  it('shows escaped text as it was before it was escaped', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (words) => {
        const escaped = words.replace(/[!-/:-@[-`{-~]/g, '\\$&');
        // Line ends are layout, and a dash after one is escaped like the rest.
        fc.pre(!/[\r\n]/.test(words));
        assert.equal(wordsOf(parseMarkdown(escaped)), words);
        assert.ok(kindsOf(parseMarkdown(escaped)).every((kind) => kind === 'text'));
      }),
    );
  });

  it('takes any text, in good time', () => {
    const wild = fc.array(
      fc.constantFrom('*', '**', '_', '`', '[', ']', '(', ')', '\\', '\n', '- ', 'a', ' '),
      {
        maxLength: 400,
      },
    );
    fc.assert(
      fc.property(wild, (parts) => {
        parseMarkdown(parts.join(''));
      }),
    );
  }).timeout(5000);
});

function wordsOf(blocks: readonly Block[]): string {
  return flatten(blocks)
    .map((inline) => (inline.type === 'text' || inline.type === 'code' ? inline.text : ''))
    .join('');
}

function kindsOf(blocks: readonly Block[]): string[] {
  return flatten(blocks).map(({ type }) => type);
}

function flatten(blocks: readonly Block[]): Inline[] {
  const inlines = blocks.flatMap((block) => (block.type === 'list' ? block.items.flat() : block.children));
  const deep = (inline: Inline): Inline[] =>
    'children' in inline ? [inline, ...inline.children.flatMap(deep)] : [inline];
  return inlines.flatMap(deep);
}
