import assert from 'node:assert/strict';
import {
  notice,
  noticeAboutPerson,
  noticesForOverlap,
  noticesForRotating,
} from '../../../src/core/notices/notices.ts';
import { expiryBehind, whyDrop } from '../../../src/core/notices/why-drop.ts';
import type { Token } from '../../../src/core/tokens/token.ts';
import { DAY, START } from '../../support/fixed-clock.ts';
import { ADA, sampleToken } from '../samples.ts';

const token = sampleToken();
const LAST = token.validTo;
const undone: Token = { ...token, rotation: { state: 'undone', startedAt: START } };
/** Replaced, with a day of overlap; `endsItself` unless its authority could not shorten it. */
function replaced(endsItself = true, validTo = START + DAY): Token {
  const rotation = { state: 'overlap', startedAt: START, successorId: 'x', lastValidTo: LAST } as const;
  return { ...token, validTo, rotation: { ...rotation, endsItself } };
}

describe('a message about no single token', () => {
  it('is worth sending whatever became of the tokens', () => {
    const news = noticeAboutPerson('stock', ADA, START, '');
    assert.equal(whyDrop(news, undefined, START + 99 * DAY), undefined);
  });
});

describe('the cut-over card', () => {
  it('is worth sending while both tokens work, and tells of the end that the old one has', () => {
    const [card] = noticesForOverlap(replaced(), START);
    assert.ok(card);
    assert.equal(whyDrop(card, replaced(), START), undefined);
    // Its owner has prolonged the overlap since: the card shows the new end.
    assert.equal(whyDrop(card, replaced(true, START + 3 * DAY), START), undefined);
  });

  it('is dropped for another one when the authority refused the end that it names', () => {
    const [card] = noticesForOverlap(replaced(), START);
    const [other] = noticesForOverlap(replaced(false, LAST), START);
    assert.ok(card && other);
    assert.equal(whyDrop(card, replaced(false, LAST), START), 'the token keeps its end');
    assert.equal(whyDrop(other, replaced(false, LAST), START), undefined);
  });

  it('is dropped when the rotation was undone or the token has none', () => {
    const [card] = noticesForOverlap(replaced(), START);
    assert.ok(card);
    for (const now of [undone, token]) assert.equal(whyDrop(card, now, START), 'the rotation was undone');
  });
});

describe('other messages about a token that is being replaced', () => {
  it('do not wait for a card: an idle token is asked about, whatever end it has', () => {
    assert.equal(whyDrop(notice(token, 'created', START), replaced(false, LAST - DAY), START), undefined);
  });

  it('are not word of its end, which the overlap brings', () => {
    const old = replaced();
    assert.equal(
      whyDrop(notice(old, 'expired', old.validTo), old, old.validTo),
      'the token is being replaced',
    );
    assert.equal(whyDrop(notice(token, 'expired', LAST), undone, LAST), undefined);
  });

  it('are not that the rotation was interrupted, once it is over', () => {
    const rotating: Token = { ...token, rotation: { state: 'started', startedAt: START } };
    const [interrupted] = noticesForRotating(rotating, START);
    assert.ok(interrupted);
    assert.equal(whyDrop(interrupted, rotating, START), undefined);
    for (const now of [replaced(), undone, token])
      assert.equal(whyDrop(interrupted, now, START), 'the rotation is over');
  });
});

describe('word that an overlap has ended', () => {
  it('is none where nothing replaced the token', () => {
    assert.equal(
      whyDrop(notice(token, 'ended', LAST), token, LAST),
      'the token did not end with its overlap',
    );
  });
});

describe('the question whose a found token is', () => {
  it('is asked for thirty days after its end, as it is news even then', () => {
    const found = notice(token, 'found', START);
    assert.equal(whyDrop(found, token, LAST + 30 * DAY - 1), undefined);
    assert.equal(whyDrop(found, token, LAST + 30 * DAY), 'the token has expired');
  });
});

describe('the question about an idle token', () => {
  it('is dropped when nobody knows that it was ever asked', () => {
    assert.equal(whyDrop(notice(token, 'idle', START), token, START), 'its owner keeps the token');
  });
});

describe('word of the end behind a reminder', () => {
  const reminder = notice(token, 'expiring', LAST - 7 * DAY);

  it('is due at the end, or now where that has come', () => {
    assert.deepEqual(expiryBehind(reminder, token, START), notice(token, 'expired', LAST));
    assert.deepEqual(expiryBehind(reminder, token, LAST + DAY), notice(token, 'expired', LAST + DAY));
  });

  it('is none behind other messages, after a renewal, and where it would be dropped', () => {
    assert.equal(expiryBehind(notice(token, 'created', START), token, START), undefined);
    assert.equal(expiryBehind(reminder, { ...token, validTo: LAST + DAY }, START), undefined);
    assert.equal(expiryBehind(reminder, { ...token, revokedAt: START }, START), undefined);
    assert.equal(expiryBehind(reminder, token, LAST + 30 * DAY), undefined);
  });
});
