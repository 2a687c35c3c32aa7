import assert from 'node:assert/strict';
import { readUsedMessage } from '../../../src/teams/turns/message-payload.ts';

const AUTHOR = { userIdentityType: 'aadUser', id: 'b130c271', displayName: 'Ben **Ito**' };

function textOf(content: string, more: object = {}): string {
  const body = { contentType: 'html', content };
  return readUsedMessage({ messagePayload: { body, ...more } }).text;
}

describe('the message of a message action', () => {
  it('is read with its author', () => {
    const messagePayload = {
      id: '1611060744833',
      subject: 'Build',
      summary: null,
      body: { contentType: 'html', content: '<div><at id="0">Ada</at> - Hi</div>\n' },
      from: { device: null, conversation: null, user: AUTHOR, application: null },
    };
    const { text, author, authorId } = readUsedMessage({ commandId: 'checkMessage', messagePayload });
    assert.match(text, /^Build\n[\s\S]*Ada - Hi/);
    assert.deepEqual([author, authorId], ['Ben **Ito**', 'b130c271']);
  });

  it('is one text where markup cuts a word, and two where a line ends', () => {
    assert.match(textOf('<p>pkt_<b>ab</b><span style="x">cd</span><wbr>ef</p>'), /pkt_abcdef/);
    assert.match(textOf('pkt_<br>abc<p>def</p>'), /pkt_\nabc\ndef/);
    assert.match(textOf('a &amp;&#65;&#x42;&lt;b&gt;'), /a &AB<b>/);
  });

  it('has the addresses of links, and a plain text as it is', () => {
    assert.match(textOf('<a href="https://x:pkt_abc@git">here</a>'), /https:\/\/x:pkt_abc@git/);
    const plain = { messagePayload: { body: { contentType: 'text', content: 'a <b> &amp;' } } };
    assert.equal(readUsedMessage(plain).text, 'a <b> &amp;');
  });

  it('has the texts of cards and pieces of code, which are JSON', () => {
    const content = JSON.stringify({ type: 'AdaptiveCard', body: [{ text: 'pkt_in a\n"card"' }] });
    const attachments = [
      { contentType: 'application/vnd.microsoft.card.adaptive', content },
      { contentType: 'application/vnd.microsoft.card.codesnippet', content: { lines: ['TOKEN=pkt_code'] } },
      { contentType: 'x', content: 'no JSON pkt_plain', name: 'pkt_name' },
    ];
    const text = textOf('', { attachments });
    for (const part of ['pkt_in a', 'TOKEN=pkt_code', 'pkt_plain', 'pkt_name'])
      assert.ok(text.includes(part), part);
  });

  it('says when there was more than is looked at', () => {
    const isCut = (attachments: readonly unknown[]) =>
      readUsedMessage({ messagePayload: { attachments } }).isCut;
    const deep = JSON.parse(`${'['.repeat(60)}"pkt_"${']'.repeat(60)}`);
    const many = (count: number) => [{ content: Array.from({ length: count }, () => 'x') }];
    assert.deepEqual(
      [[], many(2000), many(2001), [{ content: deep }], Array(20).fill({}), Array(21).fill({})].map(isCut),
      [false, false, true, true, false, true],
    );
    const content = `${'x'.repeat(240_000)}pkt_end`;
    assert.match(textOf(content), /pkt_end$/);
  });

  it('may be anything, and as deep as anybody likes', () => {
    const deep = JSON.parse(`${'['.repeat(5000)}${']'.repeat(5000)}`);
    for (const messagePayload of [null, 7, [], { body: 'x' }, { attachments: [deep, null, 1] }, undefined])
      assert.equal(readUsedMessage({ messagePayload }).text, '');
  });
});
