import type { Notice } from '../../core/notices/notices.ts';
import type { Sentences } from '../../sentences/sentences.ts';
import { formatInstant } from './format.ts';
import { sayReason } from './say-reason.ts';
import { whatOf } from './undelivered.ts';

/** A message as lines of a list: what it is, what became of it, and how that came. */
export interface MessageRow {
  readonly what: string;
  readonly state: string;
  readonly color: 'good' | 'warning' | 'attention' | 'default';
  /** Attempts and reason; empty when there is nothing to say. */
  readonly detail: string;
}

/** The lines of a message. */
export function messageRow(notice: Notice, sentences: Sentences): MessageRow {
  const { say } = sentences;
  const { attempts, reason } = notice;
  const detail = [
    ...(attempts === 0 ? [] : [say('message.attempts', { count: attempts })]),
    ...(reason === undefined ? [] : [sayReason(reason, sentences) ?? reason]),
  ].join('; ');
  return { what: whatOf(notice, sentences), ...stateOf(notice, sentences), detail };
}

function stateOf(notice: Notice, sentences: Sentences): Pick<MessageRow, 'state' | 'color'> {
  const { say } = sentences;
  const { state, dueAt, attempts, settledAt = dueAt } = notice;
  const settled = formatInstant(settledAt, sentences);
  const due = formatInstant(dueAt, sentences);
  switch (state) {
    case 'waiting':
      return attempts === 0
        ? { state: say('message.planned', { time: due }), color: 'default' }
        : { state: say('message.waiting', { time: due }), color: 'warning' };
    case 'sending':
      return { state: say('message.sending'), color: 'default' };
    case 'held':
      return { state: say('message.held', { time: due }), color: 'warning' };
    case 'sent':
      return { state: say('message.sent', { time: settled }), color: 'good' };
    case 'dropped':
      return { state: say('message.dropped', { time: settled }), color: 'default' };
    case 'failed':
      return { state: say('message.failed', { time: settled }), color: 'attention' };
  }
}
