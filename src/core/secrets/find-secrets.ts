import { AZURE_DEVOPS } from './microsoft-secret-formats.ts';
import { LONGEST_PREFIX, parseSecret, REST_LENGTH, SHORTEST_PREFIX } from './secret.ts';
import { OLDER_AZURE_DEVOPS, OWN_SECRET } from './secret-formats.ts';
import { readings, secretFormsIn } from './secret-forms.ts';

/** A string in a text that is, or looks like, a secret. */
export interface FoundSecret {
  /**
   * `own`: a built-in secret whose checksum is right. `damaged`: begins like one, and isn't whole. `azure-devops`: has the form of
   * a personal access token there. `other`: has the published form of another service.
   */
  readonly kind: 'own' | 'damaged' | 'azure-devops' | 'other';
  readonly text: string;
  /** What its form is called. */
  readonly name: string;
}

const REST = new RegExp(`_[0-9A-Za-z]{${REST_LENGTH}}`, 'g');
/** Stands where an own secret was: no form goes across it. */
const GAP = '\n';

/**
 * Finds the secrets in a text, each once: own ones by their checksum, others by their published forms. Takes time linear in the
 * text.
 */
export function findSecrets(text: string): readonly FoundSecret[] {
  const found = new Map<string, FoundSecret>();
  for (const reading of readings(text)) {
    let [rest, from] = ['', 0];
    for (const { text: own, start, end } of ownSecretsIn(reading)) {
      found.set(own, { kind: 'own', text: own, name: OWN_SECRET });
      rest += `${reading.slice(from, Math.max(from, start))}${GAP}`;
      from = end;
    }
    for (const form of secretFormsIn(rest + reading.slice(from)))
      if (!found.has(form.text)) found.set(form.text, { ...form, kind: kindOf(form.name) });
  }
  return [...found.values()];
}

/** Finds the built-in secrets in a text, each once, whatever stands around them. */
export function findOwnSecrets(text: string): readonly string[] {
  return [...new Set(readings(text).flatMap((reading) => ownSecretsIn(reading).map((own) => own.text)))];
}

/** An own secret, and its place in a text. */
interface OwnSecret {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Also one with something in front that could be part of a prefix: the checksum tells where the secret begins. In their order. */
function ownSecretsIn(text: string): readonly OwnSecret[] {
  const found: OwnSecret[] = [];
  for (const { 0: rest, index } of text.matchAll(REST)) {
    for (let length = LONGEST_PREFIX; length >= SHORTEST_PREFIX; length -= 1) {
      if (length > index) continue;
      const start = index - length;
      const own = parseSecret(text.slice(start, index) + rest);
      if (own !== undefined) found.push({ text: own.text, start, end: index + rest.length });
    }
  }
  return found;
}

function kindOf(name: string): FoundSecret['kind'] {
  if (name === OWN_SECRET) return 'damaged';
  return name === AZURE_DEVOPS || name === OLDER_AZURE_DEVOPS ? 'azure-devops' : 'other';
}
