const UNSAFE = /^ | $|[^ -~]|%/gu;

/**
 * A text as a header value that decodes to exactly this text again: UTF-8, percent-encoded where it is not printable
 * ASCII, and `%` and spaces at the ends too. No line break gets through, whatever the text.
 */
export function headerValue(text: string): string {
  return text.replace(UNSAFE, (character) =>
    Buffer.from(character, 'utf8').reduce((encoded, byte) => encoded + percent(byte), ''),
  );
}

function percent(byte: number): string {
  return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}
