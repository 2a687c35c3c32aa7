import type { NoticeKind } from './notices.ts';

/** Each kind once; the compiler misses none. */
const KINDS: Readonly<Record<NoticeKind, true>> = {
  created: true,
  expiring: true,
  'expiring-month': true,
  'expiring-day': true,
  'reader-asked': true,
  'reader-ends': true,
  'reader-declined': true,
  unanswered: true,
  'key-ends': true,
  expired: true,
  'revoked-elsewhere': true,
  'changed-elsewhere': true,
  revoked: true,
  leaked: true,
  'dead-use': true,
  'new-place': true,
  idle: true,
  'idle-ended': true,
  found: true,
  'cut-over': true,
  ended: true,
  interrupted: true,
  'not-delivered': true,
  stock: true,
  'signed-out': true,
  'request-waits': true,
};

/** The kinds of notices that this release can send. A newer one may have written others, which wait for it. */
export const NOTICE_KINDS = Object.keys(KINDS) as readonly NoticeKind[];

/** Whether this release can send notices of this kind. */
export function isKnownKind(kind: string): kind is NoticeKind {
  return Object.hasOwn(KINDS, kind);
}
