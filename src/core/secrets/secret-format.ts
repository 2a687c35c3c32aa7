/** How the secrets of one service look. */
export interface SecretFormat {
  readonly name: string;
  /** Where the form is published. */
  readonly source: string;
  /** Every text with such a secret contains one of these. None when the form has no fixed part. */
  readonly signatures: readonly string[];
  /** Finds it in a text without invisible characters. The first group, if there is one, has the kind and nothing secret. */
  readonly pattern: RegExp;
}

/** Sources of several rows: published lists of forms. */
export const GITLEAKS = 'gitleaks, default rules';
export const MICROSOFT = 'Microsoft security-utilities, identifiable keys';

/**
 * Makes a row for secrets with a prefix that names their kind. The rest, and what must come before the prefix, are parts of a
 * pattern.
 */
export function prefixed(
  name: string,
  source: string,
  signatures: readonly string[],
  body: RegExp,
  before = /(?:)/,
): SecretFormat {
  const prefixes = signatures.map((text) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')).join('|');
  return {
    name,
    source,
    signatures,
    pattern: new RegExp(`${before.source}(${prefixes})${body.source}`, 'g'),
  };
}
