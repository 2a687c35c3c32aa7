import assert from 'node:assert/strict';
import { withTexts } from '../../../src/teams/channel/envelope.ts';

describe('the texts of an activity', () => {
  it('are texts also where a client sends a number, or a list of one', () => {
    const given = { text: 42, locale: ['de-DE'], name: 'task/fetch', replyToId: 1_700_000_000_000, id: 7 };
    assert.deepEqual(withTexts(given), {
      text: '42',
      locale: 'de-DE',
      name: 'task/fetch',
      replyToId: '1700000000000',
      id: 7,
    });
  });

  it('are left to be refused where nothing tells what is meant', () => {
    for (const text of [{ a: 1 }, ['one', 'two'], [], true]) assert.deepEqual(withTexts({ text }), { text });
    for (const text of [null, undefined]) assert.deepEqual(withTexts({ text }), { text });
  });
});
