import assert from 'node:assert/strict';
import { createCardRenderer } from '../../src/teams/cards.ts';
import { messageCard } from '../../src/teams/features/message-card.ts';
import { createInvokeResponses } from '../../src/teams/invoke-response.ts';

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
});
