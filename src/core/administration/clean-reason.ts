import { leaveOutSecrets } from '../secrets/secret-forms.ts';

const LONGEST_REASON = 200;

/** The reason of an act as it is kept: one line, without secrets and what can't be seen, because the owner of the token reads it. */
export function cleanReason(typed: string): string {
  const line = leaveOutSecrets(typed)
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();
  return [...line].slice(0, LONGEST_REASON).join('');
}
