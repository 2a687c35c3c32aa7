import assert from 'node:assert/strict';
import fc from 'fast-check';
import { messageText } from '../../../src/teams/turns/message-text.ts';

describe('the text of a message', () => {
  it('has its entities undone once', () => {
    assert.equal(messageText('a&nbsp;&amp;&lt;b&gt;&quot;&apos;&#39;&#x2019;'), "a &<b>\"''’");
    assert.equal(messageText('&amp;lt;b&amp;gt;'), '&lt;b&gt;');
  });

  it('keeps what only looks like an entity', () => {
    for (const text of ['&what;', '&#0;', '&#1114112;', '&#x110000;', 'AT&T', '&toString;', '&;'])
      assert.equal(messageText(text), text);
  });

  it('is what was typed, between mentions and quoted messages', () => {
    assert.equal(messageText('<quoted messageId="1"/>\n<at id="0">Pat</at> list  all'), 'list all');
  });

  it('is read back from how Teams writes it, whatever was typed', () => {
    const typed = fc.string({ unit: fc.constantFrom(...'ab &<>"\'#;x1'), maxLength: 60 });
    const asHtml = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
    fc.assert(
      fc.property(typed, (text) => {
        fc.pre(!/<at\b/i.test(text));
        assert.equal(messageText(asHtml(text)), text.replace(/ +/g, ' ').trim());
      }),
    );
  });

  it('takes no longer for hostile texts', () => {
    for (const part of ['<at', '<quoted ', '&#', '&amp;', '<at>'])
      assert.ok(messageText(part.repeat(50_000)).length <= 500);
  });
});
