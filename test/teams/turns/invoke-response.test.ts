import assert from 'node:assert/strict';
import { createCardRenderer } from '../../../src/teams/cards/cards.ts';
import { messageCard } from '../../../src/teams/cards/message-card.ts';
import { createInvokeResponses } from '../../../src/teams/turns/invoke-response.ts';
import { SAMPLE_CARDS } from '../cards/card-samples.ts';

describe('search results', () => {
  it('show names as they are, quotes included, and never as HTML', () => {
    const { results } = createInvokeResponses(createCardRenderer({ actions: 'execute' }));
    const card = messageCard('Title', 'Text');
    const { body } = results([{ title: `Ada's "<b>laptop</b>" & more`, text: `lab · it's <i>`, card }]);
    const { composeExtension } = body as { composeExtension: { attachments: [{ preview: object }] } };
    assert.deepEqual(composeExtension.attachments[0].preview, {
      contentType: 'application/vnd.microsoft.card.thumbnail',
      content: {
        title: `Ada's "&#60;b&#62;laptop&#60;/b&#62;" &#38; more`,
        text: `lab · it's &#60;i&#62;`,
      },
    });
  });

  it('stay below 60 KB, and the last one says how many more there are', () => {
    const { results } = createInvokeResponses(createCardRenderer({ actions: 'execute' }));
    const all = Array.from({ length: 100 }, (_, i) => ({
      title: `token ${i} ${'😀'.repeat(50)}`,
      text: 'internal · expires in 6 days',
      card: messageCard('Title', 'x'.repeat(1000)),
    }));
    const texts = (given: unknown) => {
      const { attachments } = (given as { composeExtension: { attachments: object[] } }).composeExtension;
      return attachments.map(
        (one) => (one as { preview: { content: { text: string } } }).preview.content.text,
      );
    };
    const { body } = results(all, 20);
    assert.ok(Buffer.byteLength(JSON.stringify(body)) < 60_000);
    const shown = texts(body);
    assert.ok(shown.length > 15);
    assert.match(shown.at(-1) ?? '', new RegExp(` · ${120 - shown.length} more`));
    assert.ok(shown.slice(0, -1).every((text) => text === 'internal · expires in 6 days'));
    assert.deepEqual(texts(results(all.slice(0, 2)).body), [
      'internal · expires in 6 days',
      'internal · expires in 6 days',
    ]);
  });

  it('of 25 usual tokens fit, whole and with their buttons', () => {
    const { results } = createInvokeResponses(createCardRenderer({ actions: 'execute' }));
    const card = SAMPLE_CARDS.find((sample) => sample.card === 'found-token');
    assert.ok(card !== undefined);
    const all = Array.from({ length: 25 }, () => ({ title: 'laptop', text: 'internal', card }));
    const { body } = results(all);
    assert.equal(
      (body as { composeExtension: { attachments: object[] } }).composeExtension.attachments.length,
      25,
    );
  });
});
