import type { Attachment, ChatMessage, JsonObject } from './protocol.ts';

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

/** The first texts of an attachment, for a preview: a title and what follows it. */
export function summarizeAttachment({ contentType, content }: Attachment): { title: string; detail: string } {
  const texts = contentType.endsWith('adaptive')
    ? textsOf(content)
    : [content['title'], content['subtitle'], content['text']].filter(isText).map(decodeEntities);
  const [title = 'Card', ...rest] = texts.map(plainText);
  return { title, detail: rest.slice(0, 2).join(' · ') };
}

/** One line for a message as a person sees it now, for the chat list and toasts: a card's heading says too little alone. */
export function summarizeMessage({ text, attachments, views }: ChatMessage, person: string): string {
  const [first] = attachments;
  if (plainText(text) !== '' || first === undefined) return plainText(text);
  const content = views[person] ?? first.content;
  const [, second] = textsOf(content);
  const { title } = summarizeAttachment({ ...first, content });
  return isHeaded(content) && second !== undefined ? `${title}: ${plainText(second)}` : title;
}

/** Whether the first text of a card is a heading of one or two words. */
function isHeaded(element: JsonObject): boolean {
  const first = elementsOf(element)[0];
  return first !== undefined && (first['style'] === 'heading' ? ownText(first) !== '' : isHeaded(first));
}

function textsOf(element: JsonObject): string[] {
  const own = ownText(element);
  return [...(own === '' ? [] : [own]), ...elementsOf(element).flatMap(textsOf)];
}

/** What an element holds that may have texts. */
function elementsOf(element: JsonObject): JsonObject[] {
  return ['body', 'items', 'columns'].flatMap((name) => {
    const list = element[name];
    return Array.isArray(list) ? list.filter(isObject).filter(hasText) : [];
  });
}

function hasText(element: JsonObject): boolean {
  return ownText(element) !== '' || elementsOf(element).length > 0;
}

function ownText({ type, text, inlines }: JsonObject): string {
  if (type === 'TextBlock' && isText(text)) return text;
  if (type !== 'RichTextBlock' || !Array.isArray(inlines)) return '';
  return inlines
    .map((run) => (isObject(run) ? run['text'] : run))
    .filter(isText)
    .join('');
}

/** Thumbnail and hero cards are simple HTML, whose special characters come as entities. */
function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,6})|(amp|lt|gt|quot));/g, (entity, code, name) =>
    code === undefined ? (ENTITIES[name] ?? entity) : String.fromCodePoint(Number(code)),
  );
}

function plainText(text: string): string {
  const bare = text.replace(/<\/?at>/g, '').replace(/\*\*|`/g, '');
  return bare
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null;
}
