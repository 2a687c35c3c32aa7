import { leaveOutSecrets, maskSecretForms } from '../../core/secrets/secret-forms.ts';

const MOST_LABEL = 64;
const MOST_PATH = 200;
const MOST_QUOTE = 60;
/** Longer than any word of a label or path that a person chose, shorter than every secret, also a percent-encoded one. */
const LIKE_A_SECRET = /[\w%+=]{41,}/g;

/** Whether a text could be a secret, or hold one. */
export function looksLikeSecret(text: string): boolean {
  return text.search(LIKE_A_SECRET) >= 0;
}

/** A label from outside that is safe to show and keep: plain characters, at most 64, nothing that could be a secret. */
export function cleanLabel(text: string): string {
  const plain = leaveOutSecrets(text)
    .replace(/[^\w .:[\]-]/g, '')
    .replace(LIKE_A_SECRET, '');
  return plain.slice(0, MOST_LABEL).trim();
}

/** A host from outside, with or without a port, as a label: the characters of a host name and nothing else. */
export function cleanHost(text: string): string {
  return cleanLabel(text.replaceAll(' ', ''));
}

/** A text from outside, to be quoted in a sentence about it: printable, one line, nothing that could be a secret. */
export function cleanQuote(text: string): string {
  const plain = text.replace(/[^ -~]|["\\<>]/g, '.').replace(LIKE_A_SECRET, '[hidden]');
  return plain.length > MOST_QUOTE ? `${plain.slice(0, MOST_QUOTE)}...` : plain;
}

/**
 * The path of a URI from outside, for the log: the characters of a path, without query, 200 at most, nothing that could be
 * a secret.
 */
export function cleanPath(uri: string): string {
  const [path = ''] = uri.split(/[?#]/, 1);
  return maskSecretForms(path, '[hidden]')
    .replace(/^[\w+.-]+:\/\/[^/]*/, '')
    .replace(LIKE_A_SECRET, '[hidden]')
    .replace(/[^\w/.~!$&'()*+,;=:@%[\]-]/g, '.')
    .slice(0, MOST_PATH);
}
