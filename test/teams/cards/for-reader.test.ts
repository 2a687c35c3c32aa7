import assert from 'node:assert/strict';
import { sentencesFrom } from '../../../src/sentences/sentences.ts';
import { createCardRenderer } from '../../../src/teams/cards/cards.ts';
import { aboutReader, isolateNumbers } from '../../../src/teams/cards/for-reader.ts';
import { messageCard } from '../../../src/teams/cards/message-card.ts';

const isolated = (text: string): string => `\u2068${text}\u2069`;

describe('a card for its reader', () => {
  it('says its language and direction, so that the host’s own do not count', () => {
    const { lang, rtl } = createCardRenderer({ actions: 'execute' }).render(messageCard('a', 'b')).content;
    assert.deepEqual({ lang, rtl }, { lang: 'en', rtl: false });
    const mirrored = aboutReader(sentencesFrom('ar-XB', {} as Parameters<typeof sentencesFrom>[1]));
    assert.deepEqual(mirrored, { lang: 'ar', rtl: true });
  });

  it('isolates what begins with a digit, so that a right-to-left host does not scramble it', () => {
    const card = {
      body: [
        { type: 'TextRun', text: '27 Feb 2027, 04:26' },
        { type: 'TextRun', text: 'until 27 Feb 2027' },
        { type: 'Input.ChoiceSet', label: '2 days', choices: [{ title: '7 days', value: '7' }], value: '7' },
        { type: 'Input.Date', id: '1', value: '2027-02-27', min: '2027-02-27' },
      ],
      actions: [
        { type: 'Action.Execute', title: '1 more', data: { title: '1 more', list: [{ text: '9' }] } },
      ],
    };
    const { body, actions } = isolateNumbers(card) as typeof card;
    assert.deepEqual(body, [
      { type: 'TextRun', text: isolated('27 Feb 2027, 04:26') },
      { type: 'TextRun', text: 'until 27 Feb 2027' },
      {
        type: 'Input.ChoiceSet',
        label: isolated('2 days'),
        choices: [{ title: isolated('7 days'), value: '7' }],
        value: '7',
      },
      { type: 'Input.Date', id: '1', value: '2027-02-27', min: '2027-02-27' },
    ]);
    assert.deepEqual(actions, [{ ...card.actions[0], title: isolated('1 more') }]);
  });
});
