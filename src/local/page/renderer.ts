import type * as Renderer from 'adaptivecards-renderer';
import { make } from './dom.ts';
import { hostConfig } from './host-config.ts';
import { lockWhile } from './lock-while.ts';
import { renderMarkdown } from './markdown-view.ts';
import { registerTeamsElements } from './teams-elements.ts';
import { readWebAddress } from './web-address.ts';

/** Microsoft's renderer, which the page loads as a classic script. */
declare const AdaptiveCards: typeof Renderer;

/** What a press on a card's button asks for. */
export type CardAction =
  | { readonly kind: 'execute'; readonly id: string; readonly verb: string; readonly data: object }
  | { readonly kind: 'submit' | 'dialog'; readonly data: object }
  | { readonly kind: 'say'; readonly text: string }
  /** The button does nothing; the text says why. */
  | { readonly kind: 'nothing'; readonly text: string };

interface CardOptions {
  /** Draws the card as a client that knows version 1.2 only. */
  readonly oldClient: boolean;
  /** Carries out a button; the card is locked until it resolves. */
  readonly onAction: (action: CardAction) => Promise<void>;
}

const NO_ADDRESS = 'This button’s address can’t be opened: only web pages can.';
/** A field that takes one value; a group of choices names itself. */
const FIELD = 'select, textarea, input:not([type="radio"], [type="checkbox"])';
const OLD_VERSION = { major: 1, minor: 2 };

/** Draws an Adaptive Card. A card that can't be read becomes a sentence saying so. */
export function renderCard(json: object, { oldClient, onAction }: CardOptions): HTMLElement {
  const frame = make('div', 'card');
  try {
    const card = new AdaptiveCards.AdaptiveCard();
    card.hostConfig = new AdaptiveCards.HostConfig(hostConfig);
    // No directory is behind this chat: what would search one is a plain choice, as in clients without a people picker.
    // The renderer reads no `false` from a host configuration.
    Object.assign(card.hostConfig.inputs, { allowDynamicallyFilteredChoiceSet: false });
    const { major, minor } = OLD_VERSION;
    // Parsed for an older version, unknown elements and buttons give way to their fallback or are left out.
    const context = oldClient
      ? new AdaptiveCards.SerializationContext(new AdaptiveCards.Version(major, minor))
      : new AdaptiveCards.SerializationContext();
    card.parse(json, context);
    card.onExecuteAction = (pressed) => {
      const action = readAction(pressed);
      if (action !== undefined) void lockWhile(frame, pressed.renderedElement, () => onAction(action));
    };
    const drawn = card.render();
    if (drawn !== undefined) frame.append(drawn);
    if (oldClient) nameByLabel(json, frame);
    setExpanded(card);
    card.onElementVisibilityChanged = (element) => {
      // The renderer says it of the part itself, right after this, where nobody may say it.
      queueMicrotask(() => {
        element.renderedElement?.removeAttribute('aria-expanded');
        setExpanded(card);
      });
    };
  } catch {
    frame.append(make('p', 'problem', ['This card can’t be shown. Look at it in the inspector.']));
  }
  return frame;
}

/** A client of version 1.2 shows no labels. Those who can't see what a field is beside are told it. */
function nameByLabel(value: unknown, frame: HTMLElement): void {
  if (typeof value !== 'object' || value === null) return;
  const { id, label } = value as { readonly id?: unknown; readonly label?: unknown };
  if (typeof id === 'string' && typeof label === 'string') {
    const field = frame.querySelector(`[id="${CSS.escape(id)}"]`);
    const input = field?.matches(FIELD) ? field : field?.querySelector(FIELD);
    input?.setAttribute('aria-label', label);
  }
  for (const child of Object.values(value)) nameByLabel(child, frame);
}

/** The renderer says of what a button folds away that it is folded, where it belongs to the button. */
function setExpanded(card: Renderer.AdaptiveCard): void {
  for (const action of card.getAllActions())
    if (action instanceof AdaptiveCards.ToggleVisibilityAction) {
      const [first] = Object.keys(action.targetElements);
      const target = first === undefined ? undefined : card.getElementById(first);
      action.renderedElement?.setAttribute('aria-expanded', String(target?.isVisible ?? false));
    }
}

/** Sets the renderer up once, before the first card. */
export function setUpRenderer(): void {
  AdaptiveCards.GlobalSettings.setTabIndexAtCardRoot = false;
  registerTeamsElements();
  nameByTooltip();
  AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
    // Built from nodes and then read back: what the browser writes out is escaped by the browser.
    const holder = make('div', '', renderMarkdown(text));
    result.outputHtml = holder.innerHTML;
    result.didProcess = true;
  };
}

/**
 * As Teams does: a button with a tooltip is called by it, so that those who only hear it know which token it is about. The
 * renderer names its buttons anew whenever a part of the card is shown or hidden.
 */
function nameByTooltip(): void {
  const { prototype } = AdaptiveCards.Action;
  const nameByTitle = prototype.setupElementForAccessibility;
  prototype.setupElementForAccessibility = function (element, promoteTooltipToLabel) {
    nameByTitle.call(this, element, promoteTooltipToLabel);
    const { tooltip = '' } = this;
    if (element instanceof HTMLButtonElement && tooltip !== '') element.setAttribute('aria-label', tooltip);
  };
}

function readAction(pressed: Renderer.Action): CardAction | undefined {
  if (pressed instanceof AdaptiveCards.OpenUrlAction) {
    const url = readWebAddress(pressed.url);
    // Without an opener, the page that it leads to can't reach back into this one.
    if (url !== undefined) window.open(url, '_blank', 'noopener,noreferrer');
    return url === undefined ? { kind: 'nothing', text: NO_ADDRESS } : undefined;
  }
  if (pressed instanceof AdaptiveCards.ExecuteAction) {
    return { kind: 'execute', id: pressed.id ?? '', verb: pressed.verb ?? '', data: pressed.data ?? {} };
  }
  return pressed instanceof AdaptiveCards.SubmitAction ? readSubmit(pressed.data ?? {}) : undefined;
}

/** Teams reads `data.msteams` of a submit button to know what it does. */
function readSubmit(data: { msteams?: { type?: unknown; text?: unknown; value?: unknown } }): CardAction {
  const { type, text, value } = data.msteams ?? {};
  if (type === 'task/fetch') return { kind: 'dialog', data };
  if (type === 'imBack' && typeof value === 'string') return { kind: 'say', text: value };
  if (type === 'messageBack' && typeof text === 'string') return { kind: 'say', text };
  return { kind: 'submit', data };
}
