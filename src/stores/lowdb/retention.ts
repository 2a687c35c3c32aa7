import type { Notice } from '../../core/notices/notices.ts';
import { DAY } from '../../core/timing/durations.ts';
import { type Instant, type Token, tokenState } from '../../core/tokens/token.ts';
import type { PersonDocument } from './person-document.ts';

/** How long a token that has ended can still be listed, and how many of them at most. The journal keeps everything. */
const KEEP_ENDED_MS = 90 * DAY;
const KEEP_ENDED = 50;

/**
 * The document without tokens that ended long ago or are too many, and without the notices of tokens that are gone: each
 * change writes the whole document, so that it must not grow with everything a person ever did.
 */
export function forgetEnded(document: PersonDocument, now: Instant): PersonDocument {
  const ended = document.tokens.filter((token) => tokenState(token, now) !== 'active');
  const latest = [...ended].sort((a, b) => endOf(b) - endOf(a)).slice(0, KEEP_ENDED);
  const kept = new Set(latest.filter((token) => now - endOf(token) <= KEEP_ENDED_MS));
  const tokens = document.tokens.filter((token) => tokenState(token, now) === 'active' || kept.has(token));
  if (tokens.length === document.tokens.length) return document;
  const ids = new Set(tokens.map(({ id }) => id));
  const known = new Set(document.tokens.map(({ id }) => id));
  // A second reader has notices about tokens of others.
  const keeps = (notice: Notice): boolean =>
    known.has(notice.tokenId) ? ids.has(notice.tokenId) : isWorthKeeping(notice, now);
  return { ...document, tokens, notices: document.notices.filter(({ notice }) => keeps(notice)) };
}

/** Of a notice that is about none of the person's tokens: no token's end takes it along. */
function isWorthKeeping({ settledAt }: Notice, now: Instant): boolean {
  return settledAt === undefined || now - settledAt <= KEEP_ENDED_MS;
}

function endOf({ revokedAt, validTo }: Token): Instant {
  return revokedAt ?? validTo;
}
