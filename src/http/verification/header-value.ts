const UNSAFE = /^ | $|[^ -~]|%/gu;

/**
 * A text as a header value that decodes to exactly this text: UTF-8, percent-encoded outside printable ASCII, for `%`, and
 * for spaces at the ends. No line break gets through.
 */
export function headerValue(text: string): string {
  return text.replace(UNSAFE, (character) =>
    Buffer.from(character, 'utf8').reduce((encoded, byte) => encoded + percent(byte), ''),
  );
}

function percent(byte: number): string {
  return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}
