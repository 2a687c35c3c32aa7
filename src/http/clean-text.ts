import { leaveOutSecrets, maskSecretForms } from '../core/secret-forms.ts';

const MOST_LABEL = 64;
const MOST_PATH = 200;
/** Longer than any word of a label or path that a person chose, shorter than every secret, also a percent-encoded one. */
const LIKE_A_SECRET = /[\w%+=]{41,}/g;

/** A label from outside that may be shown and kept: plain characters, 64 at most, nothing that could be a secret. */
export function cleanLabel(text: string): string {
  const plain = leaveOutSecrets(text)
    .replace(/[^\w .:[\]-]/g, '')
    .replace(LIKE_A_SECRET, '');
  return plain.slice(0, MOST_LABEL).trim();
}

/** The path of a URI from outside, for the log: without query, 200 characters at most, nothing that could be a secret. */
export function cleanPath(uri: string): string {
  const [path = ''] = uri.split(/[?#]/, 1);
  return maskSecretForms(path, '[hidden]')
    .replace(/^[\w+.-]+:\/\/[^/]*/, '')
    .replace(LIKE_A_SECRET, '[hidden]')
    .replace(/[^!-~]/g, '.')
    .slice(0, MOST_PATH);
}
