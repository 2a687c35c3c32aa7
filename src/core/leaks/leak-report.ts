import { leaveOutSecrets } from '../secrets/secret-forms.ts';

/** One secret that a scanner found, as it was reported. Nothing of it has been checked. */
export interface LeakReport {
  /** The secret, perhaps with something around it. */
  readonly token: string;
  /** Where it was found: an address, or words of an own scanner; may be empty. */
  readonly url: string;
}

const LONGEST_PLACE = 300;
const CONTROL = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * Where a secret was found, as people may read it: without secrets, without what stands before the host and behind the path
 * of an address, at most 300 characters. Empty when nobody said.
 */
export function placeOf(url: string): string {
  const clean = url
    .slice(0, 10 * LONGEST_PLACE)
    .replace(CONTROL, '')
    .trim();
  return leaveOutSecrets(withoutSecretParts(clean), '…').slice(0, LONGEST_PLACE);
}

/** The line in a file (`#L12`) is of use; a query may hold anything. */
function withoutSecretParts(text: string): string {
  if (!/^https?:/i.test(text) || !URL.canParse(text)) return text;
  const { origin, pathname, hash } = new URL(text);
  return `${origin}${pathname}${/^#L\d+(?:-L\d+)?$/.test(hash) ? hash : ''}`;
}
