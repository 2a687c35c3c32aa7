import assert from 'node:assert/strict';
import { prepareTemplate } from '../../../src/teams/cards/prepare-template.ts';

describe('a template with an expression that only the library knows', () => {
  const template = {
    body: [
      { type: 'TextRun', text: "${if(count > 1, 'many', 'one')}: ${name}" },
      { type: 'TextRun', text: '${name}' },
    ],
    actions: [
      { type: 'Action.Execute', title: '${count} tokens', verb: 'list.open', data: { id: '${name}' } },
    ],
  };

  it('is filled by the library, with twins of its buttons and isolated numbers', () => {
    assert.deepEqual(prepareTemplate(template, 'execute')({ count: 2, name: 'laptop' }), {
      body: [
        { type: 'TextRun', text: 'many: laptop' },
        { type: 'TextRun', text: 'laptop' },
      ],
      actions: [
        {
          type: 'Action.Execute',
          title: '\u20682 tokens\u2069',
          verb: 'list.open',
          data: { id: 'laptop' },
          fallback: {
            type: 'Action.Submit',
            title: '\u20682 tokens\u2069',
            data: { id: 'laptop', verb: 'list.open' },
          },
        },
      ],
    });
  });

  it('takes no expression from its data', () => {
    const card = JSON.stringify(
      prepareTemplate(template, 'submit')({ count: 1, name: '${count} {{DATE(1)}}' }),
    );
    assert.ok(card.includes('${count} {\u2060{DATE(1)}}'), card);
  });

  it('is refused when its fault is another one', () => {
    assert.throws(() => prepareTemplate({ $when: true }, 'execute'), /condition/);
  });
});
