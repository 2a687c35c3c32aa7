import type { Notice, NoticeKind } from '../../core/notices/notices.ts';
import { isReminder } from '../../core/notices/reminder-kinds.ts';
import { DAY } from '../../core/timing/durations.ts';
import type { Instant, Token } from '../../core/tokens/token.ts';
import type { SentenceKey, Sentences } from '../../sentences/sentences.ts';
import { formatDay, formatInstant } from './format.ts';
import { sayReason } from './say-reason.ts';

/** A message about no single token is spoken of for so long after it was given up. */
const TOLD_MS = 30 * DAY;

/** What did not arrive, as the beginning of a sentence. */
const WHAT = {
  created: 'notice.created.what',
  expiring: 'notice.expiring.what',
  'expiring-month': 'notice.expiring.what',
  'expiring-day': 'notice.expiring.what',
  'reader-asked': 'notice.reader-asked.what',
  'reader-ends': 'notice.reader-ends.what',
  'reader-declined': 'notice.reader-declined.what',
  unanswered: 'notice.unanswered.what',
  'key-ends': 'notice.key-ends.what',
  expired: 'notice.expired.what',
  'revoked-elsewhere': 'notice.revoked-elsewhere.what',
  'changed-elsewhere': 'notice.changed-elsewhere.what',
  revoked: 'notice.revoked.what',
  leaked: 'notice.leaked.what',
  'dead-use': 'notice.dead-use.what',
  'new-place': 'notice.new-place.what',
  idle: 'notice.idle.what',
  'idle-ended': 'notice.idle-ended.what',
  found: 'notice.found.what',
  'cut-over': 'notice.cut-over.what',
  ended: 'notice.ended.what',
  interrupted: 'notice.interrupted.what',
  'not-delivered': 'notice.not-delivered.what',
  stock: 'notice.stock.what',
  'signed-out': 'notice.signed-out.what',
  'request-waits': 'notice.request-waits.what',
} as const satisfies Readonly<Record<NoticeKind, SentenceKey>>;

/** What a message is, as the beginning of a sentence; one that only a newer release knows by its own word. */
export function whatOf({ kind }: Pick<Notice, 'kind'>, { say }: Sentences): string {
  return Object.hasOwn(WHAT, kind) ? say(WHAT[kind]) : kind;
}

/** Of the notices that were given up, those about a token as it is now: a reminder of a former end matters no more. */
export function undeliveredOf(token: Token, failed: readonly Notice[]): readonly Notice[] {
  return failed.filter(
    ({ tokenId, kind, validTo }) => tokenId === token.id && (!isReminder(kind) || validTo === token.validTo),
  );
}

/** That messages about a token did not arrive, in a few words for its line on a list; empty when all did. */
export function undeliveredLine(token: Token, failed: readonly Notice[], { say }: Sentences): string {
  const [latest, ...more] = undeliveredOf(token, failed);
  if (latest === undefined) return '';
  return say('notice.undelivered.line', { what: say(WHAT[latest.kind]), more: more.length });
}

/** The same in full, with when it was given up and why. */
export function undeliveredText({ kind, settledAt, reason = '' }: Notice, sentences: Sentences): string {
  const { say } = sentences;
  const why = sayReason(reason, sentences) ?? (sentences.language === 'en' ? reason : '');
  return say('notice.undelivered.text', {
    what: say(WHAT[kind]),
    time: settledAt === undefined ? '' : formatInstant(settledAt, sentences),
    isTimed: String(settledAt !== undefined),
    reason: why,
    hasReason: String(why !== ''),
  });
}

/** Why it was given up. The store keeps it in the words of the log, which are English: other readers get what can be said anew. */
/** That a message about no single token did not arrive lately; empty when all did. */
export function undeliveredNews(failed: readonly Notice[], now: Instant, sentences: Sentences): string {
  const { say } = sentences;
  const latest = failed.find(({ tokenId, settledAt = 0 }) => tokenId === '' && now - settledAt <= TOLD_MS);
  if (latest === undefined) return '';
  const day = formatDay(latest.settledAt ?? now, sentences);
  return say('notice.undelivered.news', { what: say(WHAT[latest.kind]), day });
}
