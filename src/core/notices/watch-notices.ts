import { digestOf } from '../digest-of.ts';
import type { Instant, Token } from '../tokens/token.ts';
import { type CutOverDetail, writeCutOver } from './cut-over-detail.ts';
import { type LeakDetail, writeLeak } from './leak-detail.ts';
import { type Notice, notice } from './notices.ts';

/** The notice that the secret of a token was found; the same place gives the same notice, so that it is owed once. */
export function noticeForLeak(token: Token, now: Instant, detail: LeakDetail): Notice {
  const leaked = notice(token, 'leaked', now);
  const place = digestOf(`${detail.reporter}\n${detail.place}`);
  return { ...leaked, id: `${token.id}.leaked.${place}`, detail: writeLeak(detail) };
}

/** The notice that a token is used after its end. */
export function noticeForDeadUse(token: Token, now: Instant, detail: string): Notice {
  const used = notice(token, 'dead-use', now);
  return { ...used, id: `${used.id}.${now}`, detail };
}

/** The notice that a token was used at a place where it never was before. */
export function noticeForNewPlace(token: Token, now: Instant, detail: string): Notice {
  const used = notice(token, 'new-place', now);
  return { ...used, id: `${used.id}.${now}`, detail };
}

/** The question about a token that nobody uses; `endsAt` is when it is ended unless its owner keeps it, if it is. */
export function noticeForIdle(token: Token, now: Instant, endsAt: Instant | undefined): Notice {
  const asked = notice(token, 'idle', now);
  return { ...asked, id: `${asked.id}.${now}`, ...(endsAt === undefined ? {} : { detail: String(endsAt) }) };
}

/** The notice that a token was ended because nobody used it. */
export function noticeForIdleEnd(token: Token, now: Instant): Notice {
  return notice(token, 'idle-ended', now);
}

/** The notice that a replaced token, which ends now, ended sooner than its owner had allowed at the latest. */
export function noticeForSoonerEnd(ended: Token, detail: CutOverDetail): Notice {
  return { ...notice(ended, 'ended', ended.validTo), detail: writeCutOver(detail) };
}
