/** How the secrets of one service look. */
export interface SecretFormat {
  readonly name: string;
  /** Where the form is published. */
  readonly source: string;
  /** One of these is in every text with such a secret; none when the form has nothing fixed. */
  readonly signatures: readonly string[];
  /** Finds it in text without invisible characters. The first group, if there is one, tells the kind and nothing secret. */
  readonly pattern: RegExp;
}

/** Sources of several rows: published lists of forms. */
export const GITLEAKS = 'gitleaks, default rules';
export const MICROSOFT = 'Microsoft security-utilities, identifiable keys';

/** A row for secrets that begin with what tells their kind: the rest, and what must stand before it, are pattern parts. */
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
