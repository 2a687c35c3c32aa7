import assert from 'node:assert/strict';
import { limitedText } from '../../src/web/limited-text.ts';

describe('the text of an answer', () => {
  it('is read whole, whatever way it was cut', async () => {
    const bytes = Buffer.from('a “quoted” word');
    const body = ReadableStream.from([bytes.subarray(0, 3), bytes.subarray(3)]);
    assert.equal(await limitedText(new Response(body), bytes.length), 'a “quoted” word');
    assert.equal(await limitedText(new Response(null), 0), '');
  });

  it('is refused when it is too long, without reading on', async () => {
    let given = 0;
    const endless = (function* () {
      for (;;) {
        given += 1;
        yield Buffer.alloc(10);
      }
    })();
    await assert.rejects(limitedText(new Response(ReadableStream.from(endless)), 25), /too long/);
    assert.ok(given < 6, String(given));
  });
});
