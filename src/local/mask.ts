const SECRET = /pat_[0-9A-Za-z]{61}/g;
const MASK = 'pat_[masked]';

/** The text with every built-in secret replaced by a mask. */
export function maskSecrets(text: string): string {
  return text.replace(SECRET, MASK);
}

/** A copy of a JSON value with every built-in secret masked, whatever string or key it stands in. */
export function maskJson<T>(value: T): T {
  const text = JSON.stringify(value);
  return maskSecrets(text) === text ? value : JSON.parse(maskSecrets(text));
}

/** A value as indented JSON with secrets masked: what the inspector stores and shows. */
export function printMasked(value: unknown): string {
  return maskSecrets(JSON.stringify(value, null, 2) ?? '');
}
