import type * as Renderer from 'adaptivecards-renderer';
import { icon, make } from './dom.ts';
import { isIcon } from './icons.ts';

/** Microsoft's renderer, which the page loads as a classic script. */
declare const AdaptiveCards: typeof Renderer;

type Source = Readonly<Record<string, unknown>>;

/** What Teams draws and the official renderer lacks: how each is drawn here. */
const DRAWN: Readonly<Record<string, (source: Source) => HTMLElement>> = {
  Badge: ({ text, style }) => make('span', `card-badge card-badge-${wordOf(style)}`, [textOf(text)]),
  CodeBlock: ({ codeSnippet }) => drawCode(textOf(codeSnippet)),
  Icon: ({ name, color }) => drawIcon(textOf(name), wordOf(color)),
  ProgressBar: ({ value, max, color }) => drawBar(Number(value), Number(max), wordOf(color)),
};

/** Teaches the renderer the elements of Teams that our cards use. A client of version 1.2 works without them. */
export function registerTeamsElements(): void {
  for (const [type, draw] of Object.entries(DRAWN)) {
    class TeamsElement extends AdaptiveCards.CardElement {
      #source: Source = {};
      override getJsonTypeName(): string {
        return type;
      }
      protected override internalParse(source: Source, context: Renderer.SerializationContext): void {
        super.internalParse(source, context);
        this.#source = source;
      }
      protected override internalRender(): HTMLElement {
        return draw(this.#source);
      }
    }
    AdaptiveCards.GlobalRegistry.elements.register(type, TeamsElement, AdaptiveCards.Versions.v1_5);
  }
}

/** Read only, with a button to copy it, as Teams on a desktop has. */
function drawCode(code: string): HTMLElement {
  const copy = make('button', 'quiet', ['Copy'], { attributes: { type: 'button' } });
  copy.addEventListener('click', () => {
    void navigator.clipboard.writeText(code).then(
      () => copy.replaceChildren('Copied'),
      () => copy.replaceChildren('Select it and copy it'),
    );
  });
  return make('div', 'code-block', [make('code', '', [code]), copy]);
}

/** Of Teams' many icons, the page has those that our cards use. `ArrowSync` is called `arrow-sync` here. */
function drawIcon(name: string, color: string): HTMLElement {
  const own = name.replace(/\B[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
  return make('span', `card-icon card-icon-${color}`, isIcon(own) ? [icon(own)] : []);
}

function drawBar(value: number, max: number, color: string): HTMLElement {
  const part = Math.min(1, Math.max(0, value / (max || 100)));
  const inner = make('div', `bar-part bar-${color}`);
  inner.style.inlineSize = `${Math.round(part * 100)}%`;
  // What it shows stands beside it in words.
  return make('div', 'bar-line', [inner], { attributes: { 'aria-hidden': 'true' } });
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A word of ours that may become a part of a class name. */
function wordOf(value: unknown): string {
  return /^[a-z]+$/i.exec(textOf(value))?.[0].toLowerCase() ?? 'default';
}
