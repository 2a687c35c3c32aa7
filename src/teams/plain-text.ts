import { maskSecretForms } from '../core/secret-forms.ts';

const MAX_TEXT = 500;

/** The text of a message as one line of at most 500 characters, without mention markup, entities, odd spaces and secrets. */
export function plainText(raw: string): string {
  const line = raw
    .slice(0, MAX_TEXT * 4)
    .replace(/<at\b[^>]*>[^<]*<\/at>/gi, ' ')
    .replace(/&nbsp;/gi, ' ')
    .replace(/[\p{Cf}\p{Cc}\s]+/gu, (run) => (/[\s\p{Cc}]/u.test(run) ? ' ' : ''))
    .trim();
  return hideSecrets(line).slice(0, MAX_TEXT);
}

/** The text without secrets: what a person pastes by mistake must not come back in our own messages, which stay in the chat. */
export function hideSecrets(text: string): string {
  return maskSecretForms(text, '…');
}
