import { ADAPTIVE_CARD, type CardRenderer } from '../cards/cards.ts';
import type { Card, DialogReply } from '../cards/reply.ts';
import type { InvokeResponse } from '../channel/activity.ts';
import type { TokenResult } from '../features/my-tokens.ts';

/** Answers to invokes as Teams expects them. The shapes are Teams' contract for each kind of invoke. */
export interface InvokeResponses {
  /** `adaptiveCard/action`: the card takes the place of the one that was pressed. */
  card(card: Card): InvokeResponse;
  /** `adaptiveCard/action`: the card stays, the sentence is shown with it to whoever pressed. */
  sentence(text: string): InvokeResponse;
  /** `task/*` and the extension's action commands: the dialog's next page, or nothing, which closes it. */
  dialog(reply: DialogReply): InvokeResponse;
  /** `composeExtension/query`; where `more` match behind these, the last one says so. */
  results(results: readonly TokenResult[], more?: number): InvokeResponse;
  /** The extension's search and action commands: the person signs in first, on a page or silently if Teams can. */
  extensionSignIn(kind: 'auth' | 'silentAuth', url: string): InvokeResponse;
  /** `composeExtension/query` that could not be answered. */
  noResults(text: string): InvokeResponse;
}

/** Makes the answers with the renderer. */
export function createInvokeResponses(renderer: CardRenderer): InvokeResponses {
  const { say } = renderer.sentences;
  const ok = (body: unknown): InvokeResponse => ({ status: 200, body });
  return {
    card: (card) => ok({ statusCode: 200, type: ADAPTIVE_CARD, value: renderer.render(card).content }),
    sentence: (text) =>
      ok({ statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: text }),
    dialog: (reply) => {
      if (reply === 'close') return { status: 200 };
      const { title, height, card } = reply;
      const value = { title, height, width: 'medium', card: renderer.render(card) };
      return ok({ task: { type: 'continue', value } });
    },
    results: (results, more = 0) => {
      const rendered = results.map(({ card }) => renderer.render(card));
      const shown = results.slice(0, countThatFit(rendered));
      const behind = more + results.length - shown.length;
      const attachments = shown.map(({ title, text }, index) => {
        const isLast = index === shown.length - 1;
        const hint = isLast && behind > 0 ? ` · ${say('reply.search.more', { count: behind })}` : '';
        return { ...rendered[index], preview: preview(title, text + hint) };
      });
      return ok({ composeExtension: { type: 'result', attachmentLayout: 'list', attachments } });
    },
    extensionSignIn: (type, value) =>
      ok({
        composeExtension: {
          type,
          suggestedActions: { actions: [{ type: 'openUrl', value, title: say('card.any.signIn') }] },
        },
      }),
    noResults: (text) => ok({ composeExtension: { type: 'message', text } }),
  };
}

/** All results together, previews included, must stay below 60 KB. */
const MAX_CARD_BYTES = 45_000;

function countThatFit(cards: readonly object[]): number {
  let bytes = 0;
  const tooMany = cards.findIndex((card) => {
    bytes += Buffer.byteLength(JSON.stringify(card));
    return bytes > MAX_CARD_BYTES;
  });
  return tooMany < 0 ? cards.length : tooMany;
}

function preview(title: string, text: string): object {
  return {
    contentType: 'application/vnd.microsoft.card.thumbnail',
    content: { title: escapeHtml(title), text: escapeHtml(text) },
  };
}

/** Thumbnail previews render simple HTML; quotes stay, since they mean something within a tag only. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
}
