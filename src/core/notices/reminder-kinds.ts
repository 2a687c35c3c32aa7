import type { NoticeKind } from './notices.ts';

/** The reminders of a token's end: the one that every token owes, and those that its owner chose besides. */
export type ReminderKind = 'expiring' | 'expiring-month' | 'expiring-day';

/** Whether a notice reminds the owner of a token's end. */
export function isReminder(kind: NoticeKind): kind is ReminderKind {
  return kind === 'expiring' || kind === 'expiring-month' || kind === 'expiring-day';
}
