import type { Notice, NoticeKind } from '../../core/notices/notices.ts';
import { DAY } from '../../core/timing/durations.ts';
import type { Instant, Token } from '../../core/tokens/token.ts';
import { formatDay, formatInstant } from './format.ts';

/** A message about no single token is spoken of for so long after it was given up. */
const TOLD_MS = 30 * DAY;

/** What did not arrive, as the beginning of a sentence. */
const WHAT: Readonly<Record<NoticeKind, string>> = {
  created: 'My message that it was created',
  expiring: 'My reminder of its end',
  revoked: 'My message that it was revoked',
  found: 'My message that it was made elsewhere',
  'cut-over': 'My message that a new one replaces it',
  ended: 'My message that it ended',
  interrupted: 'My message that it was not replaced',
  'not-delivered': 'My message that it was revoked again',
  stock: 'My message about your tokens in Azure DevOps',
  'signed-out': 'My message that you have to sign in to Azure DevOps again',
};

/** Of the notices that were given up, those about a token as it is now: a reminder of a former end matters no more. */
export function undeliveredOf(token: Token, failed: readonly Notice[]): readonly Notice[] {
  return failed.filter(
    ({ tokenId, kind, validTo }) =>
      tokenId === token.id && (kind !== 'expiring' || validTo === token.validTo),
  );
}

/** That messages about a token did not arrive, in a few words for its line on a list; empty when all did. */
export function undeliveredLine(token: Token, failed: readonly Notice[]): string {
  const [latest, ...more] = undeliveredOf(token, failed);
  if (latest === undefined) return '';
  return `${WHAT[latest.kind]} did not reach you${more.length === 0 ? '' : `, nor did ${more.length} more`}`;
}

/** The same in full, with when it was given up and why. */
export function undeliveredText({ kind, settledAt, reason }: Notice): string {
  const when = settledAt === undefined ? '' : ` on ${formatInstant(settledAt)}`;
  const why = reason === undefined ? '' : ` (${reason})`;
  return `${WHAT[kind]} did not reach you. I gave up${when}${why}.`;
}

/** That a message about no single token did not arrive lately; empty when all did. */
export function undeliveredNews(failed: readonly Notice[], now: Instant): string {
  const latest = failed.find(({ tokenId, settledAt = 0 }) => tokenId === '' && now - settledAt <= TOLD_MS);
  if (latest === undefined) return '';
  return `${WHAT[latest.kind]} did not reach you on ${formatDay(latest.settledAt ?? now)}.`;
}
