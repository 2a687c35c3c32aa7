import assert from 'node:assert/strict';
import { validateHeaderValue } from 'node:http';
import fc from 'fast-check';
import { headerValue } from '../../../src/http/verification/header-value.ts';

describe('a header value', () => {
  it('leaves plain text as it is', () => {
    assert.equal(headerValue('Ada Lovelace, "x" <y>'), 'Ada Lovelace, "x" <y>');
  });

  it('is printable ASCII without spaces at its ends, and decodes to the text, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const value = headerValue(text);
        assert.match(value, /^(?! )[ -~]*(?<! )$/);
        validateHeaderValue('X-Auth-Name', value);
        assert.equal(decodeURIComponent(value), text);
      }),
    );
  });

  it('encodes half a character as the replacement character', () => {
    assert.equal(headerValue('a\ud83d'), 'a%EF%BF%BD');
  });
});
