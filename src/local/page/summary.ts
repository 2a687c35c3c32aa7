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

/** One line for a message, for the chat list and toasts. */
export function summarizeMessage({ text, attachments }: ChatMessage): string {
  const [first] = attachments;
  return plainText(text) || (first === undefined ? '' : summarizeAttachment(first).title);
}

function textsOf(element: JsonObject): string[] {
  const own = ownText(element);
  const inner = ['body', 'items', 'columns'].flatMap((name) => {
    const list = element[name];
    return Array.isArray(list) ? list.filter(isObject) : [];
  });
  return [...(own === '' ? [] : [own]), ...inner.flatMap(textsOf)];
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
