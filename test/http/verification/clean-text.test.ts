import assert from 'node:assert/strict';
import fc from 'fast-check';
import { generateSecret } from '../../../src/core/secrets/secret.ts';
import { cleanLabel, cleanPath } from '../../../src/http/verification/clean-text.ts';

describe('text from outside', () => {
  it('as a label keeps what names and hosts are made of', () => {
    assert.equal(cleanLabel(' git.contoso.com:8443 '), 'git.contoso.com:8443');
    assert.equal(cleanLabel('[::1]'), '[::1]');
    assert.equal(cleanLabel('**Team** <b>git</b>\r\n'), 'Team bgitb');
    assert.equal(cleanLabel('a '.repeat(100)).length, 63);
  });

  it('as a path has no query, no host and no control character', () => {
    assert.equal(cleanPath('/team/app.git/info/refs?service=git-receive-pack'), '/team/app.git/info/refs');
    assert.equal(cleanPath('https://u:p@git.example.com/a#b'), '/a');
    assert.equal(cleanPath('/a\r\nb\u202e/ü'), '/a..b./.');
    assert.equal(cleanPath('/ab'.repeat(100)).length, 200);
    assert.equal(cleanPath(''), '');
  });

  it('never holds a secret, wherever it stood and however it was encoded', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.nat(60), (before, after, at) => {
        const secret = generateSecret().secret.reveal();
        const key = secret.slice(16, 56);
        const hex = [...Buffer.from(secret)].map((byte) => `%${byte.toString(16)}`).join('');
        const split = `${secret.slice(0, at)}!${secret.slice(at)}`;
        for (const text of [secret, hex, secret.replace('_', '%5F')]) {
          assert.ok(!decodeLoosely(cleanPath(`/${before}${text}${after}`)).includes(key));
          assert.ok(!decodeLoosely(cleanLabel(before + text + after)).includes(key));
        }
        assert.ok(!cleanLabel(split).includes(key));
      }),
    );
  });
});

function decodeLoosely(text: string): string {
  return text.replace(/%([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
