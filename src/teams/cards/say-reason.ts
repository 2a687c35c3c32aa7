import { UNKNOWN_FATE } from '../../core/notices/notices.ts';
import type { SentenceKey, Sentences } from '../../sentences/sentences.ts';

/** How the Bot Connector's refusals are written down. */
const ANSWERED = /^the Bot Connector answered (\d{3})(?: (\w+))?/;
const NO_CONNECTION = 'no connection to the Bot Connector';

/** What the store keeps of why a message was not sent, or not yet. */
const REASONS: Readonly<Record<string, SentenceKey>> = {
  [UNKNOWN_FATE]: 'notice.undelivered.unknown',
  'the bot was removed': 'message.reason.botRemoved',
  'the token was revoked': 'message.reason.tokenRevoked',
  'the token was renewed': 'message.reason.tokenRenewed',
  'the token was rotated': 'message.reason.tokenRotated',
  'the token is being replaced': 'message.reason.tokenReplaced',
  'the token was replaced': 'message.reason.tokenReplaced',
  'the token is gone': 'message.reason.tokenGone',
  'the token has expired': 'message.reason.tokenExpired',
  'the token keeps its end': 'message.reason.tokenKeepsEnd',
  'the token ended sooner': 'message.reason.tokenEndedSooner',
  'the token did not end with its overlap': 'message.reason.tokenEndedSooner',
  'the rotation was undone': 'message.reason.rotationOver',
  'the rotation is over': 'message.reason.rotationOver',
  'the new secret was not delivered': 'message.reason.notDelivered',
  'the next reminder says it': 'message.reason.nextReminder',
  'its owner knows the token': 'message.reason.ownerKnows',
  'its owner knows the end': 'message.reason.ownerKnows',
  'its owner keeps the token': 'message.reason.ownerKeeps',
  'it was asked about again': 'message.reason.askedAgain',
  'it is gone at its authority': 'message.reason.goneElsewhere',
  'it is gone in Microsoft Entra': 'message.reason.goneElsewhere',
  'it was changed in Microsoft Entra': 'message.reason.changedElsewhere',
  'the Bot Connector did not answer in time': 'message.reason.late',
  'the call of the Bot Connector broke off': 'message.reason.brokeOff',
  'the messenger failed': 'message.reason.failed',
  'the store did not answer while a notice was tried': 'message.reason.noStore',
  'other messages go first': 'message.reason.othersFirst',
};

/** The codes with which Teams says that somebody can't be written to. */
const CODES: Readonly<Record<string, SentenceKey>> = {
  ConversationBlockedByUser: 'message.reason.blocked',
  BotNotInConversationRoster: 'message.reason.notInChat',
  BotDisabledByAdmin: 'message.reason.disabled',
};

/** Why a message was not sent, in the reader's language; undefined for what is not known here. */
export function sayReason(reason: string, { say }: Sentences): string | undefined {
  const [, status, code = ''] = ANSWERED.exec(reason) ?? [];
  const key = keyOf(CODES, code) ?? keyOf(REASONS, reason);
  if (key !== undefined) return say(key);
  if (status !== undefined) return say('notice.undelivered.answered', { status });
  return reason.startsWith(NO_CONNECTION) ? say('notice.undelivered.noConnection') : undefined;
}

function keyOf(keys: Readonly<Record<string, SentenceKey>>, name: string): SentenceKey | undefined {
  return Object.hasOwn(keys, name) ? keys[name] : undefined;
}
