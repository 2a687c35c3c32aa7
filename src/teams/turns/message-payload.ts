import { type Json, objectOf, textOf } from '../cards/invoke-value.ts';
import { plainText } from '../cards/plain-text.ts';
import { decodeEntities } from './message-text.ts';

/** A message that a message action was used on, as far as it is looked at. */
export interface UsedMessage {
  /** All that people can read in it, and the addresses of its links. It may hold secrets. */
  readonly text: string;
  /** The object id of the person who wrote it; empty for a bot's message. */
  readonly authorId: string;
  /** Their name; empty when Teams does not tell it. */
  readonly author: string;
  /** Whether there was more than is looked at. */
  readonly isCut: boolean;
}

/** Longer than a request to the bot may be. */
const LONGEST_PART = 300_000;
const MOST_ATTACHMENTS = 20;
const MOST_TEXTS = 2_000;
const DEEPEST = 50;
const LONGEST_NAME = 64;

/** The texts of an attachment, and whether there were more. */
interface Texts {
  readonly found: string[];
  isCut: boolean;
}

/** Reads the message of `composeExtension/fetchTask` with the context `message`: its body is HTML, cards are JSON texts. */
export function readUsedMessage(value: Json): UsedMessage {
  const payload = objectOf(value['messagePayload']);
  const body = objectOf(payload['body']);
  const content = textOf(body, 'content', LONGEST_PART);
  const user = objectOf(objectOf(payload['from'])['user']);
  const attachments: readonly unknown[] = Array.isArray(payload['attachments']) ? payload['attachments'] : [];
  const attached = attachments.slice(0, MOST_ATTACHMENTS).map(objectOf).map(textsOfAttachment);
  const parts = [
    textOf(payload, 'subject', LONGEST_PART),
    textOf(payload, 'summary', LONGEST_PART),
    ...(body['contentType'] === 'text' ? [content] : textsOfHtml(content)),
    ...attached.flatMap(({ found }) => found),
  ];
  return {
    text: parts.filter((part) => part !== '').join('\n'),
    authorId: textOf(user, 'id'),
    author: [...plainText(textOf(user, 'displayName'))].slice(0, LONGEST_NAME).join(''),
    isCut: attachments.length > attached.length || attached.some(({ isCut }) => isCut),
  };
}

/** What can be read: markup inside a line may cut a secret in two, that between lines ends one. And what links lead to. */
function textsOfHtml(html: string): string[] {
  const links = [...html.matchAll(/\b(?:href|src|title|alt)\s*=\s*(?:"([^"]*)"|'([^']*)')/gi)].map(
    ([, double, single]) => decodeEntities(double ?? single ?? ''),
  );
  const text = html
    .replace(/<\/?(?:p|div|br|ul|ol|li|blockquote|pre|table|tr|td|th|h[1-6]|hr)\b[^<>]*>/gi, '\n')
    .replace(/<\/?[a-z!][^<>]*>/gi, '');
  return [decodeEntities(text), ...links];
}

/** A card or a piece of code is JSON, as text or as an object: every text in it counts. */
function textsOfAttachment(attachment: Json): Texts {
  const { content } = attachment;
  const known = typeof content === 'string' ? parsed(content.slice(0, LONGEST_PART)) : content;
  const texts: Texts = { found: [], isCut: false };
  collect(known, texts);
  const found = [textOf(attachment, 'name', LONGEST_PART), ...texts.found.flatMap(textsOfHtml)];
  return { found, isCut: texts.isCut };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function collect(value: unknown, texts: Texts, depth = 0): void {
  const isText = typeof value === 'string';
  if (!isText && (typeof value !== 'object' || value === null)) return;
  if (texts.found.length >= MOST_TEXTS || depth > DEEPEST) texts.isCut = true;
  else if (isText) texts.found.push(value);
  else for (const item of Object.values(value)) collect(item, texts, depth + 1);
}
