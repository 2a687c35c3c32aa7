import { DAY } from '../timing/durations.ts';
import type { Instant, Token } from '../tokens/token.ts';
import { whyNotReminded } from './ladder.ts';
import { type Notice, type NoticeKind, notice } from './notices.ts';
import { isReminder } from './reminder-kinds.ts';

/** How long after its end a token is still spoken of, if its owner was not told before. */
const LATEST_WORD = 30 * DAY;
/** What is worth saying of a token that has ended, however late. */
const SAID_OF_ENDED: readonly NoticeKind[] = [
  'revoked',
  'revoked-elsewhere',
  'not-delivered',
  'leaked',
  'dead-use',
  'idle-ended',
];
/** Why a notice is no longer worth sending when its token ended long ago. */
export const EXPIRED = 'the token has expired';

/** Why a due notice is not worth sending any more; undefined when it is. */
export function whyDrop(notice: Notice, token: Token | undefined, now: Instant): string | undefined {
  if (notice.tokenId === '') return undefined;
  if (token === undefined) return 'the token is gone';
  // Its owner must hear that somebody held the secret, or that nobody ever got it, however late.
  if (SAID_OF_ENDED.includes(notice.kind)) return undefined;
  if (token.revokedAt !== undefined) return 'the token was revoked';
  return notice.kind === 'ended' ? whyNotEnded(token, now) : whyNotAlive(notice, token, now);
}

/** Word of the end of a token of which this is a reminder, if it is one: tokens of earlier releases owe none yet. */
export function expiryBehind({ kind, validTo }: Notice, token: Token, now: Instant): Notice | undefined {
  if (!isReminder(kind) || token.validTo !== validTo) return undefined;
  const expired = notice(token, 'expired', Math.max(now, validTo));
  return whyDrop(expired, token, now) === undefined ? expired : undefined;
}

function whyNotEnded({ rotation, validTo }: Token, now: Instant): string | undefined {
  return rotation?.state === 'overlap' && validTo <= now
    ? undefined
    : 'the token did not end with its overlap';
}

function whyNotAlive(notice: Notice, token: Token, now: Instant): string | undefined {
  const { kind, validTo } = notice;
  const rotation = token.rotation?.state;
  if (kind === 'cut-over' && !endsAsTold(token, validTo)) return 'the token keeps its end';
  if (latestWord(kind, token) <= now) return EXPIRED;
  const why = whyNotReminded(notice, token, now);
  if (why !== undefined) return why;
  if (kind === 'expired' && rotation === 'overlap') return 'the token is being replaced';
  if (kind === 'expired' && token.validTo !== validTo) return 'the token was renewed';
  if (kind === 'interrupted' && rotation !== 'started') return 'the rotation is over';
  if (kind === 'cut-over' && rotation !== 'overlap') return 'the rotation was undone';
  if (kind === 'idle' && (token.idle?.keptAt ?? 0) >= (token.idle?.askedAt ?? 0))
    return 'its owner keeps the token';
  if (kind === 'found' && token.recognizedAt !== undefined) return 'its owner knows the token';
  return undefined;
}

/**
 * Until when a message about a token makes sense. That a token ended, or was made without a word to its owner, is news even
 * after its end; the others speak of what can be done about one that lives.
 */
function latestWord(kind: NoticeKind, { validTo }: Token): Instant {
  return kind === 'expired' || kind === 'created' || kind === 'found' ? validTo + LATEST_WORD : validTo;
}

/** Whether a cut-over card made for this end is still right: its authority may have refused an earlier end. */
function endsAsTold({ rotation }: Token, validTo: Instant): boolean {
  return rotation?.state !== 'overlap' || rotation.endsItself || rotation.lastValidTo === validTo;
}
