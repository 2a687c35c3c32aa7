import { maskSecretForms } from '../core/secret-forms.ts';

const MAX_TEXT = 500;

const MENTION = /<at\b[^>]*>[^<]*<\/at>/gi;

/** A text as one line of at most 500 characters, without mentions, odd spaces, characters that can't be seen, and secrets. */
export function plainText(raw: string): string {
  const line = withoutMentions(raw.slice(0, MAX_TEXT * 8))
    .replace(/[\p{Cf}\p{Cc}\s]+/gu, (run) => (/[\s\p{Cc}]/u.test(run) ? ' ' : ''))
    .trim();
  return hideSecrets(line).slice(0, MAX_TEXT);
}

/** The text without the markup of mentions. */
export function withoutMentions(text: string): string {
  return text.replace(MENTION, ' ');
}

/** The text without secrets: what a person pastes by mistake must not come back in our own messages, which stay in the chat. */
export function hideSecrets(text: string): string {
  return maskSecretForms(text, '…');
}
