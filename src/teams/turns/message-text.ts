import { plainText, withoutMentions } from '../cards/plain-text.ts';

/** Longer than any command; what stands behind it is not even looked at. */
const MAX_RAW = 4000;
const ENTITIES: Readonly<Record<string, string>> = {
  nbsp: ' ',
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

/** Markup of clients that send formatted text; any other tag is what a person typed. */
const BLOCK_TAG = /<\/?(?:p|div|br|ul|ol|li|blockquote|pre)\b[^<>]{0,500}>/gi;
const STYLE_TAG = /<\/?(?:span|b|strong|i|em|u|s|strike|code|font)\b[^<>]{0,500}>/gi;

/**
 * What a person typed, as one line, from the text of a message as Teams sends it: a little HTML, with mentions of the bot
 * and references to quoted messages in it.
 */
export function messageText(raw: string): string {
  const typed = withoutMentions(raw.slice(0, MAX_RAW))
    .replace(/<\/?quoted\b[^>]*>/gi, ' ')
    .replace(BLOCK_TAG, ' ')
    .replace(STYLE_TAG, '');
  // Once and last: what a person typed as an entity or a tag is what they typed.
  return plainText(decodeEntities(typed));
}

/** The text with the characters that its HTML entities stand for. */
export function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,4}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? whole;
    return characterOf(decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal)) ?? whole;
  });
}

function characterOf(code: number): string | undefined {
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}
