import assert from 'node:assert/strict';
import {
  type Notice,
  noticeAboutPerson,
  notice as noticeOf,
  noticesForRotating,
  noticesForUndelivered,
  undeliveredState,
} from '../../../src/core/notices/notices.ts';
import { START } from '../../support/fixed-clock.ts';
import { ADA, BOB, sampleToken } from '../samples.ts';

const MINUTE = 60_000;
const token = sampleToken();
const stands = (some: Partial<Notice>) => undeliveredState({ ...noticeOf(token, 'created', START), ...some });

describe('a message that has not got through', () => {
  it('has failed, is held, or is tried again', () => {
    assert.equal(stands({ state: 'failed' }), 'failed');
    assert.equal(stands({ state: 'held' }), 'held');
    assert.equal(stands({ notTakenSince: START }), 'retried');
    assert.equal(stands({ ambiguousAttempts: 1 }), 'retried');
  });

  it('is none that was sent, dropped, never tried, or is on its way', () => {
    for (const state of ['waiting', 'sent', 'dropped', 'sending'] as const)
      assert.equal(stands({ state }), undefined, state);
    for (const state of ['sent', 'dropped', 'sending'] as const)
      assert.equal(stands({ state, notTakenSince: START, ambiguousAttempts: 1 }), undefined, state);
  });
});

describe('a message about no single token', () => {
  it('is owed at once to its person, and another one to another person and at another time', () => {
    const news = noticeAboutPerson('stock', ADA, START, 'news');
    const { kind, owner, tokenId, dueAt, validTo, state, detail } = news;
    assert.deepEqual(
      [kind, owner, tokenId, dueAt, validTo, state, detail],
      ['stock', ADA, '', START, START, 'waiting', 'news'],
    );
    assert.equal(stands(news), undefined);
    const others = [
      noticeAboutPerson('stock', BOB, START, ''),
      noticeAboutPerson('stock', ADA, START + 1, ''),
    ];
    for (const { id } of others) assert.notEqual(id, news.id);
  });
});

describe('word of a rotation that was begun', () => {
  it('is due two minutes later, and owed for each attempt', () => {
    const [first, ...more] = noticesForRotating(token, START);
    const [second] = noticesForRotating(token, START + 5 * MINUTE);
    assert.deepEqual([first?.kind, first?.dueAt, more], ['interrupted', START + 2 * MINUTE, []]);
    assert.notEqual(first?.id, second?.id);
  });
});

describe('word of a secret that reached nobody', () => {
  it('is owed at once', () => {
    const [word, ...more] = noticesForUndelivered(token, START);
    assert.deepEqual([word?.kind, word?.dueAt, more], ['not-delivered', START, []]);
  });
});
