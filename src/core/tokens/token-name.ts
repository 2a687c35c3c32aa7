import { PatkeeperError } from '../errors.ts';
import { leaveOutSecrets } from '../secrets/secret-forms.ts';

/** Most characters (code points) of a name. */
export const LONGEST_NAME = 64;

import { withoutIdleJoiners } from './joiners.ts';

const LONGEST_FOREIGN = 128;
const SECRET_LEFT_OUT = ' (secret left out) ';
/** The braille blank counts as a symbol, but nobody can see it. */
const SPACES = /[\t-\r\u0085\p{Z}\u2800]+/gu;
/**
 * Control, format (bidi, zero width), lone surrogate and private-use characters, and those that only change others; not the
 * joiners, some of which are seen.
 */
const UNSEEN =
  /(?:(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Noncharacter_Code_Point}\p{Default_Ignorable_Code_Point}])+/gu;

/**
 * A token's name as it is kept: composed (NFC), without characters that can't be seen and without secrets, its whitespace
 * single spaces. Throws `invalid-input` for the field `name` unless 1 to 64 characters (code points) are left.
 */
export function cleanName(raw: string): string {
  const name = seenText(leaveOutSecrets(raw));
  if (name === '' && seenText(raw) !== '')
    throw new PatkeeperError('invalid-input.name-is-secret', {}, { field: 'name' });
  if (name === '') throw new PatkeeperError('invalid-input.name-missing', {}, { field: 'name' });
  if ([...name].length > LONGEST_NAME)
    throw new PatkeeperError('invalid-input.name-too-long', { limit: LONGEST_NAME }, { field: 'name' });
  return name;
}

/**
 * The name of a token that was made elsewhere, in which nothing unseen is left either; cut at 128 characters. Nobody is
 * asked about it, so that the name itself says when a secret was left out.
 */
export function foreignName(raw: string): string {
  const name = [...seenText(leaveOutSecrets(raw, SECRET_LEFT_OUT))].slice(0, LONGEST_FOREIGN).join('').trim();
  return name === '' ? '(no name)' : name;
}

function seenText(raw: string): string {
  const seen = raw.replace(SPACES, ' ').replace(UNSEEN, '').normalize('NFC');
  // What a joiner kept apart may now be composed.
  return withoutIdleJoiners(seen).normalize('NFC').replace(/ +/g, ' ').trim();
}
