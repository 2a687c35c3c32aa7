import { leaveOutSecrets, maskSecretForms } from '../../core/secrets/secret-forms.ts';
import { withoutIdleJoiners } from '../../core/tokens/joiners.ts';
import type { Sentences } from '../../sentences/sentences.ts';

const MAX_TEXT = 500;

const MENTION = /<at\b[^>]*>[^<]*<\/at>/gi;

/** A text as one line of at most 500 characters, without mentions, odd spaces, characters that can't be seen, and secrets. */
export function plainText(raw: string): string {
  const line = withoutMentions(raw.slice(0, MAX_TEXT * 8))
    .replace(/(?:(?![\u200c\u200d])[\p{Cf}\p{Cc}\s])+/gu, (run) => (/[\s\p{Cc}]/u.test(run) ? ' ' : ''))
    .trim();
  return hideSecrets(withoutIdleJoiners(line)).slice(0, MAX_TEXT);
}

/** The text without the markup of mentions. */
export function withoutMentions(text: string): string {
  return text.replace(MENTION, ' ');
}

/** The text without secrets: what a person pastes by mistake must not come back in our own messages, which stay in the chat. */
export function hideSecrets(text: string): string {
  return maskSecretForms(text, '…');
}

/** Says for a form that a secret was left out of it, on this page or one before; empty when none was. */
export function leftOutNews({ leftOut = '' }: { readonly leftOut?: string }, { say }: Sentences): string {
  return leftOut === '' ? '' : say('form.secretLeftOut');
}

/** Leaves secrets out of these fields of a form, and marks the form in which there was one, now or on a page before. */
export function withoutSecretsIn<K extends string>(...fields: readonly K[]) {
  return <T extends Readonly<Record<K, string>> & { readonly leftOut: string }>(given: T) => {
    const { leftOut, ...form } = given;
    const changed = fields.filter((field) => leaveOutSecrets(given[field]) !== given[field]);
    const clean = changed.map((field) => [field, leaveOutSecrets(given[field]).replace(/\s+/g, ' ').trim()]);
    const mark: { readonly leftOut?: string } =
      changed.length > 0 || leftOut !== '' ? { leftOut: 'secret' } : {};
    return { ...form, ...Object.fromEntries(clean), ...mark } as Omit<T, 'leftOut'> & typeof mark;
  };
}
