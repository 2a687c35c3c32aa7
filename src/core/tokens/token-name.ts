import type { PatkeeperError } from '../errors.ts';
import { leaveOutSecrets } from '../secrets/secret-forms.ts';
import { invalidFields } from './field-problems.ts';

const LONGEST = 64;
const LONGEST_FOREIGN = 128;
const SECRET_LEFT_OUT = ' (secret left out) ';
/** The braille blank counts as a symbol, but nobody can see it. */
const SPACES = /[\t-\r\u0085\p{Z}\u2800]+/gu;
/** Control, format (bidi, zero width), lone surrogate and private-use characters, and those that only change others. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Noncharacter_Code_Point}\p{Default_Ignorable_Code_Point}]+/gu;

/**
 * A token's name as it is kept: composed (NFC), without characters that can't be seen and without secrets, its whitespace
 * single spaces. Throws `invalid-input` for the field `name` unless 1 to 64 characters (code points) are left.
 */
export function cleanName(raw: string): string {
  const name = seenText(leaveOutSecrets(raw));
  if (name === '' && seenText(raw) !== '')
    throw badName(
      'This looks like a secret, so it is left out. Give the token a name, such as what it is for.',
    );
  if (name === '') throw badName('Give the token a name, such as what it is for.');
  if ([...name].length > LONGEST) throw badName(`Choose a shorter name: at most ${LONGEST} characters.`);
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
  return seen.replace(/ +/g, ' ').trim();
}

function badName(sentence: string): PatkeeperError {
  return invalidFields({ name: sentence });
}
