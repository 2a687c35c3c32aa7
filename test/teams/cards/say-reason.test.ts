import assert from 'node:assert/strict';
import { whyDrop } from '../../../src/core/notices/why-drop.ts';
import { sentencesOf } from '../../../src/sentences/sentences.ts';
import { sayReason } from '../../../src/teams/cards/say-reason.ts';
import { ada, DAY, noticeOf, START, tokenOf } from '../../stores/fixtures.ts';

const german = sentencesOf('de-DE');
const say = (reason: string) => sayReason(reason, german)?.replace(/[\u2066-\u2069]/g, '');

describe('why a message was not sent', () => {
  it('is said in the reader’s language', () => {
    assert.equal(say('the bot was removed'), 'Der Bot wurde aus dem Chat entfernt');
    assert.equal(say('the Bot Connector answered 403 ConversationBlockedByUser'), 'Der Bot wurde blockiert');
    assert.match(say('the Bot Connector answered 403 MessageWritesBlocked') ?? '', /403/);
    assert.match(say('the Bot Connector answered 500') ?? '', /500/);
    assert.ok(say('no connection to the Bot Connector (ECONNREFUSED)'));
  });

  it('is known of everything for which a notice is dropped before its time', () => {
    const token = tokenOf(ada);
    const now = START + DAY;
    const reasons = [
      whyDrop(noticeOf(token), undefined, now),
      whyDrop(noticeOf(token), { ...token, revokedAt: now }, now),
      whyDrop(noticeOf(token, 'expiring'), token, token.validTo + 90 * DAY),
      whyDrop(noticeOf(token, 'expiring'), { ...token, validTo: token.validTo + DAY }, now),
      whyDrop(noticeOf(token, 'ended'), token, now),
    ];
    for (const reason of reasons) assert.notEqual(say(reason ?? assert.fail()), undefined, reason);
  });

  it('is nothing for what is not known here', () => {
    assert.equal(say('melted'), undefined);
    assert.equal(say('toString'), undefined);
  });
});
