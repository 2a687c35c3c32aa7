import assert from 'node:assert/strict';
import type { ChatMessage } from '../../../src/local/page/protocol.ts';
import { summarizeAttachment, summarizeMessage } from '../../../src/local/page/summary.ts';

const ADAPTIVE = 'application/vnd.microsoft.card.adaptive';
const card = {
  contentType: ADAPTIVE,
  content: {
    body: [
      { type: 'Container', items: [{ type: 'TextBlock', text: '**New** token' }] },
      { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: 'lap' }, 'top'] },
    ],
  },
};
const message: ChatMessage = {
  id: '1',
  chat: 'ada',
  at: 0,
  text: '',
  markdown: true,
  attachments: [card],
  views: {},
  revision: 1,
  edited: false,
};

describe('a summary', () => {
  it('is the first texts of a card, in reading order', () => {
    assert.deepEqual(summarizeAttachment(card), { title: 'New token', detail: 'laptop' });
  });

  it('is the title and text of a small card', () => {
    const content = { title: 'laptop', subtitle: 'internal', text: 'Active' };
    const small = { contentType: 'application/vnd.microsoft.card.thumbnail', content };
    assert.deepEqual(summarizeAttachment(small), { title: 'laptop', detail: 'internal · Active' });
  });

  it('is a message’s own text, or else its card’s', () => {
    assert.equal(summarizeMessage(message, 'ada'), 'New token');
    assert.equal(summarizeMessage({ ...message, text: '<at>Ada</at>\nsaw `it`' }, 'ada'), 'Ada saw it');
    assert.equal(summarizeMessage({ ...message, attachments: [] }, 'ada'), '');
  });

  it('is of the card that a person’s button led to, for that person', () => {
    const views = { ada: { body: [{ type: 'TextBlock', text: 'Revoked' }] } };
    assert.equal(summarizeMessage({ ...message, views }, 'ada'), 'Revoked');
    assert.equal(summarizeMessage({ ...message, views }, 'ben'), 'New token');
  });

  it('has what follows a card’s heading, wherever the heading stands', () => {
    const heading = { type: 'TextBlock', style: 'heading', text: 'Reminder' };
    const title = { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: 'laptop expires' }] };
    const columns = [
      { type: 'Column', items: [{ type: 'Icon', name: 'Clock' }] },
      { type: 'Column', items: [heading, title] },
    ];
    for (const body of [[heading, title], [{ type: 'ColumnSet', columns }]])
      assert.equal(
        summarizeMessage({ ...message, attachments: [{ ...card, content: { body } }] }, 'ada'),
        'Reminder: laptop expires',
      );
    assert.equal(
      summarizeMessage({ ...message, attachments: [{ ...card, content: { body: [heading] } }] }, 'ada'),
      'Reminder',
    );
  });
});
